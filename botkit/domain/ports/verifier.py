"""A port for judging whether passages support replies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Claimed:
    """A reply, or a sentence of one, with the passage that should support it: title and headings, then the text."""

    reply: str
    passage: str


class Verifier(Protocol):
    """A judge of whether a passage supports a reply as an answer to the question."""

    def support(self, question: str, claims: Sequence[Claimed]) -> list[float]:
        """Return for each claim the probability (0 to 1) that its passage states it and it answers the question."""
        ...
