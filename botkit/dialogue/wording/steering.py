"""The search for phrases that steer a conversation in a message, in one language."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache, cached_property

from botkit.dialogue.wording.lists import lists
from botkit.dialogue.wording.phrase_set import PhraseSet
from botkit.dialogue.wording.words import word_set, words

_SHORT_WISH = 10
"""Words: in a longer message, a person is more likely to be talked about than to be wished for."""
_CLAUSES = r"[,.;:!?\n…]+|\s[-–—]\s"


class Steering:
    """Reads what stands around phrases, by the lists of a language."""

    def __init__(self, language: str) -> None:
        found = lists(language, "around_commands")
        self.polite = word_set(found["polite"])
        """Words that may stand before or behind a phrase and change nothing."""
        self.leads = tuple(f"{' '.join(words(lead))} " for lead in found["leads"])
        """The words that a phrase may begin with; they are taken away in this order."""
        self.hedges = word_set(found["hedges"])
        """Words after a yes that may take it back."""
        self._same_thing = PhraseSet.of(found["same_thing"])
        self._rephrasing = tuple(found["rephrasing"])
        self._contact = tuple(tuple(PhraseSet.of(group) for group in groups) for groups in found["contact"])

    @staticmethod
    @cache
    def of(language: str) -> Steering:
        """Return the one for that language."""
        return Steering(language)

    def is_polite(self, text: str) -> bool:
        """Tell whether it says nothing but words of politeness."""
        return self.polite.issuperset(words(text))

    @staticmethod
    def clauses(text: str) -> list[str]:
        """Return the parts of the text between punctuation that have words."""
        return [piece for piece in re.split(_CLAUSES, text) if words(piece)]

    def takes(self, text: str) -> list[str]:
        """Return the same, with "I mean" and its like dividing the text, too."""
        return [piece for piece in self._takes.split(text) if words(piece)]

    def wants_contact(self, said: Sequence[str]) -> bool:
        """Tell whether a short message wishes for a person: "can I speak to somebody"."""
        return len(said) <= _SHORT_WISH and any(_in_order(groups, said) for groups in self._contact)

    def means_the_same(self, text: str, nouns: Collection[str]) -> bool:
        """Tell whether it says "the same", and one of the nouns behind it."""
        said = [word for word in words(text) if word not in self.polite]
        lead = self._same_thing.at(said, 0)
        return 0 < lead == len(said) - 1 and said[lead] in nouns

    @cached_property
    def _takes(self) -> re.Pattern[str]:
        divided = "".join(rf"|\b{re.escape(phrase)}\b" for phrase in self._rephrasing)
        return re.compile(_CLAUSES + divided, re.IGNORECASE)


def _in_order(groups: Sequence[PhraseSet], said: Sequence[str]) -> bool:
    """Tell whether a phrase of each group stands in the text, one behind the other."""
    index = 0
    for group in groups:
        found = group.first(said, index)
        if found is None:
            return False
        index = found[1]
    return True
