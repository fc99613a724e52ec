"""The text to search for: a message may only make sense behind the one before it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any

from botkit.dialogue.wording.lists import lists
from botkit.dialogue.wording.phrase_set import PhraseSet
from botkit.dialogue.wording.wording import Wording
from botkit.dialogue.wording.words import Tokens, word_set, words
from botkit.domain import Conversation, DecisionKind

_SHORT_NAME = 4
"""Words of a name that takes another one's place."""
_THING = 3
"""Words of a thing's name, behind its article."""
_PART_OF_NAME = re.compile(r"[\w'\u2019-]+")


class FollowUps:
    """Reads follow-up questions in one language."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._wording = Wording.of(language)

    @staticmethod
    @cache
    def of(language: str) -> FollowUps:
        """Return the one for that language."""
        return FollowUps(language)

    def query(self, text: str, conversation: Conversation, *, understood: bool, subject: str = "") -> str:
        """Return the text to search for: the message, behind the one before it if it is only a follow-up.

        `understood` says that the intent is clear from the message itself; `subject` is what the flow under way is
        about.
        """
        said, content = words(text), self._wording.content_words(text)
        references = self._wording.references
        if subject:
            refers = not (references | self._wording.substitutes).isdisjoint(said) or len(content) < 3
            return f"{subject}: {text}" if refers else text
        previous = conversation.recent[-1] if conversation.recent else None
        if previous is None or previous.reply.decision not in {DecisionKind.ANSWER, DecisionKind.REFUSE}:
            return text
        asked = previous.understanding.text
        if self._openers.at(said, 0):
            return self._in_place(asked, text) or f"{asked} {text}"
        refers_back = len(content) < 5 and not references.isdisjoint(said)
        says_little = len(content) < 2 and not understood
        if refers_back and (meant := self._resolved(asked, text)) is not None:
            return meant
        return f"{asked} {text}" if refers_back or says_little else text

    def _resolved(self, asked: str, text: str) -> str | None:
        """Return the message with "it" told: the thing that the question before ended with.

        None where "it" is what happens ("how long does it take?") and not a thing, or nothing was named.
        """
        pronoun = self._pronoun.search(text) if self._pronoun else None
        if pronoun is None or self._happening.stands_in(words(text)) or self._subject_first.stands_in(words(asked)):
            return None
        thing = self._thing(asked)
        return text[: pronoun.start()] + thing + text[pronoun.end() :] if thing else None

    def _thing(self, asked: str) -> str | None:
        """Return the name that the question ends with: "my new card"."""
        tokens = Tokens.of(asked)
        parts = asked[: tokens.ends[-1]].split(" ")[-_THING - 1 :] if tokens.words else []
        for index, part in enumerate(parts[:-1]):
            if words(part)[-1:] and words(part)[-1] in self._determiners:
                name = parts[index + 1 :]
                if all(_PART_OF_NAME.fullmatch(one) for one in name):
                    return " ".join([part[Tokens.of(part).starts[-1] :], *name])
        return None

    def _in_place(self, asked: str, text: str) -> str | None:
        """Return the question before, its subject exchanged, if both end in the same word.

        After "What does the Easy Saver pay?", "and the Notice Saver?" means "What does the Notice Saver pay?".
        """
        new = text.split()
        begin = next((at for at, word in enumerate(new) if not self._leads_in(word)), len(new))
        new = new[begin:]
        kind = words(new[-1])[-1:] if new else []
        old = asked.split()
        places = [number for number, word in enumerate(old) if words(word)[-1:] == kind]
        if not 1 < len(new) <= _SHORT_NAME or len(places) != 1 or places[0] + 1 < len(new):
            return None
        end = places[0] + 1
        begin = next((at for at in range(end - len(new), end) if self._articles.isdisjoint(words(old[at]))), end - 1)
        last = Tokens.of(old[end - 1])
        tail = last.text[last.ends[-1] :] if last.ends else last.text
        name = " ".join(new).rstrip("?!., ")
        return " ".join([*old[:begin], name + tail, *old[end:]])

    def _leads_in(self, word: str) -> bool:
        """Tell whether the word stands before a name and is no part of it."""
        said = words(word)
        return not said or said[0] in self._before_name

    @cached_property
    def _lists(self) -> Mapping[str, Any]:
        return lists(self._language, "follow_ups")

    @cached_property
    def _openers(self) -> PhraseSet:
        return PhraseSet.of(self._lists["openers"])

    @cached_property
    def _happening(self) -> PhraseSet:
        return PhraseSet.of(self._lists["happening"])

    @cached_property
    def _subject_first(self) -> PhraseSet:
        return PhraseSet.of(self._lists["subject_first"])

    @cached_property
    def _pronoun(self) -> re.Pattern[str] | None:
        listed = [re.escape(word) for word in self._lists["pronouns"]]
        return re.compile(rf"\b(?:{'|'.join(listed)})\b", re.IGNORECASE) if listed else None

    @cached_property
    def _determiners(self) -> frozenset[str]:
        return word_set(self._lists["determiners"])

    @cached_property
    def _articles(self) -> frozenset[str]:
        return word_set(self._lists["articles"])

    @cached_property
    def _before_name(self) -> frozenset[str]:
        return self._articles | self._wording.openings.words | word_set(self._lists["comparing"])
