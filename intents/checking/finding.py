"""One thing that is likely to be wrong with training data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intents.types import Example

SHOWN = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong (`kind`), where ("nlu/cards.yml:14"), and what to do, in a sentence. `score` orders findings."""

    kind: str
    origin: str
    message: str
    score: float = 0.0

    def __str__(self) -> str:
        return f"{self.origin}: {self.message}" if self.origin else self.message


def quoted(example: Example) -> str:
    """The example's text as a message shows it."""
    text = example.text
    return f"'{text if len(text) <= SHOWN else text[: SHOWN - 1] + '…'}'"


def first_of(examples: Sequence[Example], intent: str) -> str:
    """Where the first example of the intent stands."""
    return next((example.origin for example in examples if example.intent == intent), "")
