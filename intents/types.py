"""What understanding a text means: the values that `intents` takes in and gives out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SEVERAL = "+"
"""Stands between the names where one utterance has several intents ("freeze+card"), as in Rasa's training data."""

MEANT = 0.5
"""The probability from which an intent counts as meant, where an utterance may have several or none."""


class Abstention(StrEnum):
    """Why a model would rather not be taken at its word."""

    OUT_OF_SCOPE = "out of scope"
    """The text is unlike everything that the model was trained on."""
    UNSURE = "unsure"
    """Acted on at this confidence, intents are wrong more often than was asked for."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A piece of information found in a text.

    `text` is what stands at characters `start` to `end` (end exclusive) of the utterance; `value` is what it means
    (a synonym resolved: text "euros", value "EUR"). `kind` names the kind of value ("money") if it is in the form of
    one; see `intents.values`.
    """

    name: str
    text: str
    value: str
    start: int
    end: int
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    """What the speaker wants, with the model's probability for it (0 to 1)."""

    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a text was understood to mean: the intents, most probable first, and the slots in reading order.

    `familiarity` (0 to 1) is the share of held-out utterances of the model's intents that were less like its training
    data than this text is: near 0, it is probably out of scope. `abstains` says why the intents should not be acted
    on; None where they may be. `several` tells that a text may have several intents or none, so that the
    probabilities do not sum to 1. `mood` is how the speaker feels, where a model tells.
    """

    text: str
    intents: tuple[Intent, ...] = ()
    slots: tuple[Slot, ...] = ()
    familiarity: float = 1.0
    abstains: Abstention | None = None
    several: bool = False
    mood: Intent | None = None

    @property
    def best(self) -> Intent | None:
        """The most probable intent; None where no model has been trained."""
        return self.intents[0] if self.intents else None

    @property
    def runner_up(self) -> Intent | None:
        """The second most probable intent."""
        return self.intents[1] if len(self.intents) > 1 else None

    @property
    def meant(self) -> tuple[Intent, ...]:
        """The best intent; where a text may have several or none, those that are more likely than not."""
        if self.several:
            return tuple(intent for intent in self.intents if intent.confidence >= MEANT)
        return self.intents[:1]

    def slot(self, name: str) -> Slot | None:
        """The first slot of that name."""
        return next((slot for slot in self.slots if slot.name == name), None)


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled utterance; `origin` says where it was read ("nlu/cards.yml:14").

    `intent` may hold several names with "+" between them, or none.
    """

    text: str
    intent: str
    slots: tuple[Slot, ...] = ()
    origin: str = ""

    @property
    def intents(self) -> tuple[str, ...]:
        """The names in `intent`."""
        return tuple(name for name in self.intent.split(SEVERAL) if name)
