"""Fine-tuning of an encoder on intents and slots."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from intents import crf
from intents.batches import Batch, TrainingBatches
from intents.checkpoint import Checkpoint
from intents.fitted import Fitted, Progress, tell
from intents.network import JointNetwork, pooled
from intents.settings import TrainSettings

IntentLoss = Callable[[Tensor, Tensor], Tensor]
"""A loss function of scores and labels, both of shape (texts, intents)."""

HEAD_RATE = 5.0
TRANSITION_RATE = 25.0
"""A high rate, since the transitions are few numbers that all start at zero."""

WARM_UP = 0.1
PROBE_STEPS = 60

HELD_OUT = 0.1
"""The share of examples that the model is trained on only in the last epoch. Before that, they calibrate the model."""

FEWEST_HELD_OUT = 20
MOST_HELD_OUT = 1_000


def fine_tune(
    network: JointNetwork,
    batches: TrainingBatches,
    settings: TrainSettings,
    *,
    several: bool,
    progress: Progress,
    checkpoint: Checkpoint | None = None,
) -> Fitted:
    """Train the encoder and both heads together.

    The intent head is initialised by a linear probe on the frozen encoder, so that a random head does not first distort
    the pretrained features (Kumar et al., "Fine-Tuning can Distort Pretrained Features", 2022). The examples held out
    for the calibration are learned in the last epoch. With a `checkpoint`, an interrupted training resumes after its
    last complete epoch, and yields the same result as an uninterrupted one.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network.to(device)
    network.encoder.get_input_embeddings().requires_grad_(False)
    loss: IntentLoss = _of_each_intent if several else nn.CrossEntropyLoss(label_smoothing=settings.label_smoothing)
    work = _FineTuning(network, batches, settings, several, loss, device, progress, checkpoint)
    held_out = _held_out(batches.utterances, settings)
    everything = range(len(batches.encoded))
    scores, before = work.train(sorted(set(everything) - set(held_out)), held_out)
    vectors = work.vectors(everything, progress)
    return Fitted(vectors, torch.tensor(held_out, dtype=torch.long), scores, before if held_out else vectors)


def _held_out(examples: int, settings: TrainSettings) -> list[int]:
    number = min(max(round(examples * HELD_OUT), FEWEST_HELD_OUT), MOST_HELD_OUT)
    if settings.epochs == 1 or number > examples / 4:
        return []
    return sorted(random.Random(settings.seed).sample(range(examples), number))


