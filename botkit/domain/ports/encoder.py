"""Ports for turning texts into vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy.typing as npt


class Encoder(Protocol):
    """A model that turns texts into vectors whose dot product is their cosine similarity."""

    def encode(self, texts: Sequence[str]) -> npt.NDArray[Any]:
        """Return a float32 array of shape (len(texts), dimension), with rows of unit length."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The tokens of a text, in reading order.

    `vectors` is a float array of shape (number of tokens, dimension), with rows of unit length; `spans` an integer
    array of shape (number of tokens, 2) that holds the character offsets at which each token begins and ends.
    """

    vectors: npt.NDArray[Any]
    spans: npt.NDArray[Any]


class TokenEncoder(Encoder, Protocol):
    """An encoder that also returns a contextual vector for each token of a text."""

    def encode_tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Return the tokens of each text; for a text longer than the model's maximum, only the tokens that fit."""
        ...
