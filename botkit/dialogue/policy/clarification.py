"""Asking which of two close intents was meant, and reading the answer."""

from __future__ import annotations

import re
from collections.abc import Mapping

from botkit.dialogue.wording import content_words, is_question, same_words, words
from intents.types import Understanding

_SAYING_NOTHING = frozenset(
    content_words(
        "need help problem problems issue issues trouble question questions query info information something stuff "
        "thing things ask want regarding concerning assistance support advice hi hello hey sorry"
    )
)
"""What people say besides the subject."""
_MOST_OPTIONS = 4
_SHORT = 8
"""Words: a longer message is a new one, whatever words it shares with an option."""


def close_pair(understanding: Understanding, labels: Mapping[str, str], mass: float, margin: float) -> tuple[str, ...]:
    """The two best intents, where they are `margin` close, hold `mass` of the probability and have labels; else ()."""
    best, second = understanding.best, understanding.runner_up
    if best is None or second is None or best.name not in labels or second.name not in labels:
        return ()
    if best.confidence - second.confidence >= margin or best.confidence + second.confidence < mass:
        return ()
    return best.name, second.name


def same_subject(text: str, best: str, labels: Mapping[str, str]) -> tuple[str, ...]:
    """The intents that the message may be about, where it names a subject that several labels share and says no more.

    "I need help with my PIN" is about each of "change your PIN" and "get a PIN reminder": whatever a model is sure of,
    the customer has not said which. `best` is the model's choice, and has to be one of them; else ().
    """
    subject = set(content_words(text)) - _SAYING_NOTHING
    if not subject or is_question(text):
        return ()
    about = tuple(name for name, label in labels.items() if subject <= set(content_words(label)))
    return about if best in about and 1 < len(about) <= _MOST_OPTIONS else ()


def picked(
    understanding: Understanding, options: tuple[str, ...], labels: Mapping[str, str], min_confidence: float
) -> str | None:
    """The option that the message picks: by its label or number, by words of the label, or by its intent."""
    text = understanding.text
    for option in options:
        if same_words(text, labels.get(option, "")):
            return option
    if number := re.fullmatch(r"\W*(?:option\s+|number\s+)?(\d)\W*", text, re.IGNORECASE):
        index = int(number[1]) - 1
        return options[index] if 0 <= index < len(options) else None
    if len(words(text)) > _SHORT:
        return None
    named = _by_position(text, options) or _by_words(text, options, labels)
    if named is not None:
        return named
    best = understanding.best
    return best.name if best and best.name in options and best.confidence >= min_confidence else None


def _by_words(text: str, options: tuple[str, ...], labels: Mapping[str, str]) -> str | None:
    """The only option with words of the message that the other options lack."""
    said = set(content_words(text))
    content = {option: set(content_words(labels.get(option, ""))) for option in options}
    named = [
        option
        for option in options
        if said & content[option].difference(*(content[other] for other in options if other != option))
    ]
    return named[0] if len(named) == 1 else None


def _by_position(text: str, options: tuple[str, ...]) -> str | None:
    said = re.fullmatch(r"\W*(?:the )?(first|second)(?: one| option)?\W*(?:please\W*)?", text, re.IGNORECASE)
    position = {"first": 0, "second": 1}.get(said[1].casefold(), len(options)) if said else len(options)
    return options[position] if position < len(options) else None
