"""Fine-tunes an encoder on intents and slots."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from intents.batches import IGNORED, OUTSIDE, TextEncoder, TrainingBatches
from intents.data import TrainingData
from intents.features import Hints
from intents.model import NluModel, load_encoder
from intents.network import JointNetwork, pooled

Progress = Callable[[str, int, int], None]
"""Told of the work: what is being done, how many steps are done, out of how many."""


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """How to fine-tune.

    `learning_rate` is the encoder's peak (the heads learn `HEAD_RATE` times as fast), reached after a tenth of the
    steps and falling linearly to zero. The word embeddings stay as they are: they are half the weights and most of the
    cost of a step, and few examples cannot improve them.
    """

    epochs: int = 6
    batch_size: int = 16
    learning_rate: float = 2e-4
    weight_decay: float = 0.01
    label_smoothing: float = 0.1
    dropout: float = 0.1
    seed: int = 42


HEAD_RATE = 5.0
WARM_UP = 0.1
PROBE_STEPS = 60


def train(
    data: TrainingData, encoder: Path, settings: TrainSettings | None = None, progress: Progress | None = None
) -> NluModel:
    """Trains on `data` from the pretrained encoder in the folder `encoder`.

    The intent head starts as a linear probe on the frozen encoder, so that fine-tuning does not first wreck the
    features with a random head (Kumar et al., "Fine-Tuning can Distort Pretrained Features", 2022).
    Raises DataError if the data cannot be trained on, ModelError if the encoder cannot be loaded.
    """
    settings = settings or TrainSettings()
    data.check()
    torch.manual_seed(settings.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    tags = [OUTSIDE, *(f"{prefix}-{name}" for name in data.slots for prefix in "BI")]
    bert, tokenizer = load_encoder(encoder)
    hints = Hints.of(data.lookups, data.regexes)
    network = JointNetwork(bert, len(data.intents), len(tags), hints.width, settings.dropout).to(device)
    network.encoder.embeddings.requires_grad_(False)
    batches = TrainingBatches(TextEncoder(tokenizer, hints), data.examples, data.intents, tags, settings.batch_size)
    _probe(network, batches, settings, device, progress)
    _fine_tune(network, batches, settings, device, progress)
    return NluModel(network.cpu().eval(), tokenizer, data, tags, asdict(settings))


def _probe(
    network: JointNetwork,
    batches: TrainingBatches,
    settings: TrainSettings,
    device: torch.device,
    progress: Progress | None,
) -> None:
    """Fits the intent head on what the encoder gives before any training."""
    network.eval()
    features, labels = [], []
    with torch.inference_mode():
        for done, cpu_batch in enumerate(batches.epoch(random.Random(settings.seed)), 1):
            batch = cpu_batch.to(device)
            hidden = network.encoder(input_ids=batch.tokens, attention_mask=batch.mask).last_hidden_state
            features.append(pooled(hidden, batch.mask))
            labels.append(_labels(batch.intents))
            _tell(progress, "reading examples", done, len(batches))
    # Copies, since tensors made in inference mode take no part in gradients.
    x, y = torch.cat(features).clone(), torch.cat(labels).clone()
    loss = nn.CrossEntropyLoss(label_smoothing=settings.label_smoothing)
    optimizer = torch.optim.LBFGS(network.intent_head.parameters(), max_iter=PROBE_STEPS, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        value: Tensor = loss(network.intent_head(x), y) + 1e-4 * network.intent_head.weight.square().sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(closure)  # type: ignore[no-untyped-call]


def _fine_tune(
    network: JointNetwork,
    batches: TrainingBatches,
    settings: TrainSettings,
    device: torch.device,
    progress: Progress | None,
) -> None:
    """Trains encoder and heads together."""
    total = settings.epochs * len(batches)
    optimizer = torch.optim.AdamW(_groups(network, settings), fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, total))
    intent_loss = nn.CrossEntropyLoss(label_smoothing=settings.label_smoothing)
    slot_loss = nn.CrossEntropyLoss(ignore_index=IGNORED)
    has_slots = any(any(tags) for tags in batches.tags)
    rng = random.Random(settings.seed)
    network.train()
    step = 0
    for epoch in range(1, settings.epochs + 1):
        for cpu_batch in batches.epoch(rng):
            batch = cpu_batch.to(device)
            intents, tags = network(batch)
            loss = intent_loss(intents, _labels(batch.intents))
            if has_slots:
                loss = loss + slot_loss(tags.flatten(0, 1), _labels(batch.tags).flatten())
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            step += 1
            _tell(progress, f"epoch {epoch}/{settings.epochs}, loss {loss.item():.2f}", step, total)


def _groups(network: JointNetwork, settings: TrainSettings) -> list[dict[str, Any]]:
    """Parameters by learning rate and weight decay; biases and normalisation weights do not decay."""
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            rate = settings.learning_rate * (1.0 if name.startswith("encoder.") else HEAD_RATE)
            decay = settings.weight_decay if parameter.ndim > 1 else 0.0
            groups.setdefault((rate, decay), []).append(parameter)
    return [{"params": params, "lr": rate, "weight_decay": decay} for (rate, decay), params in groups.items()]


def _rate(step: int, total: int) -> float:
    """The share of the peak learning rate at a step: a linear rise, then a linear fall."""
    warm = max(1, round(total * WARM_UP))
    return (step + 1) / warm if step < warm else max(0.0, (total - step) / max(1, total - warm))


def _labels(labels: Tensor | None) -> Tensor:
    if labels is None:
        raise ValueError("a training batch carries labels")
    return labels


def _tell(progress: Progress | None, what: str, done: int, total: int) -> None:
    if progress:
        progress(what, done, total)
