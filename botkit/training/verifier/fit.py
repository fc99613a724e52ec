"""Fitting of a verifier: all its weights, on examples of several sources, with checkpoints to continue from."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from botkit.domain.ports import Progress
from botkit.training.verifier.examples import Judged
from botkit.training.verifier.network import Reading, VerifierNetwork

BATCH = 16
SMOOTHING = 0.02
CLIP = 1.0
POOL = 40
"""The number of batches cut from one sorted pool: of about the same length, so that little is computed on padding."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan of training: `epochs` over the examples, with a checkpoint in `kept` after every `every` steps.

    `rate` is the peak learning rate, reached after 6 % of the steps; it falls linearly to nearly zero from there.
    """

    kept: Path
    epochs: int = 3
    tokens: int = 224
    seed: int = 1
    rate: float = 5e-5
    every: int = 100


def fit(encoder: Path, examples: Sequence[Judged], plan: Plan, progress: Progress | None = None) -> VerifierNetwork:
    """Fine-tune the encoder in `encoder`, continuing from `plan.kept` if a training of the same plan left it."""
    torch.manual_seed(plan.seed)
    network, read = VerifierNetwork(encoder), Reading(encoder, plan.tokens)
    network.encoder.embeddings.requires_grad_(False)  # the word vectors are half of the weights, and good already
    trained = [each for each in network.parameters() if each.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=plan.rate, weight_decay=0.01)
    batches = list(_batches(examples, plan))
    done = _resume(plan, network, optimizer, len(batches))
    network.train()
    for step in range(done, len(batches)):
        batch = [examples[number] for number in batches[step]]
        for group in optimizer.param_groups:
            group["lr"] = plan.rate * _share_of_rate(step, len(batches))
        wanted = torch.tensor([SMOOTHING + (1 - 2 * SMOOTHING) * one.supported for one in batch])
        logits = network(**read([(one.question, one.reply, one.passage) for one in batch]))
        loss = binary_cross_entropy_with_logits(logits, wanted)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch has no types for it
        torch.nn.utils.clip_grad_norm_(trained, CLIP)
        optimizer.step()
        if progress:
            progress(f"verifier, loss {loss.item():.3f}", step + 1, len(batches))
        if (step + 1) % plan.every == 0:
            _save(plan, network, optimizer, step + 1, len(batches))
    return network.eval()


@torch.inference_mode()
def scores(network: VerifierNetwork, read: Reading, examples: Sequence[Judged]) -> list[float]:
    """Return the log-odds of each example."""
    network.eval()
    order = sorted(range(len(examples)), key=lambda number: len(examples[number].passage))
    found = [0.0] * len(examples)
    for start in range(0, len(order), 2 * BATCH):
        some = order[start : start + 2 * BATCH]
        asked = [(examples[n].question, examples[n].reply, examples[n].passage) for n in some]
        for number, logit in zip(some, network(**read(asked)).tolist(), strict=True):
            found[number] = logit
    return found


def _batches(examples: Sequence[Judged], plan: Plan) -> Iterator[list[int]]:
    for epoch in range(plan.epochs):
        chance = random.Random(plan.seed * 1000 + epoch)
        numbers = list(range(len(examples)))
        chance.shuffle(numbers)
        batches = []
        for start in range(0, len(numbers), BATCH * POOL):
            pool = sorted(numbers[start : start + BATCH * POOL], key=lambda n: len(examples[n].passage))
            batches += [pool[at : at + BATCH] for at in range(0, len(pool), BATCH)]
        chance.shuffle(batches)
        yield from batches


def _share_of_rate(step: int, steps: int) -> float:
    return min(1.0, (step + 1) / (0.06 * steps)) * max(0.02, 1 - step / steps)


def _save(plan: Plan, network: VerifierNetwork, optimizer: torch.optim.Optimizer, step: int, steps: int) -> None:
    """Save everything that a training needs to continue, as safetensors."""
    from safetensors.torch import save_file

    moments = {
        f"optimizer.{number}.{name}": value
        for number, state in optimizer.state_dict()["state"].items()
        for name, value in state.items()
    }
    tensors = {f"network.{name}": value for name, value in network.state_dict().items()} | moments
    new = plan.kept.with_suffix(".new")
    save_file({name: value.contiguous() for name, value in tensors.items()}, new, {"of": f"{step}/{steps}"})
    new.replace(plan.kept)


def _resume(plan: Plan, network: VerifierNetwork, optimizer: torch.optim.Optimizer, steps: int) -> int:
    from safetensors import safe_open

    if not plan.kept.is_file():
        return 0
    with safe_open(plan.kept, "pt") as file:
        done, of = map(int, (file.metadata() or {})["of"].split("/"))
        if of != steps:
            return 0
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    network.load_state_dict(
        {name.removeprefix("network."): value for name, value in tensors.items() if name.startswith("network.")}
    )
    state: dict[int, dict[str, torch.Tensor]] = {}
    for name, value in tensors.items():
        if name.startswith("optimizer."):
            _, number, key = name.split(".")
            state.setdefault(int(number), {})[key] = value
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
    return done
