"""One likely mistake in training data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intents.types import Example

SHOWN = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake (`kind`), its place ("nlu/cards.yml:14"), and a sentence with the remedy. `score` ranks findings."""

    kind: str
    origin: str
    message: str
    score: float = 0.0

    def __str__(self) -> str:
        return f"{self.origin}: {self.message}" if self.origin else self.message


def quoted(example: Example) -> str:
    """Return the example's text as messages quote it."""
    text = example.text
    return f"'{text if len(text) <= SHOWN else text[: SHOWN - 1] + '…'}'"


def first_of(examples: Sequence[Example], intent: str) -> str:
    """Return the place of the intent's first example."""
    return next((example.origin for example in examples if example.intent == intent), "")
