"""Low-rank adaptation (LoRA; Hu et al. 2022) of a generator on lessons, merged into the weights afterwards."""

from __future__ import annotations

import random
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from peft import LoraConfig, TaskType, get_peft_model
from peft.tuners.lora import LoraLayer
from torch.nn.functional import cross_entropy

from botkit.domain.errors import GenerationError
from botkit.domain.ports import Progress

RANK = 16
ALPHA = 32
RATE = 5e-4
"""The peak learning rate, reached after a tenth of the steps; it falls linearly to zero from there."""
BATCH = 8
"""The number of lessons per step; they are of about the same length, so that little is computed on padding."""
LOOKS = 4
"""The number of times per epoch that the held-out loss is measured; the weights that did best are kept."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """A lesson as tokens."""

    prompt: tuple[int, ...]
    reply: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Adapter:
    """The change to the weights of linear layers, by their names.

    Each layer has two matrices, of shape (rank, inputs) and (outputs, rank): alpha / rank times the product of the
    second and the first is added to its weights.
    """

    layers: Mapping[str, tuple[torch.Tensor, torch.Tensor]]
    alpha: float


@dataclass(frozen=True, slots=True)
class Tuned:
    """The result of a training.

    `model` has its new weights, `adapter` is what was added to the old ones. `before` and `after` are the mean loss of
    the held-out exercises in nats per token.
    """

    model: Any
    adapter: Adapter
    before: float
    after: float


def tune(
    model: Any,
    learned: Sequence[Exercise],
    held_out: Sequence[Exercise],
    *,
    epochs: int,
    seed: int,
    progress: Progress | None = None,
) -> Tuned:
    """Train adapters of all linear layers of `model`, a causal or sequence-to-sequence one, and merge them.

    Each exercise counts the same, however long its reply. The same seed gives the same result on the same machine with
    the same number of threads. Raises GenerationError if there is too little to learn from or to measure on.
    """
    if len(learned) < BATCH or not held_out:
        raise GenerationError(
            f"{len(learned)} lessons to learn from and {len(held_out)} to measure on are too few; "
            "write more questions, or name a file with --squad"
        )
    torch.manual_seed(seed)
    answers = _whole if model.config.is_encoder_decoder else _continued
    kind = TaskType.SEQ_2_SEQ_LM if model.config.is_encoder_decoder else TaskType.CAUSAL_LM
    lora = LoraConfig(r=RANK, lora_alpha=ALPHA, target_modules="all-linear", task_type=kind)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # peft asks transformers for something by its old name
        adapted = get_peft_model(model, lora)
    trained = {name: weights for name, weights in adapted.named_parameters() if weights.requires_grad}
    optimizer = torch.optim.AdamW(trained.values(), lr=RATE, weight_decay=0.0)
    batches = [batch for epoch in range(epochs) for batch in _batches(learned, seed + epoch)]
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, RATE, total_steps=len(batches), pct_start=0.1, anneal_strategy="linear", cycle_momentum=False
    )
    before = best = _held_out_loss(adapted, held_out, answers)
    kept = _copied(trained)
    look = max(1, len(batches) // (LOOKS * epochs))
    for number, batch in enumerate(batches, 1):
        adapted.train()
        loss = answers(adapted, batch).mean()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(trained.values(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        if number % look == 0 or number == len(batches):
            now = _held_out_loss(adapted, held_out, answers)
            if now < best:
                best, kept = now, _copied(trained)
        if progress:
            progress(f"generator, held-out loss {best:.3f}", number, len(batches))
    with torch.no_grad():
        for name, weights in trained.items():
            weights.copy_(kept[name])
    adapter = _adapter(adapted)
    with warnings.catch_warnings():
        # Of a model whose input and output embeddings are not one, peft says so, and notes it in the configuration.
        warnings.filterwarnings("ignore", "Input and output embeddings are no longer tied", UserWarning)
        merged = adapted.merge_and_unload()
    return Tuned(merged.eval(), adapter, before, best)


def _adapter(adapted: Any) -> Adapter:
    layers = {
        name.removeprefix("base_model.model."): (
            part.lora_A["default"].get_parameter("weight").detach().clone(),
            part.lora_B["default"].get_parameter("weight").detach().clone(),
        )
        for name, part in adapted.named_modules()
        if isinstance(part, LoraLayer)
    }
    return Adapter(layers, ALPHA)


def _continued(model: Any, batch: Sequence[Exercise]) -> torch.Tensor:
    """Return the loss of each exercise if the reply continues the prompt; only the replies are scored."""
    longest = max(len(each.prompt) + len(each.reply) for each in batch)
    replies = max(len(each.reply) for each in batch)
    # Padded on the left, so that all replies end together.
    ids = torch.zeros(len(batch), longest, dtype=torch.long)
    seen = torch.zeros_like(ids)
    for row, each in enumerate(batch):
        tokens = torch.tensor(each.prompt + each.reply)
        ids[row, -len(tokens) :], seen[row, -len(tokens) :] = tokens, 1
    places = (seen.cumsum(1) - 1).clamp(min=0)
    logits = model(input_ids=ids, attention_mask=seen, position_ids=places, logits_to_keep=replies + 1).logits
    return _loss(logits[:, :-1], [each.reply for each in batch], from_right=True)


def _whole(model: Any, batch: Sequence[Exercise]) -> torch.Tensor:
    """Return the loss of each exercise if an encoder reads the prompt and a decoder writes the reply."""
    ids = torch.zeros(len(batch), max(len(each.prompt) for each in batch), dtype=torch.long)
    seen = torch.zeros_like(ids)
    begun = torch.zeros(len(batch), max(len(each.reply) for each in batch), dtype=torch.long)
    begun[:, 0] = model.config.decoder_start_token_id
    for row, each in enumerate(batch):
        ids[row, : len(each.prompt)], seen[row, : len(each.prompt)] = torch.tensor(each.prompt), 1
        begun[row, 1 : len(each.reply)] = torch.tensor(each.reply[:-1])
    logits = model(input_ids=ids, attention_mask=seen, decoder_input_ids=begun).logits
    return _loss(logits, [each.reply for each in batch], from_right=False)


def _loss(logits: torch.Tensor, replies: Sequence[tuple[int, ...]], *, from_right: bool) -> torch.Tensor:
    """Return the mean loss over the tokens of each reply; `logits` has the shape (replies, positions, vocabulary)."""
    places = logits.shape[1]
    return torch.stack(
        [
            cross_entropy(row[places - len(reply) :] if from_right else row[: len(reply)], torch.tensor(reply))
            for row, reply in zip(logits, replies, strict=True)
        ]
    )


@torch.no_grad()
def _held_out_loss(model: Any, held_out: Sequence[Exercise], answers: Any) -> float:
    model.eval()
    return float(torch.cat([answers(model, batch) for batch in _batches(held_out, 0)]).mean())


def _batches(exercises: Sequence[Exercise], seed: int) -> Iterator[list[Exercise]]:
    """Yield batches of exercises of about the same length, in an order that the seed determines."""
    chance = random.Random(seed)
    order = sorted(exercises, key=lambda each: (len(each.prompt) + len(each.reply), chance.random()))
    batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    chance.shuffle(batches)
    yield from batches


def _copied(trained: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {name: weights.detach().clone() for name, weights in trained.items()}
