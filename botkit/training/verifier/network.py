"""The network of a verifier: an encoder that reads question, reply and passage together, and outputs a logit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from botkit.models.verifier import joined

DROPOUT = 0.1


class VerifierNetwork(nn.Module):
    """The encoder in `folder` with a head on the first token's state and the mean of all states."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        from transformers import AutoModel

        self.encoder: Any = AutoModel.from_pretrained(str(folder), add_pooling_layer=False, trust_remote_code=False)
        size = self.encoder.config.hidden_size
        self.dropout = nn.Dropout(DROPOUT)
        self.dense = nn.Linear(size, size)
        self.out = nn.Linear(size, 1)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Return the log-odds of support, of shape (texts,)."""
        states = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        mask = attention_mask[..., None].to(states.dtype)
        mean = (states * mask).sum(1) / mask.sum(1)
        hidden = torch.tanh(self.dense(self.dropout(mean + states[:, 0])))
        logits: Tensor = self.out(self.dropout(hidden)).squeeze(-1)
        return logits


class Reading:
    """The tokens of question, reply and passage: the reply is joined to its question, the passage comes second."""

    def __init__(self, folder: Path, tokens: int) -> None:
        from transformers import AutoTokenizer

        self._tokenizer: Any = AutoTokenizer.from_pretrained(str(folder), trust_remote_code=False)
        self._tokens = tokens

    def __call__(self, asked: Sequence[tuple[str, str, str]]) -> dict[str, Tensor]:
        """Return a batch; a text that is too long loses the end of its passage."""
        batch = self._tokenizer(
            [joined(question, reply, self._tokenizer.sep_token) for question, reply, _ in asked],
            [passage for _, _, passage in asked],
            truncation="longest_first",
            max_length=self._tokens,
            padding=True,
            return_tensors="pt",
        )
        batch.setdefault("token_type_ids", torch.zeros_like(batch["input_ids"]))
        return dict(batch)
