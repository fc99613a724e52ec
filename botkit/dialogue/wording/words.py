"""The words of a text, whatever its language."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from botkit.text.words import placed_words, words

__all__ = ["Tokens", "contains_phrase", "same_words", "word_set", "words"]


def word_set(listed: Iterable[str]) -> frozenset[str]:
    """Return all words of a list."""
    return frozenset(word for phrase in listed for word in words(phrase))


def same_words(text: str, other: str) -> bool:
    """Tell whether the two differ at most in case and punctuation."""
    return words(text) == words(other) != []


def contains_phrase(text: str, phrase: str) -> bool:
    """Tell whether the words of `phrase` stand in `text`, next to each other."""
    return bool(words(phrase)) and f" {' '.join(words(phrase))} " in f" {' '.join(words(text))} "


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text, and the characters at which each begins and ends."""

    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Tokens:
        """Read the text once, in linear time."""
        found = placed_words(text)
        return cls(
            text, tuple(one.text for one in found), tuple(one.start for one in found), tuple(one.end for one in found)
        )

    def before(self, position: int) -> int:
        """Count the words that end at that character or before it."""
        return bisect_right(self.ends, position)

    def gap(self, index: int) -> str:
        """Return what stands before the word: between it and its predecessor."""
        return self.text[self.ends[index - 1] if index else 0 : self.starts[index]]

    def rest(self, index: int) -> str:
        """Return the text from that word on, with what stands directly before it, such as a sign of currency."""
        return self.text[self.ends[index - 1] if index else 0 :]

    def find(self, phrase: list[str]) -> int | None:
        """Return the word at which the phrase begins for the first time."""
        length = len(phrase)
        places = range(len(self.words) - length + 1) if phrase else ()
        return next((at for at in places if list(self.words[at : at + length]) == phrase), None)
