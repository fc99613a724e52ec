"""The values that `intents` takes in and gives out: examples, intents, slots, understandings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SEVERAL = "+"
"""The separator between intent names if one utterance has several ("freeze+card"), as in Rasa's training data."""

MEANT = 0.5
"""The probability from which an intent counts as meant, if an utterance may have several or none."""


class Abstention(StrEnum):
    """The reasons for which a model abstains."""

    OUT_OF_SCOPE = "out of scope"
    """The text is unlike anything that the model was trained on."""
    UNSURE = "unsure"
    """At this confidence, the intents are wrong more often than requested."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A piece of information found in a text.

    `text` is the utterance from character `start` to `end` (exclusive); `value` is its meaning, with synonyms resolved
    (text "euros", value "EUR"). `kind` names the kind of value ("money") if the value is in that kind's format; see
    `intents.values`.
    """

    name: str
    text: str
    value: str
    start: int
    end: int
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    """An intent of the speaker, with the model's probability for it (0 to 1)."""

    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Understanding:
    """The understanding of a text: the intents, most probable first, and the slots in reading order.

    `familiarity` (0 to 1) is the share of held-out utterances of the model's intents that were less similar to its
    training data than this text is: near 0, it is probably out of scope. `abstains` is the reason why the intents
    should not be acted on; None if they may be. `several` says that a text may have several intents or none, so that
    the probabilities do not sum to 1. `mood` is the speaker's mood, if a model detects it.
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
        """The most probable intent; None if no model has been trained."""
        return self.intents[0] if self.intents else None

    @property
    def runner_up(self) -> Intent | None:
        """The second most probable intent."""
        return self.intents[1] if len(self.intents) > 1 else None

    @property
    def meant(self) -> tuple[Intent, ...]:
        """The best intent or, if a text may have several or none, those that are more likely than not."""
        if self.several:
            return tuple(intent for intent in self.intents if intent.confidence >= MEANT)
        return self.intents[:1]

    def slot(self, name: str) -> Slot | None:
        """Return the first slot with that name."""
        return next((slot for slot in self.slots if slot.name == name), None)


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled utterance; `origin` is the place it was read from ("nlu/cards.yml:14").

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
