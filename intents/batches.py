"""Conversion of texts to the tensors that a network reads."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import torch
from torch import Tensor

from intents.features import Hints, Span
from intents.types import Example, Slot

IGNORED = -100
"""The label of words without one (padding); torch's losses ignore it."""

OUTSIDE = "O"

WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
"""The unit of tagging: a run of letters and digits, or any other single character, regardless of the encoder's
tokenizer."""


@dataclass(frozen=True)
class Encoded:
    """One text after tokenization.

    `tokens` are subword ids including the special tokens; `words` are the character spans of the words, `heads` the
    index of each word's first subword among the tokens, and `hints` the features of each word, shape (words, hints).
    """

    tokens: list[int]
    words: list[Span]
    heads: list[int]
    hints: np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True)
class Batch:
    """A padded batch of texts. Shapes: tokens, mask (texts, pieces), heads (texts, words), hints (texts, words, hints).

    For training only: `intents` (texts, intents) is 1 for each intent of a text, and `tags` is (texts, words).
    """

    tokens: Tensor
    mask: Tensor
    heads: Tensor
    hints: Tensor
    intents: Tensor | None = None
    tags: Tensor | None = None

    def to(self, device: torch.device) -> Batch:
        """Return the same batch on another device."""
        return Batch(*(None if part is None else part.to(device) for part in vars(self).values()))  # type: ignore[arg-type]


class TextEncoder:
    """A tokenizer that also finds words and matches hints; it truncates texts to `max_tokens` subwords. Thread-safe."""

    def __init__(self, tokenizer: Any, hints: Hints, max_tokens: int = 128) -> None:
        self.hints = hints
        self._padding = tokenizer.pad_token_id or 0
        # Copy the tokenizer without transformers' wrapper, which sets the truncation at every call: that is slow and
        # not thread-safe.
        self._pieces = deepcopy(tokenizer.backend_tokenizer)
        self._pieces.no_padding()
        self._pieces.enable_truncation(max_tokens, direction=tokenizer.truncation_side)

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Encode each text by itself."""
        encodings = self._pieces.encode_batch(list(texts))
        return [self._encoded(text, encoding) for text, encoding in zip(texts, encodings, strict=True)]

    def batch(self, encoded: Sequence[Encoded]) -> Batch:
        """Pad the texts to the longest of them."""
        pieces = max(len(item.tokens) for item in encoded)
        words = max((len(item.words) for item in encoded), default=0)
        tokens = np.full((len(encoded), pieces), self._padding, dtype=np.int64)
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
        pieces = [
            (position, start, end)
            for position, (start, end) in enumerate(encoding.offsets)
            if start < end and not encoding.special_tokens_mask[position]
        ]
        words: list[Span] = []
        heads: list[int] = []
        first = 0
        for match in WORD.finditer(text):
            while first < len(pieces) and pieces[first][2] <= match.start():
                first += 1
            if first == len(pieces):
                break  # words after the last subword were truncated
            if pieces[first][1] < match.end():  # otherwise the tokenizer has no token for this character
                words.append(match.span())
                heads.append(pieces[first][0])
        return Encoded(list(encoding.ids), words, heads, self.hints.cover(text, words))


def bio_tags(words: Sequence[Span], slots: Sequence[Slot]) -> list[str]:
    """Return the BIO tag of each word (Ramshaw and Marcus 1995): B- on a slot's first word, I- on the rest, else O."""
    tags = [OUTSIDE] * len(words)
    for slot in slots:
        inside = [i for i, (start, end) in enumerate(words) if start < slot.end and end > slot.start]
        for order, index in enumerate(inside):
            tags[index] = f"{'I' if order else 'B'}-{slot.name}"
    return tags


