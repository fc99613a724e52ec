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
"""Length given to the pooled vector: on unit vectors a linear classifier would need huge weights to be confident."""


@dataclass(frozen=True)
class Output:
    """What the network says of a batch.

    Shapes: pooled (texts, size), of length SCALE; intents (texts, intents) and tags (texts, words, tags) are logits.
    """

    pooled: Tensor
    intents: Tensor
    tags: Tensor


class KernelHead(nn.Module):
    """Scores of intents from likeness to landmarks: a radial basis function machine.

    `landmarks` are vectors of training texts, of unit length about `center`, shape (landmarks, size); `weights` says
    what likeness to each means for each intent, shape (landmarks, intents). Far from all landmarks, all scores are
    small.
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
        """Scores, shape (texts, intents)."""
        return scored(self.likeness(self.centred(pooled)) @ self.weights)

    def centred(self, pooled: Tensor) -> Tensor:
        """Unit vectors about the center: what all texts have in common tells nothing."""
        return nn.functional.normalize(pooled - self.center, dim=-1)

    def likeness(self, vectors: Tensor) -> Tensor:
        """The kernel exp(-GAMMA |a - b|^2 / 2) of unit vectors and landmarks, shape (texts, landmarks)."""
        return torch.exp(GAMMA * (vectors @ self.landmarks.T - 1))


GAMMA = 1.0
"""How fast likeness falls with distance. Chosen on 2,000 utterances held out of BANKING77's train.csv."""

FLOOR = 0.03


def scored(fitted: Tensor) -> Tensor:
    """Logarithms of what a regression on 0 and 1 gives: its values are much like probabilities, if not below FLOOR.

    With the values themselves as scores, the calibration error is twice to four times as large (BANKING77, CLINC150).
    """
    return (fitted.clamp(min=0) + FLOOR).log()


class JointNetwork(nn.Module):
    """Encoder with two heads; `transitions` (tags, tags) has how well the column's tag follows that of the row.

    With `half_precision`, the encoder multiplies its matrices in bfloat16 while it is trained; its weights are as exact
    as ever.
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
        """Reads a batch."""
        hidden = self.hidden(batch)
        vectors = pooled(hidden, batch.mask)
        words = torch.cat([self.dropout(at_words(hidden, batch.heads)), batch.hints], dim=-1)
        return Output(vectors, self.intent_head(self.dropout(vectors)), self.slot_head(words))

    def hidden(self, batch: Batch) -> Tensor:
        """The encoder's last layer, shape (texts, pieces, size)."""
        # Of the CPU alone: a GPU is not asked here what it can do.
        with torch.autocast("cpu", torch.bfloat16) if self.half_precision and self.training else nullcontext():
            hidden: Tensor = self.encoder(input_ids=batch.tokens, attention_mask=batch.mask).last_hidden_state
        return hidden.float()

    def head_tensors(self) -> dict[str, Tensor]:
        """The weights that are not the encoder's, by name."""
        return {name: value for name, value in self.state_dict().items() if not name.startswith("encoder.")}


def has_bfloat16() -> bool:
    """Whether the processor has units that multiply matrices of bfloat16 (AMX). Without, it would be far slower."""
    return bool(torch.cpu.get_capabilities().get("amx_bf16"))


def pooled(hidden: Tensor, mask: Tensor) -> Tensor:
    """The mean of each text's token vectors, set to length SCALE. Shapes (texts, pieces, size) -> (texts, size)."""
    weights = mask.unsqueeze(-1).to(hidden.dtype)
    mean = (hidden * weights).sum(1) / weights.sum(1)
    return nn.functional.normalize(mean, dim=-1) * SCALE


def at_words(hidden: Tensor, heads: Tensor) -> Tensor:
    """The vectors of each word's first piece. Shapes (texts, pieces, size), (texts, words) -> (texts, words, size)."""
    return hidden.gather(1, heads.unsqueeze(-1).expand(-1, -1, hidden.shape[-1]))
