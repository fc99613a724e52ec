"""The network: one BERT encoder with a head for intents and a head for slots.

Joint training after Chen, Zhuo and Wang, "BERT for Joint Intent Classification and Slot Filling" (2019), with mean
pooling in place of [CLS], since the encoder is a sentence encoder that was trained that way.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from intents.batches import Batch

SCALE = 16.0
"""Length given to the pooled vector: on unit vectors a linear classifier would need huge weights to be confident."""


class JointNetwork(nn.Module):
    """Encoder with two heads."""

    def __init__(self, encoder: Any, intents: int, tags: int, hints: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        self.intent_head = nn.Linear(encoder.config.hidden_size, intents)
        self.slot_head = nn.Linear(encoder.config.hidden_size + hints, tags)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Logits of the intents, shape (texts, intents), and of the tags, shape (texts, words, tags)."""
        hidden = self.encoder(input_ids=batch.tokens, attention_mask=batch.mask).last_hidden_state
        intents = self.intent_head(self.dropout(pooled(hidden, batch.mask)))
        heads = batch.heads.unsqueeze(-1).expand(-1, -1, hidden.shape[-1])
        words = torch.cat([self.dropout(hidden.gather(1, heads)), batch.hints], dim=-1)
        return intents, self.slot_head(words)

    def head_tensors(self) -> dict[str, Tensor]:
        """The weights that are not the encoder's, by name."""
        return {name: value for name, value in self.state_dict().items() if not name.startswith("encoder.")}


def pooled(hidden: Tensor, mask: Tensor) -> Tensor:
    """The mean of each text's token vectors, set to length SCALE. Shapes (texts, pieces, size) -> (texts, size)."""
    weights = mask.unsqueeze(-1).to(hidden.dtype)
    mean = (hidden * weights).sum(1) / weights.sum(1)
    return nn.functional.normalize(mean, dim=-1) * SCALE
