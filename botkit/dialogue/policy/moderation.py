"""Words that get a reply of their own: somebody who may harm themselves, and abuse."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from botkit.dialogue.part import InLanguage, Names, Part, Texts
from botkit.dialogue.wording import Wording, words
from botkit.dialogue.wording.lists import lists
from botkit.dialogue.wording.phrase_set import PhraseSet
from botkit.dialogue.wording.words import word_set


class Topic(Part):
    """The reply to messages with certain words."""

    words: Names
    """Words or phrases, in any case of letters; none turns it off."""
    say: Texts
    """Alternatives take turns as the conversation goes on."""
    hand_off: bool = False
    """True if a person takes over as well."""

    @cached_property
    def phrases(self) -> PhraseSet:
        """Its words, to be looked for."""
        return PhraseSet.exactly(self.words)


class Moderation(InLanguage):
    """The topics. Nobody is lectured: the reply is short, and what was under way goes on."""

    self_harm: Topic
    abuse: Topic

    @classmethod
    def own(cls, language: str) -> Mapping[str, Any]:
        """Return the topics as the language has them."""
        return {name: topic for name, topic in lists(language, "moderation").items() if name in cls.model_fields}

    def topic_of(self, text: str) -> Topic | None:
        """Return the topic that the text is to be answered with."""
        if self.self_harm.phrases.stands_in(words(text)):
            return self.self_harm
        return self.abuse if self._is_abuse(text) else None

    def _is_abuse(self, text: str) -> bool:
        """Tell whether the text has one of the phrases and says little else."""
        if not self.abuse.phrases.stands_in(words(text)):
            return False
        rest = set(Wording.of(self.language).content_words(text)) - self.abuse.phrases.words
        return rest <= word_set(lists(self.language, "moderation")["addressing"])
