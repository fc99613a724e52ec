"""The question which of two close intents was meant, and the reading of its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from botkit.dialogue.wording import Wording, same_words, words
from botkit.dialogue.wording.lists import lists
from botkit.dialogue.wording.positions import Positions
from botkit.dialogue.wording.words import word_set
from botkit.domain import Conversation
from intents.types import Understanding

_MOST_OPTIONS = 4
_SHORT = 8
"""Words: a longer message is a new one, whatever words it shares with an option."""


def close_pair(understanding: Understanding, labels: Mapping[str, str], mass: float, margin: float) -> tuple[str, ...]:
    """Return the two best intents if `margin` close, with `mass` of the probability and labels; else ()."""
    best, second = understanding.best, understanding.runner_up
    if best is None or second is None or best.name not in labels or second.name not in labels:
        return ()
    if best.confidence - second.confidence >= margin or best.confidence + second.confidence < mass:
        return ()
    return best.name, second.name


def same_subject(text: str, best: str, labels: Mapping[str, str], language: str) -> tuple[str, ...]:
    """Return the intents the message may be about, if it names no more than a subject that several labels share.

    "I need help with my PIN" is about each of "change your PIN" and "get a PIN reminder": whatever a model is sure of,
    the customer has not said which. `best` is the model's choice, and has to be one of them; else ().
    """
    wording = Wording.of(language)
    subject = set(wording.content_words(text)) - word_set(lists(language, "clarification")["saying_nothing"])
    if not subject or wording.is_question(text):
        return ()
    about = tuple(name for name, label in labels.items() if subject <= set(wording.content_words(label)))
    return about if best in about and 1 < len(about) <= _MOST_OPTIONS else ()


def picked(
    understanding: Understanding,
    options: tuple[str, ...],
    labels: Mapping[str, str],
    min_confidence: float,
    language: str,
) -> str | None:
    """Return the option that the message picks: by its label or number, by words of the label, or by its intent."""
    text = understanding.text
    for option in options:
        if same_words(text, labels.get(option, "")):
            return option
    if (index := Positions.of(language).index(text, len(options))) is not None:
        return options[index] if index >= 0 else None
    if len(words(text)) > _SHORT:
        return None
    named = _by_words(text, options, labels, language)
    if named is not None:
        return named
    best = understanding.best
    return best.name if best and best.name in options and best.confidence >= min_confidence else None


def clarified(answer: Understanding, conversation: Conversation) -> Understanding:
    """Return the message that the bot asked about, with its slots and the answer's.

    Where both have a slot of the same name, that of the answer counts.
    """
    pending = conversation.state.pending
    if not pending or same_words(pending, answer.text):
        return answer
    said = (turn.understanding for turn in reversed(conversation.recent))
    slots = next((one.slots for one in said if one.text == pending), ())
    if not answer.slots:
        return replace(answer, text=pending, slots=slots)
    names, behind = {slot.name for slot in answer.slots}, len(pending) + 1
    kept = (slot for slot in slots if slot.name not in names)
    moved = (replace(slot, start=slot.start + behind, end=slot.end + behind) for slot in answer.slots)
    return replace(answer, text=f"{pending} {answer.text}", slots=(*kept, *moved))


def _by_words(text: str, options: tuple[str, ...], labels: Mapping[str, str], language: str) -> str | None:
    """Return the only option with words of the message that the other options lack."""
    wording = Wording.of(language)
    said = set(wording.content_words(text))
    content = {option: set(wording.content_words(labels.get(option, ""))) for option in options}
    named = [
        option
        for option in options
        if said & content[option].difference(*(content[other] for other in options if other != option))
    ]
    return named[0] if len(named) == 1 else None
