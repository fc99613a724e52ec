"""Phrases of a language that are looked for in messages word by word, in time that grows with the message alone."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from botkit.dialogue.wording.words import words


@dataclass(frozen=True, slots=True)
class PhraseSet:
    """Phrases as tuples of words, and their lengths, longest first."""

    phrases: frozenset[tuple[str, ...]]
    lengths: tuple[int, ...]

    @classmethod
    def of(cls, listed: Iterable[str]) -> PhraseSet:
        """Read phrases as the lists of locales write them: (a|b) stands for either."""
        return cls.exactly(phrase for one in listed for phrase in expanded(one))

    @classmethod
    def exactly(cls, listed: Iterable[str]) -> PhraseSet:
        """Take phrases as they stand there."""
        phrases = frozenset(tuple(words(phrase)) for phrase in listed) - {()}
        return cls(phrases, tuple(sorted({len(phrase) for phrase in phrases}, reverse=True)))

    @property
    def words(self) -> frozenset[str]:
        """All words of the phrases."""
        return frozenset(word for phrase in self.phrases for word in phrase)

    def at(self, said: Sequence[str], index: int) -> int:
        """Count the words of the longest phrase that begins at that word; 0 if none does."""
        left = len(said) - index
        found = (one for one in self.lengths if one <= left and tuple(said[index : index + one]) in self.phrases)
        return next(found, 0)

    def ending(self, said: Sequence[str], index: int) -> int:
        """Count the words of the longest phrase that ends right before that word; 0 if none does."""
        found = (one for one in self.lengths if one <= index and tuple(said[index - one : index]) in self.phrases)
        return next(found, 0)

    def skip(self, said: Sequence[str], index: int = 0) -> int:
        """Return the first word, from that one on, that no phrase of the set covers."""
        while length := self.at(said, index):
            index += length
        return index

    def first(self, said: Sequence[str], index: int = 0) -> tuple[int, int] | None:
        """Return the beginning and the end of the first phrase from that word on."""
        for place in range(index, len(said)):
            if length := self.at(said, place):
                return place, place + length
        return None

    def stands_in(self, said: Sequence[str]) -> bool:
        """Tell whether one of the phrases stands in the text."""
        return self.first(said) is not None


def expanded(phrase: str) -> Iterator[str]:
    """Yield the phrase with each (a|b) replaced by either: "(can|may) we" gives "can we" and "may we"."""
    parts = re.split(r"\(([^()]*)\)", phrase)
    for chosen in itertools.product(*(part.split("|") if odd % 2 else [part] for odd, part in enumerate(parts))):
        yield "".join(chosen)
