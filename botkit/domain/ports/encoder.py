"""Texts to vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy.typing as npt


class Encoder(Protocol):
    """Turns texts into vectors whose dot product is their cosine similarity."""

    def encode(self, texts: Sequence[str]) -> npt.NDArray[Any]:
        """Float32 array of shape (len(texts), dimension), rows of unit length."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The tokens of a text, in reading order.

    `vectors` is a float array of shape (number of tokens, dimension), rows of unit length; `spans` an integer array of
    shape (number of tokens, 2): the characters of the text at which each begins and ends.
    """

    vectors: npt.NDArray[Any]
    spans: npt.NDArray[Any]


class TokenEncoder(Encoder, Protocol):
    """An encoder that also tells what each token of a text means where it stands."""

    def encode_tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of each text; of a text that is longer than the model reads, those of its beginning."""
        ...