@dataclass(frozen=True)
class _FineTuning:
    """One training run, and everything its steps need."""

    network: JointNetwork
    batches: TrainingBatches
    settings: TrainSettings
    several: bool
    intent_loss: IntentLoss
    device: torch.device
    progress: Progress
    checkpoint: Checkpoint | None

    def probe(self, rows: list[int]) -> None:
        """Fit the intent head on the encoder's vectors before any training."""
        # Clone them, since tensors created in inference mode cannot take part in autograd.
        x = self.vectors(rows, self.progress).clone().to(self.device)
        y = self.batches.intents[rows].to(self.device)
        head = self.network.intent_head
        optimizer = torch.optim.LBFGS(head.parameters(), max_iter=PROBE_STEPS, line_search_fn="strong_wolfe")

        def closure() -> Tensor:
            optimizer.zero_grad()
            value: Tensor = self.intent_loss(head(x), y) + 1e-4 * head.weight.square().sum()  # type: ignore[operator]
            value.backward()  # type: ignore[no-untyped-call]
            return value

        optimizer.step(closure)  # type: ignore[no-untyped-call]

    def train(self, rows: list[int], held_out: list[int]) -> tuple[Tensor, Tensor]:
        """Train on `rows`, and in the last epoch on `held_out` as well.

        Returns the scores of `held_out` and the vectors of all examples, both from before the last epoch.
        """
        network, batches, epochs = self.network, self.batches, self.settings.epochs
        everything = range(len(batches.encoded))
        total = (epochs - 1) * batches.steps(rows) + batches.steps(everything)
        optimizer = torch.optim.AdamW(_groups(network, self.settings), fused=True)
        epochs_done, kept = self.checkpoint.load() if self.checkpoint else (0, {})
        if kept:
            _restore(network, optimizer, kept)
        else:
            self.probe(rows)
        scores = kept.get("scores", torch.zeros(0, batches.intents.shape[-1]))
        before = kept.get("before", torch.zeros(0))
        step = begun = epochs_done * batches.steps(rows)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(begun + step, total))
        for epoch in range(epochs_done + 1, epochs + 1):
            last = epoch == epochs
            right = self._right(scores, batches.intents[held_out]) if len(scores) else ""
            # Reseed in each epoch, so that no random state has to be stored in the checkpoint.
            torch.manual_seed(self.settings.seed + epoch)
            rng = random.Random(self.settings.seed + epoch)
            network.train()
            for batch in batches.epoch(everything if last else rows, rng):
                loss = self._loss(batch.to(self.device))
                loss.backward()  # type: ignore[no-untyped-call]
                nn.utils.clip_grad_norm_(network.parameters(), 1.0)
                optimizer.step()
                schedule.step()
                optimizer.zero_grad()
                step += 1
                tell(self.progress, f"epoch {epoch}/{epochs}, loss {loss.item():.2f}{right}", step, total)
            if held_out and epoch == epochs - 1:
                before = self.vectors(everything)
                scores = self._scores(before[held_out])
            elif held_out and not last:
                scores = self._scores(self.vectors(held_out))
            if self.checkpoint and not last:
                self.checkpoint.save(epoch, _state(network, optimizer) | {"scores": scores, "before": before})
        return scores, before

    def vectors(self, rows: Sequence[int], progress: Progress = None) -> Tensor:
        """Return the pooled vectors of examples, shape (rows, size)."""
        self.network.eval()
        found = torch.zeros(len(rows), self.network.encoder.config.hidden_size)
        with torch.inference_mode():
            for done, (positions, cpu_batch) in enumerate(self.batches.by_length(rows), 1):
                batch = cpu_batch.to(self.device)
                found[positions] = pooled(self.network.hidden(batch), batch.mask).cpu()
                tell(progress, "reading examples", done, self.batches.steps(rows))
        return found

    def _loss(self, batch: Batch) -> Tensor:
        output = self.network(batch)
        loss: Tensor = self.intent_loss(output.intents, _there(batch.intents))
        if self.batches.has_slots:
            loss = loss + crf.loss(output.tags, _there(batch.tags), self.network.transitions)
        return loss

    def _right(self, scores: Tensor, labels: Tensor) -> str:
        """Return the accuracy on the held-out texts, as words for the progress message."""
        found = scores > 0 if self.several else nn.functional.one_hot(scores.argmax(-1), labels.shape[-1])
        return f", right of the held-out {(found == labels).all(-1).double().mean().item():.1%}"

    def _scores(self, vectors: Tensor) -> Tensor:
        """Return the intent head's current scores for pooled vectors, shape (vectors, intents)."""
        with torch.inference_mode():
            scores: Tensor = self.network.intent_head(vectors.to(self.device))
        return scores.cpu().clone()


def _of_each_intent(scores: Tensor, labels: Tensor) -> Tensor:
    """Return the loss summed over the intents: most are easily ruled out, and would drown the others in a mean."""
    return nn.functional.binary_cross_entropy_with_logits(scores, labels, reduction="none").sum(-1).mean()


def _groups(network: JointNetwork, settings: TrainSettings) -> list[dict[str, Any]]:
    """Group the parameters by learning rate and weight decay; biases, norm weights and transitions do not decay."""
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            faster = TRANSITION_RATE if name == "transitions" else 1.0 if name.startswith("encoder.") else HEAD_RATE
            rate = settings.learning_rate * faster
            decay = settings.weight_decay if parameter.ndim > 1 and name != "transitions" else 0.0
            groups.setdefault((rate, decay), []).append(parameter)
    return [{"params": params, "lr": rate, "weight_decay": decay} for (rate, decay), params in groups.items()]


def _trained(network: JointNetwork) -> dict[str, nn.Parameter]:
    return {name: parameter for name, parameter in network.named_parameters() if parameter.requires_grad}


def _state(network: JointNetwork, optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    """Return everything that training has changed."""
    moments = optimizer.state_dict()["state"]
    return {f"network.{name}": parameter for name, parameter in _trained(network).items()} | {
        f"optimizer.{number}.{name}": value for number, kept in moments.items() for name, value in kept.items()
    }


def _restore(network: JointNetwork, optimizer: torch.optim.Optimizer, kept: dict[str, Tensor]) -> None:
    """Restore the state that `_state` returned."""
    with torch.no_grad():
        for name, parameter in _trained(network).items():
            parameter.copy_(kept[f"network.{name}"])
    moments: dict[int, dict[str, Tensor]] = {}
    for key, value in kept.items():
        if key.startswith("optimizer."):
            _, number, name = key.split(".")
            moments.setdefault(int(number), {})[name] = value
    optimizer.load_state_dict({"state": moments, "param_groups": optimizer.state_dict()["param_groups"]})


def _rate(step: int, total: int) -> float:
    """Return the share of the peak learning rate at a step: a linear warm-up, then a linear decay."""
    warm = max(1, round(total * WARM_UP))
    return (step + 1) / warm if step < warm else max(0.0, (total - step) / max(1, total - warm))


def _there(labels: Tensor | None) -> Tensor:
    if labels is None:
        raise ValueError("a training batch carries labels")
    return labels
