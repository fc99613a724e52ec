"""Corrections of values that are known already: "change the amount to 50", "no, the 12th", "not Anna, Priya"."""

from __future__ import annotations

import re

from botkit.dialogue.slots.choices import choice_meant
from botkit.dialogue.slots.message import SlotMessage
from botkit.dialogue.slots.recognised import recognised
from botkit.dialogue.wording import words


def named_slot(message: SlotMessage) -> str | None:
    """Return the slot that a correction says it is about: the only one whose label or name it mentions best."""
    said = set(message.wording.content_stems(message.text))
    scores = {}
    for name in message.known:
        if name in message.slots:
            plain = name.replace("_", " ")
            label = set(message.wording.content_stems(message.slots[name].label or plain))
            names = label | set(message.wording.content_stems(plain))
            if label and names & said:
                scores[name] = len(names & said) / len(label)
    best = max(scores.values(), default=0.0)
    named = [name for name, score in scores.items() if score == best]
    return named[0] if len(named) == 1 else None


def new_value(message: SlotMessage, name: str) -> dict[str, str]:
    """Return the value that a correction has for that very slot, and those for slots that have none yet."""
    value = _value_for(message, name)
    if value is None or value.casefold() == message.known[name].casefold():
        return {}
    others = {key: one for key, one in recognised(message).items() if key not in message.known}
    return {**others, name: value}


def latest_that_fits(message: SlotMessage) -> dict[str, str]:
    """Return the correction, if it leaves its slot open, for the latest slot that the new value fits."""
    corrections, text = message.corrections, message.text
    if (swap := corrections.swap(text)) is not None and (changed := _swapped(message, swap.old, swap.new)):
        return changed
    rest = corrections.stripped(corrections.without_lead_in(text))
    if not message.wording.content_words(rest) or corrections.is_tail(rest):
        return {}
    for name in reversed(message.filled):
        if (slot := message.slots.get(name)) is None or name not in message.known:
            continue
        value = message.matched(name, rest)
        if value is None and slot.is_open and name == message.filled[-1] and len(words(rest)) <= slot.max_words:
            waits = message.slots.get(message.asked or "")
            may = message.is_answer and corrections.opens(text) and not (waits and waits.is_open)
            value = rest if may else None
        if value is not None and value.casefold() != message.known[name].casefold():
            return {name: value}
    return {}


def _value_for(message: SlotMessage, name: str) -> str | None:
    """Return a new value for that very slot in the message."""
    slot, corrections = message.slots[name], message.corrections
    if spoken := message.entities(name):
        return spoken[-1].value
    if slot.choices:
        return choice_meant(slot, message.text, message.phrases)
    new = corrections.new_value(message.text)
    if slot.pattern:
        found = [one[0] for one in re.finditer(slot.pattern, new or message.text)]
        return found[-1] if found else None
    if new is None or len(words(new)) > slot.max_words or corrections.is_complaint(new):
        return None
    return corrections.stripped(new)


def _swapped(message: SlotMessage, old: str, new: str) -> dict[str, str]:
    """Give the new value to the slot that has the old one."""
    corrections = message.corrections
    for name in reversed(message.filled):
        if name in message.slots and message.known.get(name, "").casefold() == corrections.stripped(old).casefold():
            value = corrections.stripped(new) if message.slots[name].is_open else message.matched(name, new)
            return {name: value} if value else {}
    return {}
