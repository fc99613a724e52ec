"""The phrases that steer a conversation: yes, no, cancel, go back, say that again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from botkit.dialogue.part import InLanguage, Names
from botkit.dialogue.wording import words
from botkit.dialogue.wording.lists import lists
from botkit.dialogue.wording.steering import Steering

Steer = Literal[
    "yes", "no", "cancel", "restart", "repeat", "back", "recall", "wait", "unsure", "same", "why", "person"
]  # fmt: skip
"""Answers (yes, no, unsure, same), and commands to the bot (the rest)."""

_YES, _NO = "👍👌✅✔", "👎❌🚫"
_HEAD = 5
"""Words of a yes or no at the head of a message, at most."""


class Phrases(InLanguage):
    """The phrases of each kind, compared without case, punctuation and politeness; what is given replaces them."""

    yes: Names = ()
    no: Names = ()
    cancel: Names = ()
    restart: Names = ()
    repeat: Names = ()
    back: Names = ()
    recall: Names = ()
    wait: Names = ()
    unsure: Names = ()
    same: Names = ()
    why: Names = ()
    person: Names = ()

    @classmethod
    def own(cls, language: str) -> dict[str, Any]:
        """Return the phrases of the language."""
        return dict(lists(language, "commands"))

    def reading(self, text: str) -> Meaning | None:
        """Return what the message says to steer the conversation; None if it says nothing of the kind.

        A yes or no may be followed by something else: that is the `rest`.
        """
        spoken = self._spelt_out(text)
        if (whole := self.kind(spoken)) is not None:
            return Meaning(whole)
        pieces = self._steering.clauses(spoken)
        if not pieces:
            return None
        kinds = [self.kind(piece) for piece in pieces]
        said = [kind for kind, piece in zip(kinds, pieces, strict=True) if kind or not self._steering.is_polite(piece)]
        if said and all(said):
            commands = [kind for kind in said if kind and kind not in {"yes", "no"}]
            if commands:
                return Meaning(commands[-1])
            first = said[0]  # yes and no at once: neither
            return Meaning(first) if first and len(set(said)) == 1 else None
        if self._steering.wants_contact(words(spoken)):
            return Meaning("person")
        return self._leading(spoken)

    def kind(self, text: str) -> Steer | None:
        """Return the kind of a phrase, perhaps with words of politeness around it."""
        said = words(text)
        begin, end = 0, len(said)
        polite = self._steering.polite
        while begin < end and said[begin] in polite and not self._is_phrase(said[begin:end]):
            begin += 1
        while begin < end and said[end - 1] in polite and not self._is_phrase(said[begin:end]):
            end -= 1
        plain = " ".join(said[begin:end])
        for lead in self._steering.leads:
            if plain not in self._kinds:
                plain = plain.removeprefix(lead)
        return self._kinds.get(plain)

    def contradicts_itself(self, text: str) -> bool:
        """Tell whether it says yes and no at once: it is neither then, whatever a model makes of it."""
        return {"yes", "no"} <= {self.kind(take) for take in self._steering.takes(text)}

    def _spelt_out(self, text: str) -> str:
        """Return the text with a word in place of each thumb, tick and cross."""
        if not set(text) & set(_YES + _NO):
            return text
        spelt = {**dict.fromkeys(_YES, self.yes[:1]), **dict.fromkeys(_NO, self.no[:1])}
        return "".join(f" {' '.join(spelt[one])} " if one in spelt else one for one in text)

    def _leading(self, text: str) -> Meaning | None:
        """Return a yes or no at the head of the message."""
        said = words(text)
        for length in range(min(_HEAD, len(said) - 1), 0, -1):
            head = " ".join(said[:length])
            if head in self._steering.polite:
                continue
            kind = self._kinds.get(head)
            if kind in {"yes", "no"}:
                rest = said[length:]
                return Meaning(kind, " ".join(rest), plain=self._steering.hedges.isdisjoint(rest))
        return None

    def _is_phrase(self, said: list[str]) -> bool:
        return len(said) <= self._longest and " ".join(said) in self._kinds

    @cached_property
    def _steering(self) -> Steering:
        return Steering.of(self.language)

    @cached_property
    def _kinds(self) -> dict[str, Steer]:
        found: dict[str, Steer] = {}
        for kind in type(self).model_fields:
            for phrase in getattr(self, kind):
                found.setdefault(" ".join(words(phrase)), kind)  # type: ignore[arg-type]
        return found

    @cached_property
    def _longest(self) -> int:
        return max((len(phrase.split()) for phrase in self._kinds), default=0)


@dataclass(frozen=True, slots=True)
class Meaning:
    """A phrase that steers, and what the message says besides."""

    kind: Steer
    rest: str = ""
    plain: bool = True
    """True if nothing that is said besides may take it back."""
