"""The reading of values out of a message: what was asked for, what was told besides, and corrections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from botkit.dialogue.flows.flow import SlotRule
from botkit.dialogue.phrases import Phrases
from botkit.dialogue.slots import corrected
from botkit.dialogue.slots.message import SlotMessage
from botkit.dialogue.slots.recognised import recognised
from botkit.dialogue.slots.unasked import unasked
from botkit.dialogue.wording import Wording, words
from botkit.dialogue.wording.corrections import Corrections
from intents.types import Understanding

_VERY_SHORT = 3


@dataclass(frozen=True, slots=True)
class Values:
    """The values that a message gives to slots. `to_change` is one to be changed, without saying to what."""

    found: Mapping[str, str]
    to_change: str | None = None


def values_in(
    slots: Mapping[str, SlotRule],
    understanding: Understanding,
    phrases: Phrases,
    *,
    asked: str | None = None,
    known: Mapping[str, str] | None = None,
    filled: tuple[str, ...] = (),
    is_answer: bool = True,
) -> Values:
    """Return values for `slots` that the message names; the arguments are those of `SlotMessage`.

    A known value is replaced only by words of correction, or by a message that says nothing else.
    """
    message = SlotMessage(slots, understanding, phrases, asked, known or {}, filled, is_answer)
    if message.corrects and (name := corrected.named_slot(message)) is not None:
        if changed := corrected.new_value(message, name):
            return Values(changed)
        if message.corrections.wants_change(message.text) and not message.is_question:
            return Values({}, to_change=name)
    found = recognised(message)
    if asked is not None and (answer := _answer(message, asked, found)):
        found[asked] = answer
    if message.corrects and not found and not message.is_question:
        found = corrected.latest_that_fits(message)
    return Values({name: value for name, value in found.items() if _may_set(message, name, found)})


def values_at_start(
    slots: Mapping[str, SlotRule],
    understanding: Understanding,
    phrases: Phrases,
    kinds: Mapping[str, str],
    all_slots: Mapping[str, SlotRule],
    *,
    known: Mapping[str, str],
    filled: tuple[str, ...],
) -> Mapping[str, str]:
    """Return the values in a message that starts a flow, or takes it up again.

    `kinds` are those of `nlu.values`, and `all_slots` those of all flows of the bot.
    """
    found = values_in(slots, understanding, phrases, known=known, filled=filled, is_answer=False).found
    message = SlotMessage(slots, understanding, phrases, None, known, filled, is_answer=False)
    return {**found, **unasked(message, found, kinds, all_slots)}


def whole_answer(slot: SlotRule, text: str, language: str) -> str | None:
    """Return the message itself as the value, if any short answer will do."""
    is_question = Wording.of(language).is_question(text)
    if not slot.is_open or not 0 < len(words(text)) <= slot.max_words or (is_question and slot.max_words <= 20):
        return None
    value = Corrections.of(language).stripped(text)
    for lead in slot.after:  # "to Anna", asked to whom
        if words(value)[: len(words(lead))] == words(lead) and len(words(value)) > len(words(lead)):
            return value.split(maxsplit=len(words(lead)))[-1]
    return value


def _answer(message: SlotMessage, asked: str, found: Mapping[str, str]) -> str | None:
    """Return a better value for the slot asked for: its pattern's find, or all of a very short answer.

    Of "this morning", the model may have found "this" alone.
    """
    if asked not in found:
        return message.matched(asked, message.text)
    slot, spoken = message.slots[asked], message.entities(asked)
    if not slot.is_open or len(message.tokens.words) > _VERY_SHORT or len(spoken) != 1 or message.has_cue:
        return None
    is_as_said = spoken[0].value == spoken[0].text
    return message.corrections.stripped(message.text[spoken[0].start :]) if is_as_said else None


def _may_set(message: SlotMessage, name: str, found: Mapping[str, str]) -> bool:
    """Tell whether it may: a known value gives way to a correction, or to a message with nothing but the new one."""
    if name not in message.known or message.corrects:
        return True
    if message.asked is not None and message.asked in found:
        return False
    slot = message.slots.get(message.asked or "")
    return slot is None or not slot.is_open or _says_little_besides(message, found[name])


def _says_little_besides(message: SlotMessage, value: str) -> bool:
    said = [word for word in message.wording.content_words(message.text) if word not in words(value)]
    return len(said) <= 1
