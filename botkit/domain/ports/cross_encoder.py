"""Reading a question and a text together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class CrossEncoder(Protocol):
    """Says how well texts answer a question, reading each together with it."""

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        """A score for each text; higher is better, and only comparable for one query. Raises WeightsError."""
        ...
