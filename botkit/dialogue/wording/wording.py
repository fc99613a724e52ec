"""Questions, requests, and words that say what a message is about, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any

from botkit.dialogue.wording.lists import lists
from botkit.dialogue.wording.phrase_set import PhraseSet
from botkit.dialogue.wording.words import word_set, words

_LONG = 8
"""Words: a greeting with more than these wants something else besides."""


class Wording:
    """Reads messages by the lists of a language (two letters, ISO 639-1), which are opened at first use."""

    def __init__(self, language: str) -> None:
        self.language = language

    @staticmethod
    @cache
    def of(language: str) -> Wording:
        """Return the one for that language."""
        return Wording(language)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The words on buttons (yes, no, person), and between alternatives (or)."""
        return lists(self.language, "labels")

    @property
    def yes_or_no(self) -> tuple[str, str]:
        """The buttons below a question that wants a yes or a no."""
        return self.labels["yes"], self.labels["no"]

    @cached_property
    def references(self) -> frozenset[str]:
        """Words that refer to what was said before."""
        return word_set(self._lists["references"])

    @cached_property
    def substitutes(self) -> frozenset[str]:
        """The same, where the talk is about one thing."""
        return word_set(self._lists["substitutes"])

    def content_words(self, text: str) -> list[str]:
        """Return the words that say what it is about."""
        return [word for word in words(text) if word not in self._function_words]

    def content_stems(self, text: str) -> list[str]:
        """Return the same without the endings of plurals and the like."""
        return [self._stem(word) for word in self.content_words(text)]

    def is_question(self, text: str) -> bool:
        """Tell whether something is asked."""
        return "?" in text or self._questions.at(self.without_opening(text), 0) > 0

    def is_request(self, text: str) -> bool:
        """Tell whether something is asked for, not about: "could you block my card", "I'd like to move some money"."""
        said = self.without_opening(text)
        if self._asks_about.stands_in(said):
            return False
        return not self.is_question(text) or self._requests.at(said, 0) > 0

    def without_opening(self, text: str) -> list[str]:
        """Return the words behind a greeting, thanks and the like."""
        said = words(text)
        return said[self.openings.skip(said) :]

    @staticmethod
    def says_more_than_smalltalk(text: str) -> bool:
        """Tell whether it is long, or a question."""
        return "?" in text or len(words(text)) > _LONG

    @cached_property
    def openings(self) -> PhraseSet:
        """Greetings, thanks and the like."""
        return PhraseSet.of(self._lists["openings"])

    @cached_property
    def _lists(self) -> Mapping[str, Any]:
        return lists(self.language, "questions")

    @cached_property
    def _questions(self) -> PhraseSet:
        return PhraseSet.of(self._lists["question_words"])

    @cached_property
    def _requests(self) -> PhraseSet:
        return PhraseSet.of(self._lists["requests"])

    @cached_property
    def _asks_about(self) -> PhraseSet:
        return PhraseSet.of(self._lists["asks_about"])

    @cached_property
    def _function_words(self) -> frozenset[str]:
        return word_set((*self._lists["question_words"], *self._lists["fillers"])) | self.references

    def _stem(self, word: str) -> str:
        ending = next((one for one in self._lists["endings"] if word.endswith(one) and len(word) > len(one)), "")
        return word.removesuffix(ending) if ending else word
