"""What understanding a text means: the values that `intents` takes in and gives out."""

from __future__ import annotations

from dataclasses import dataclass


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
    """What a text was understood to mean: the intents, most probable first, and the slots in reading order."""

    text: str
    intents: tuple[Intent, ...] = ()
    slots: tuple[Slot, ...] = ()

    @property
    def best(self) -> Intent | None:
        """The most probable intent; None where no model has been trained."""
        return self.intents[0] if self.intents else None

    @property
    def runner_up(self) -> Intent | None:
        """The second most probable intent."""
        return self.intents[1] if len(self.intents) > 1 else None

    def slot(self, name: str) -> Slot | None:
        """The first slot of that name."""
        return next((slot for slot in self.slots if slot.name == name), None)


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled utterance; `origin` says where it was read ("nlu/cards.yml:14")."""

    text: str
    intent: str
    slots: tuple[Slot, ...] = ()
    origin: str = ""
