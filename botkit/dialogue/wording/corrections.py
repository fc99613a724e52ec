"""Words by which people take back what they said, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from botkit.dialogue.wording.lists import lists
from botkit.dialogue.wording.phrase_set import PhraseSet
from botkit.dialogue.wording.words import Tokens, words

_SEPARATORS = frozenset(",;:.–-")
_ENDS = " \t\n.,;:!?…–—-"
_BETWEEN = 6
"""Words between "not" and the value that it takes back, at most."""


@dataclass(frozen=True, slots=True)
class Swap:
    """The two names of "not Anna, Priya"."""

    old: str
    new: str


class Corrections:
    """Reads corrections by the lists of a language."""

    def __init__(self, language: str) -> None:
        found = lists(language, "corrections")
        self._cues = _set(found, "cues")
        self._changes = _set(found, "changes")
        self._before_value = _set(found, "before_value")
        self._fillers = _set(found, "fillers")
        self._lead_ins = _set(found, "lead_ins")
        self._tails = _set(found, "tails")
        self._negations = _set(found, "negations")
        self._apologies = _set(found, "apologies")
        self._swaps = _set(found, "swaps")
        self._taken_back = _set(found, "taken_back")
        self._between = _set(found, "between")
        self._origins = _set(found, "origins")
        self._articles = _set(found, "articles")

    @staticmethod
    @cache
    def of(language: str) -> Corrections:
        """Return the one for that language."""
        return Corrections(language)

    def corrects(self, text: str) -> bool:
        """Tell whether it has a word of somebody who takes something back."""
        return self._cues.stands_in(words(text))

    def wants_change(self, text: str) -> bool:
        """Tell whether something is to be changed, or wrong."""
        return self._changes.stands_in(words(text))

    def is_complaint(self, text: str) -> bool:
        """Tell whether it only says that something is wrong: no value, though it may stand where one would."""
        said = words(self.stripped(text))
        return self._changes.skip(said) == len(said)

    def new_value(self, text: str) -> str | None:
        """Return what stands behind "to", "should be" and the like."""
        tokens = Tokens.of(text)
        for index in range(len(tokens.words)):
            behind = index + self._before_value.at(tokens.words, index)
            if index < behind < len(tokens.words) and tokens.gap(behind)[:1].isspace():
                skipped = behind + self._fillers.at(tokens.words, behind)
                behind = skipped if skipped < len(tokens.words) else behind
                return tokens.rest(behind).strip()
        return None

    def opens(self, text: str) -> bool:
        """Tell whether it begins as corrections do."""
        return self._lead_ins.at(words(text), 0) > 0

    def without_lead_in(self, text: str) -> str:
        """Return what a correction says behind "no, I meant" and the like."""
        tokens = Tokens.of(text)
        begin = self._lead_ins.skip(tokens.words)
        if not begin:
            return text
        return tokens.rest(begin).lstrip(_ENDS) if begin < len(tokens.words) else ""

    def is_tail(self, text: str) -> bool:
        """Tell whether it is nothing but what may stand behind a value."""
        said = words(text)
        return self._tails.at(said, 0) == len(said) or (len(said) > 1 and self._negations.at(said, 0) > 0)

    def stripped(self, text: str) -> str:
        """Return the value without what may stand behind it: "please", "not Anna"."""
        tokens = Tokens.of(text)
        negation = None if self._negations.at(tokens.words, 0) else self._negations.first(tokens.words, 1)
        end = negation[0] if negation and negation[1] < len(tokens.words) else len(tokens.words)
        while (length := self._tails.ending(tokens.words, end)) and length < end:
            end -= length
        kept = text[: tokens.starts[end]].rstrip(_ENDS + "(") if end < len(tokens.words) else text
        return kept.strip().strip(" .,;!").strip()

    def swap(self, text: str) -> Swap | None:
        """Return what "not Anna, Priya" or "not Anna but Priya" takes back, and what takes its place."""
        tokens = Tokens.of(text)
        begin = self._apologies.skip(tokens.words)
        begin += (negation := self._negations.at(tokens.words, begin))
        if not negation:
            return None
        last = max(text.rfind(","), text.rfind(";"))
        index = begin + 1
        while index < len(tokens.words):
            behind = self._behind_separator(tokens, index)
            if behind > index or not _SEPARATORS.isdisjoint(tokens.gap(index)):
                if behind < len(tokens.words) and tokens.starts[behind] > last:
                    old = text[tokens.starts[begin] : tokens.ends[index - 1]]
                    return Swap(old, tokens.rest(behind).lstrip(_ENDS))
                index = max(behind, index + 1)
            else:
                index += 1
        return None

    def is_taken_back(self, tokens: Tokens, index: int) -> bool:
        """Tell whether "not", "instead of" and the like stand before that word."""
        for _ in range(_BETWEEN):
            if self._taken_back.ending(tokens.words, index):
                return True
            length = self._between.ending(tokens.words, index)
            if not length:
                return False
            index -= length
        return False

    def is_origin(self, tokens: Tokens, index: int) -> bool:
        """Tell whether "from" stands before that word: of two values, the old one."""
        return self.follows(tokens, index, self._origins)

    def follows(self, tokens: Tokens, index: int, leads: PhraseSet) -> bool:
        """Tell whether one of the leads stands before that word, perhaps with an article between."""
        article = self._articles.ending(tokens.words, index)
        return any(leads.ending(tokens.words, place) for place in (index, index - article))

    def _behind_separator(self, tokens: Tokens, index: int) -> int:
        """Return the first word behind "but", "it's" and the like that stand at that word."""
        while length := self._swaps.at(tokens.words, index):
            index += length
        return index


def _set(found: Mapping[str, Any], name: str) -> PhraseSet:
    return PhraseSet.of(found[name])
