"""Answers to the question for a slot: those that only make sense as one, and whole messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from botkit.dialogue.flows.flow import SlotRule
from botkit.dialogue.policy.heard import Heard
from botkit.dialogue.slots.choices import choice_by_place
from botkit.dialogue.slots.field import is_from_field, kind_of
from botkit.dialogue.slots.values import values_in, whole_answer
from botkit.dialogue.spec import DialogueSpec
from botkit.dialogue.wording import same_words


def plain_answer(slot: SlotRule, heard: Heard, spec: DialogueSpec, kinds: Mapping[str, str]) -> str | None:
    """Return an answer that only makes sense as one, whatever a model takes it for."""
    found = (way(slot, heard, spec, kinds) for way in WAYS)
    return next((answer for answer in found if answer is not None), None)


def whole_message(slot: SlotRule, heard: Heard, spec: DialogueSpec) -> str | None:
    """Return the message itself as the answer, unless it steers the talk or is small talk."""
    if heard.meaning is not None or heard.rule.say:
        return None
    return whole_answer(slot, heard.text, spec.language)


def around(found: Mapping[str, str], slot: SlotRule | None, heard: Heard, spec: DialogueSpec) -> Mapping[str, str]:
    """Add the long answer in which the values were found: the address around a postcode."""
    whole = whole_message(slot, heard, spec) if slot is not None and slot.is_long else None
    for value in found.values():
        whole = whole.replace(value, "").strip(" ,;.") if whole else None
    return {heard.state.asked or "": whole, **found} if whole else found


def _from_field(slot: SlotRule, heard: Heard, _spec: DialogueSpec, kinds: Mapping[str, str]) -> str | None:
    """Return the value that a field of the channel sends, such as a calendar's date."""
    asked = heard.state.asked or ""
    if slot.pattern is not None or not is_from_field(kind_of(asked, slot, kinds), heard.text):
        return None
    names = slot.entity or (asked,)
    read = (one.value for one in heard.understanding.slots if one.name in names and one.text == heard.text)
    return next(read, heard.text)


def _choice(slot: SlotRule, heard: Heard, spec: DialogueSpec, _kinds: Mapping[str, str]) -> str | None:
    """Return the choice that is named word for word, by its place, or by a yes or no."""
    said = next((one for one in slot.choices if same_words(one, heard.text)), None)
    return said or choice_by_place(slot, heard.text, spec.phrases)


def _unknown(slot: SlotRule, heard: Heard, _spec: DialogueSpec, _kinds: Mapping[str, str]) -> str | None:
    """Return the value that stands for "I don't know"."""
    return slot.unknown if heard.means("unsure") else None


def _same(slot: SlotRule, heard: Heard, spec: DialogueSpec, _kinds: Mapping[str, str]) -> str | None:
    """Return the slot's latest value from before this flow, or the one that a waiting flow has."""
    asked = heard.state.asked or ""
    if not heard.means("same"):
        return None
    for frame in reversed(heard.state.stack):
        if asked in frame.values:
            return frame.values[asked]
    for turn in reversed(heard.conversation.recent):
        found = values_in({asked: slot}, turn.understanding, spec.phrases, asked=asked).found
        if asked in found:
            return found[asked]
    return None


WAYS: tuple[Callable[[SlotRule, Heard, DialogueSpec, Mapping[str, str]], str | None], ...] = (
    _from_field,
    _choice,
    _unknown,
    _same,
)
