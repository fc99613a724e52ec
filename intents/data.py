"""Training data: labelled examples, and further knowledge about slot values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from intents.errors import DataError
from intents.types import Example

MIN_INTENTS = 2


@dataclass(frozen=True, slots=True)
class TrainingData:
    """All the data that a model is trained on.

    `synonyms` maps a wording (in lower case) to the value it stands for in any slot; `lookups` and `regexes` hold, by
    name, words and patterns that are likely to be slot values. They are hints to the slot tagger, not rules.
    """

    examples: tuple[Example, ...]
    synonyms: Mapping[str, str] = field(default_factory=dict)
    lookups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    regexes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def intents(self) -> tuple[str, ...]:
        """The names of the intents, sorted."""
        return tuple(sorted({name for example in self.examples for name in example.intents}))

    @property
    def several(self) -> bool:
        """True if an utterance may have several intents or none, as at least one of the examples does."""
        return any(len(example.intents) != 1 for example in self.examples)

    @property
    def slots(self) -> tuple[str, ...]:
        """The names of the marked slots, sorted."""
        return tuple(sorted({slot.name for example in self.examples for slot in example.slots}))

    @property
    def meanings(self) -> dict[str, dict[str, str]]:
        """By slot, the wordings (in lower case) that its marks give another value; of several values the first."""
        found: dict[str, dict[str, str]] = {}
        for slot in (slot for example in self.examples for slot in example.slots if slot.value != slot.text):
            found.setdefault(slot.name, {}).setdefault(slot.text.casefold(), slot.value)
        return found

    def check(self) -> None:
        """Raise DataError if no model can be trained: fewer than two intents, or an utterance under two intents."""
        if len(self.intents) < MIN_INTENTS:
            found = f"only '{self.intents[0]}' ({self.examples[0].origin})" if self.intents else "none"
            raise DataError(f"a classifier needs at least {MIN_INTENTS} intents, found {found}; add another")
        seen: dict[str, Example] = {}
        for example in self.examples:
            other = seen.setdefault(example.text.casefold(), example)
            if set(other.intents) != set(example.intents):
                raise DataError(
                    f"{example.origin}: '{example.text}' is an example of '{example.intent}' here and of "
                    f"'{other.intent}' at {other.origin}; keep one"
                )

    def counts(self) -> Counter[str]:
        """Return the number of examples of each intent."""
        return Counter(example.intent for example in self.examples)
