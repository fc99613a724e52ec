"""Contrastive tuning of an encoder, for few examples: those of one intent attract, others repel each other.

The loss is that of supervised contrastive learning (Khosla et al. 2020), which SetFit (Tunstall et al. 2022) and CPFT
(Zhang et al. 2021) showed to work with few utterances. The tuned weights are averaged with the pretrained ones, which
does better than either alone (Wortsman et al., "Robust Fine-Tuning of Zero-Shot Models", 2022).
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import replace

import torch
from torch import Tensor, nn

from intents.batches import TrainingBatches
from intents.embeddings import Embeddings
from intents.fitted import Fitted, Progress, tell
from intents.linear import fit_heads
from intents.network import JointNetwork, pooled

# Chosen on utterances of BANKING77's train.csv that are not among the examples; benchmarks/README.md has the figures.
EPOCHS = 4
RATE = 5e-5
TEMPERATURE = 0.1
SHARE = 0.5
"""The share of the tuned weights in the average."""

INTENTS = 64
"""Number of intents in a batch, with two examples each."""

CHUNKS = 4
WARM_UP = 0.1


def fit_by_contrast(network: JointNetwork, batches: TrainingBatches, seed: int, progress: Progress) -> Fitted:
    """Tune the encoder, and fit both heads as on a frozen one.

    The calibration and the familiarity are measured with the encoder as it was before: the tuned one has seen the
    examples.
    """
    network.to("cuda" if torch.cuda.is_available() else "cpu")
    before = fit_heads(network, batches, Embeddings(""), progress)
    pretrained = {name: weights.clone() for name, weights in network.encoder.state_dict().items()}
    _tune(network, batches, seed, progress)
    tuned = network.encoder.state_dict()
    network.encoder.load_state_dict(
        {
            name: torch.lerp(weights, tuned[name], SHARE) if weights.is_floating_point() else weights
            for name, weights in pretrained.items()
        }
    )
    return replace(before, vectors=fit_heads(network, batches, Embeddings(""), progress).vectors)


def _tune(network: JointNetwork, batches: TrainingBatches, seed: int, progress: Progress) -> None:
    torch.manual_seed(seed)
    network.encoder.get_input_embeddings().requires_grad_(False)
    parameters = [parameter for parameter in network.encoder.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=RATE)
    pairs = list(_pairs(batches, random.Random(seed)))
    warm = max(1, round(len(pairs) * WARM_UP))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, (len(pairs) - step) / max(1, len(pairs) - warm))
    )
    network.train()
    for step, rows in enumerate(pairs, 1):
        loss = _contrast(_vectors(network, batches, rows), batches.intents[rows])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        schedule.step()
        tell(progress, f"drawing alike examples together, loss {loss.item():.2f}", step, len(pairs))


def _pairs(batches: TrainingBatches, rng: random.Random) -> Iterator[list[int]]:
    """Yield rows with two examples of each sampled intent, shortest text first, about EPOCHS times per example."""
    of_intent: dict[str, list[int]] = {}
    for row, example in enumerate(batches.examples):
        of_intent.setdefault(example.intent, []).append(row)
    size = min(INTENTS, len(of_intent))
    for _ in range(math.ceil(EPOCHS * len(batches.examples) / (2 * size))):
        chosen = rng.sample(list(of_intent.values()), size)
        rows = [row for known in chosen for row in (rng.sample(known, 2) if len(known) > 1 else known)]
        yield sorted(rows, key=lambda row: len(batches.encoded[row].tokens))


def _vectors(network: JointNetwork, batches: TrainingBatches, rows: list[int]) -> Tensor:
    """Return unit vectors, shape (rows, size), computed in parts of similar length to save padding."""
    device = next(network.parameters()).device
    part = -(-len(rows) // CHUNKS)
    read = []
    for start in range(0, len(rows), part):
        batch = batches.encoder.batch([batches.encoded[row] for row in rows[start : start + part]]).to(device)
        read.append(pooled(network.hidden(batch), batch.mask))
    return nn.functional.normalize(torch.cat(read), dim=-1)


def _contrast(vectors: Tensor, labels: Tensor) -> Tensor:
    """Return the supervised contrastive loss: low if vectors are closest to those that share an intent with them."""
    itself = torch.eye(len(vectors), dtype=torch.bool, device=vectors.device)
    alike = (labels @ labels.T > 0).to(vectors.device) & ~itself
    scores = (vectors @ vectors.T / TEMPERATURE).masked_fill(itself, -torch.inf)
    told = scores.log_softmax(-1).masked_fill(~alike, 0.0).sum(-1) / alike.sum(-1).clamp(min=1)
    return -told[alike.any(-1)].mean()
