"""From texts to the tensors a network reads."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from intents.features import Hints, Span
from intents.types import Example, Slot

IGNORED = -100
"""The label of words that have none (padding); torch's losses pass over it."""

OUTSIDE = "O"


@dataclass(frozen=True)
class Encoded:
    """One text as the tokenizer sees it.

    `tokens` are piece ids with the special tokens; `words` the character spans of the words, `heads` the index among
    the tokens of each word's first piece, `hints` the features of each word, shape (words, hints).
    """

    tokens: list[int]
    words: list[Span]
    heads: list[int]
    hints: np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True)
class Batch:
    """Several texts, padded. Shapes: tokens, mask (texts, pieces), heads (texts, words), hints (texts, words, hints).

    `intents` (texts,) and `tags` (texts, words) are there for training only.
    """

    tokens: Tensor
    mask: Tensor
    heads: Tensor
    hints: Tensor
    intents: Tensor | None = None
    tags: Tensor | None = None

    def to(self, device: torch.device) -> Batch:
        """The same batch on another device."""
        return Batch(*(None if part is None else part.to(device) for part in vars(self).values()))  # type: ignore[arg-type]


class TextEncoder:
    """Tokenizes, finds words, and matches hints."""

    def __init__(self, tokenizer: Any, hints: Hints, max_tokens: int = 128) -> None:
        self.tokenizer = tokenizer
        self.hints = hints
        self.max_tokens = max_tokens

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Each text on its own, cut after `max_tokens` pieces."""
        encodings = self.tokenizer(
            list(texts), truncation=True, max_length=self.max_tokens, return_offsets_mapping=True
        ).encodings
        return [self._encoded(text, encoding) for text, encoding in zip(texts, encodings, strict=True)]

    def batch(self, encoded: Sequence[Encoded]) -> Batch:
        """The texts padded to the longest of them."""
        pieces = max(len(item.tokens) for item in encoded)
        words = max((len(item.words) for item in encoded), default=0)
        tokens = np.full((len(encoded), pieces), self.tokenizer.pad_token_id or 0, dtype=np.int64)
        mask = np.zeros((len(encoded), pieces), dtype=np.int64)
        heads = np.zeros((len(encoded), words), dtype=np.int64)
        hints = np.zeros((len(encoded), words, self.hints.width), dtype=np.float32)
        for row, item in enumerate(encoded):
            tokens[row, : len(item.tokens)] = item.tokens
            mask[row, : len(item.tokens)] = 1
            heads[row, : len(item.heads)] = item.heads
            hints[row, : len(item.words)] = item.hints
        return Batch(*(torch.from_numpy(array) for array in (tokens, mask, heads, hints)))

    def _encoded(self, text: str, encoding: Any) -> Encoded:
        words: list[Span] = []
        heads: list[int] = []
        last = None
        for position, (word, (start, end)) in enumerate(zip(encoding.word_ids, encoding.offsets, strict=True)):
            if word is None:
                continue
            if word == last:
                words[-1] = (words[-1][0], end)
            else:
                words.append((start, end))
                heads.append(position)
            last = word
        return Encoded(list(encoding.ids), words, heads, self.hints.cover(text, words))


def bio_tags(words: Sequence[Span], slots: Sequence[Slot]) -> list[str]:
    """The BIO tag of each word (Ramshaw and Marcus 1995): B- on a slot's first word, I- on the others, else O."""
    tags = [OUTSIDE] * len(words)
    for slot in slots:
        inside = [i for i, (start, end) in enumerate(words) if start < slot.end and end > slot.start]
        for order, index in enumerate(inside):
            tags[index] = f"{'I' if order else 'B'}-{slot.name}"
    return tags


class TrainingBatches:
    """Shuffled batches of examples of like length: padding is wasted work, and on a CPU work is time."""

    def __init__(
        self, encoder: TextEncoder, examples: Sequence[Example], intents: Sequence[str], tags: Sequence[str], size: int
    ) -> None:
        self.encoder = encoder
        self.encoded = encoder.encode([example.text for example in examples])
        intent_ids = {name: i for i, name in enumerate(intents)}
        tag_ids = {name: i for i, name in enumerate(tags)}
        self.intents = [intent_ids[example.intent] for example in examples]
        self.tags = [
            [tag_ids[tag] for tag in bio_tags(item.words, example.slots)]
            for item, example in zip(self.encoded, examples, strict=True)
        ]
        self.size = size

    def __len__(self) -> int:
        return math.ceil(len(self.encoded) / self.size)

    def epoch(self, rng: random.Random) -> Iterator[Batch]:
        """Every example once, in a new order."""
        order = list(range(len(self.encoded)))
        rng.shuffle(order)
        pool = self.size * 16  # sorted by length within a pool: alike in length, still random in what meets what
        batches: list[list[int]] = []
        for start in range(0, len(order), pool):
            part = sorted(order[start : start + pool], key=lambda i: len(self.encoded[i].tokens))
            batches += [part[i : i + self.size] for i in range(0, len(part), self.size)]
        rng.shuffle(batches)
        for rows in batches:
            batch = self.encoder.batch([self.encoded[i] for i in rows])
            tags = np.full((len(rows), batch.heads.shape[1]), IGNORED, dtype=np.int64)
            for row, i in enumerate(rows):
                tags[row, : len(self.tags[i])] = self.tags[i]
            intents = torch.tensor([self.intents[i] for i in rows])
            yield Batch(batch.tokens, batch.mask, batch.heads, batch.hints, intents, torch.from_numpy(tags))
