"""What can be told from the wording of a message alone (English)."""

from __future__ import annotations

import re

from botkit.types import Conversation, DecisionKind


def words(text: str) -> list[str]:
    """The words in lower case, without punctuation."""
    return re.findall(r"[^\W_]+(?:['\u2019][^\W_]+)*", text.casefold())


_QUESTION_WORDS = frozenset(words("how what why where which who can could do does did should will"))
_OPENERS = re.compile(r"(and|or|also|but|what about|how about|same for)\b", re.IGNORECASE)
_REFERENCES = frozenset(words("it its that they them those these"))
_FILLERS = frozenset(
    words(
        "a about all am an and any are as at be been but by for from get got had has have he her him i if in into is"
        " just me more much many my not of on or our please she so some than the there this to too up us was we were"
        " when with would you your"
    )
)
_FUNCTION_WORDS = _QUESTION_WORDS | _REFERENCES | _FILLERS
_LONG = 8
"""Words: a greeting with more than these wants something else besides."""


def content_words(text: str) -> list[str]:
    """The words that say what it is about."""
    return [word for word in words(text) if word not in _FUNCTION_WORDS]


def is_question(text: str) -> bool:
    return "?" in text or next(iter(words(text)), "") in _QUESTION_WORDS


def says_more_than_smalltalk(text: str) -> bool:
    return "?" in text or len(words(text)) > _LONG


def same_words(text: str, other: str) -> bool:
    """Whether the two differ at most in case and punctuation."""
    return words(text) == words(other) != []


def contains_phrase(text: str, phrase: str) -> bool:
    """Whether the words of `phrase` stand in `text`, next to each other."""
    return bool(words(phrase)) and f" {' '.join(words(phrase))} " in f" {' '.join(words(text))} "


def search_query(text: str, conversation: Conversation, *, understood: bool) -> str:
    """What to search for: the message, behind the one before it where it only makes sense as a follow-up.

    `understood` says that the intent is clear from the message itself.
    """
    previous = conversation.recent[-1] if conversation.recent else None
    if previous is None or previous.reply.decision not in {DecisionKind.ANSWER, DecisionKind.REFUSE}:
        return text
    content = content_words(text)
    refers_back = len(content) < 5 and not _REFERENCES.isdisjoint(words(text))
    says_little = len(content) < 2 and not understood
    if _OPENERS.match(text) or refers_back or says_little:
        return f"{previous.message.text} {text}"
    return text