def labels(examples: Sequence[Example], intents: Sequence[str]) -> Tensor:
    """Return an array of shape (examples, intents): 1 if the example has the intent, else 0."""
    columns = {name: i for i, name in enumerate(intents)}
    found = torch.zeros(len(examples), len(intents))
    for row, example in enumerate(examples):
        for name in example.intents:
            found[row, columns[name]] = 1.0
    return found


def in_words(intent: str) -> str:
    """Return the name of an intent as words: "card_lost" and "card-lost" give "card lost", "CardLost" "Card Lost"."""
    return " ".join(re.findall(r"[^\W\d_]+|\d+", re.sub(r"(?<=[^\W\d_A-Z])(?=[A-Z])", " ", intent)))


class TrainingBatches:
    """Shuffled batches of examples of similar length: padding wastes time, above all on a CPU.

    The names of the intents, as words, are added after the examples as further examples: they help a lot if examples
    are few. As nobody says them, nothing is measured or calibrated on them; `utterances` is the number of real
    examples.
    """

    def __init__(
        self, encoder: TextEncoder, examples: Sequence[Example], intents: Sequence[str], tags: Sequence[str], size: int
    ) -> None:
        said = {example.text.casefold() for example in examples}
        names = [Example(text, name) for name in intents if (text := in_words(name)) and text.casefold() not in said]
        self.encoder = encoder
        self.examples = [*examples, *names]
        self.utterances = len(examples)
        self.texts = [example.text for example in self.examples]
        self.intents = labels(self.examples, intents)
        self.has_slots = any(example.slots for example in examples)
        self.size = size
        self._columns = {name: i for i, name in enumerate(tags)}

    @cached_property
    def encoded(self) -> list[Encoded]:
        """The encoded texts, tokenized only on demand: stored embeddings make it unnecessary."""
        return self.encoder.encode(self.texts)

    @cached_property
    def tags(self) -> list[list[int]]:
        """The tags of each text's words; ignored for the names of intents, in which nobody has marked slots."""
        marked = [
            [self._columns[tag] for tag in bio_tags(item.words, example.slots)]
            for item, example in zip(self.encoded[: self.utterances], self.examples, strict=False)
        ]
        return marked + [[IGNORED] * len(item.words) for item in self.encoded[self.utterances :]]

    def steps(self, rows: Sequence[int]) -> int:
        """Return the number of batches in an epoch over `rows`."""
        return math.ceil(len(rows) / self.size)

    def epoch(self, rows: Sequence[int], rng: random.Random) -> Iterator[Batch]:
        """Yield batches with every example of `rows` once, in a new order."""
        order = list(rows)
        rng.shuffle(order)
        pool = self.size * 16  # sorted by length within a pool: similar lengths, but still a random mix of examples
        batches: list[list[int]] = []
        for start in range(0, len(order), pool):
            part = sorted(order[start : start + pool], key=lambda i: len(self.encoded[i].tokens))
            batches += [part[i : i + self.size] for i in range(0, len(part), self.size)]
        rng.shuffle(batches)
        yield from (self.batch(chosen) for chosen in batches)

    def by_length(self, rows: Sequence[int]) -> Iterator[tuple[list[int], Batch]]:
        """Yield batches of `rows` for inference, where order does not matter, each with its positions in `rows`."""
        order = sorted(range(len(rows)), key=lambda position: len(self.encoded[rows[position]].tokens))
        for start in range(0, len(order), self.size):
            positions = order[start : start + self.size]
            yield positions, self.batch([rows[position] for position in positions])

    def batch(self, rows: Sequence[int]) -> Batch:
        """Return these examples as a batch, with their labels."""
        batch = self.encoder.batch([self.encoded[i] for i in rows])
        tags = np.full((len(rows), batch.heads.shape[1]), IGNORED, dtype=np.int64)
        for row, i in enumerate(rows):
            tags[row, : len(self.tags[i])] = self.tags[i]
        return Batch(
            batch.tokens, batch.mask, batch.heads, batch.hints, self.intents[list(rows)], torch.from_numpy(tags)
        )
