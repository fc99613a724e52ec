"""Judging whether passages support replies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Claimed:
    """A reply, or a sentence of one, with the passage that is to support it: title and headings, then the text."""

    reply: str
    passage: str


class Verifier(Protocol):
    """Judges whether a passage supports a reply, as an answer to what was asked."""

    def support(self, question: str, claims: Sequence[Claimed]) -> list[float]:
        """The probability (0 to 1) for each claim that its passage says it, and that it answers the question."""
        ...
