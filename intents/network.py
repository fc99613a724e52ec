"""The network: one encoder with a head for intents and a head for slots.

Joint training after Chen, Zhuo and Wang, "BERT for Joint Intent Classification and Slot Filling" (2019), with mean
pooling in place of [CLS]: encoders have no common first token, and sentence encoders were trained that way.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from intents.batches import Batch

SCALE = 16.0
"""The length that the pooled vector is scaled to: on unit vectors, a confident linear classifier needs huge weights."""


@dataclass(frozen=True)
class Output:
    """The network's output for a batch.

    Shapes: pooled (texts, size), of length SCALE; intents (texts, intents) and tags (texts, words, tags) are logits.
    """

    pooled: Tensor
    intents: Tensor
    tags: Tensor


class KernelHead(nn.Module):
    """A radial basis function classifier: intent scores from the similarity to landmarks.

    `landmarks` are vectors of training texts, of unit length about `center`, shape (landmarks, size); `weights` are the
    contributions of each landmark to each intent, shape (landmarks, intents). Far from all landmarks, all scores are
    low.
    """

    center: Tensor
    landmarks: Tensor
    weights: Tensor

    def __init__(self, size: int, intents: int, landmarks: int = 0) -> None:
        super().__init__()
        self.register_buffer("center", torch.zeros(size))
        self.register_buffer("landmarks", torch.zeros(landmarks, size))
        self.register_buffer("weights", torch.zeros(landmarks, intents))

    def forward(self, pooled: Tensor) -> Tensor:
        """Return the scores, shape (texts, intents)."""
        return scored(self.likeness(self.centred(pooled)) @ self.weights)

    def centred(self, pooled: Tensor) -> Tensor:
        """Return unit vectors about the center, as the component common to all texts carries no information."""
        return nn.functional.normalize(pooled - self.center, dim=-1)

    def likeness(self, vectors: Tensor) -> Tensor:
        """Return the kernel exp(-GAMMA |a - b|^2 / 2) of unit vectors and landmarks, shape (texts, landmarks)."""
        return torch.exp(GAMMA * (vectors @ self.landmarks.T - 1))


GAMMA = 1.0
"""The rate at which the kernel falls with distance. Chosen on 2,000 utterances held out of BANKING77's train.csv."""

FLOOR = 0.03


def scored(fitted: Tensor) -> Tensor:
    """Return the logarithm of a regression's outputs for 0/1 targets, which resemble probabilities, clamped by FLOOR.

    With the outputs themselves as scores, the calibration error is two to four times as large (BANKING77, CLINC150).
    """
    return (fitted.clamp(min=0) + FLOOR).log()


class JointNetwork(nn.Module):
    """An encoder with two heads; `transitions` (tags, tags) scores the column's tag after the row's.

    With `half_precision`, the encoder multiplies its matrices in bfloat16 during training; its weights keep full
    precision.
    """

    def __init__(
        self,
        encoder: Any,
        intent_head: nn.Module,
        tags: int,
        hints: int,
        dropout: float = 0.1,
        *,
        half_precision: bool = False,
    ) -> None:
        super().__init__()
        self.encoder = encoder
        self.half_precision = half_precision
        self.dropout = nn.Dropout(dropout)
        self.intent_head = intent_head
        self.slot_head = nn.Linear(encoder.config.hidden_size + hints, tags)
        self.transitions = nn.Parameter(torch.zeros(tags, tags))

    def forward(self, batch: Batch) -> Output:
        """Run the network on a batch."""
        hidden = self.hidden(batch)
        vectors = pooled(hidden, batch.mask)
        words = torch.cat([self.dropout(at_words(hidden, batch.heads)), batch.hints], dim=-1)
        return Output(vectors, self.intent_head(self.dropout(vectors)), self.slot_head(words))

    def hidden(self, batch: Batch) -> Tensor:
        """Return the encoder's last layer, shape (texts, pieces, size)."""
        # On the CPU only: the GPU's support is not checked here.
        with torch.autocast("cpu", torch.bfloat16) if self.half_precision and self.training else nullcontext():
            hidden: Tensor = self.encoder(input_ids=batch.tokens, attention_mask=batch.mask).last_hidden_state
        return hidden.float()

    def head_tensors(self) -> dict[str, Tensor]:
        """Return the weights of everything but the encoder, by name."""
        return {name: value for name, value in self.state_dict().items() if not name.startswith("encoder.")}


def has_bfloat16() -> bool:
    """Return True if the processor multiplies bfloat16 matrices in hardware (AMX). Without it, they are far slower."""
    return bool(torch.cpu.get_capabilities().get("amx_bf16"))


def pooled(hidden: Tensor, mask: Tensor) -> Tensor:
    """Return the mean of each text's token vectors, scaled to length SCALE.

    Shapes (texts, pieces, size) -> (texts, size).
    """
    weights = mask.unsqueeze(-1).to(hidden.dtype)
    mean = (hidden * weights).sum(1) / weights.sum(1)
    return nn.functional.normalize(mean, dim=-1) * SCALE


def at_words(hidden: Tensor, heads: Tensor) -> Tensor:
    """Return the vectors of each word's first subword.

    Shapes (texts, pieces, size), (texts, words) -> (texts, words, size).
    """
    return hidden.gather(1, heads.unsqueeze(-1).expand(-1, -1, hidden.shape[-1]))
