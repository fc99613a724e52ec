"""A port for scoring question and text together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class CrossEncoder(Protocol):
    """A model that reads each text together with the question, and scores how well it answers it."""

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        """Return a score for each text; higher is better, and only comparable within one query. Raises WeightsError."""
        ...
