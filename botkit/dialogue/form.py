"""Filling a form from what was understood."""

from __future__ import annotations

import re

from botkit.dialogue.spec import FormRule, SlotRule
from botkit.dialogue.wording import contains_phrase, is_question, words
from intents.types import Understanding

_SHORT = 12
"""Words: a longer message is no answer to a form's question."""


def values_in(form: FormRule, understanding: Understanding, asked: str | None) -> dict[str, str]:
    """Values for the form's slots that the message names, whether they were asked for or not."""
    found = {}
    for slot in form.slots:
        value = _recognised(slot, understanding)
        if value is None and slot.pattern and slot.name == asked:
            match = re.search(slot.pattern, understanding.text)
            value = match[0] if match else None
        if value is not None:
            found[slot.name] = value
    return found


def whole_answer(slot: SlotRule, text: str) -> str | None:
    """The message itself as the value, where any short answer will do."""
    if slot.choices or slot.pattern or is_question(text) or not 0 < len(words(text)) <= _SHORT:
        return None
    return text.strip()


def _recognised(slot: SlotRule, understanding: Understanding) -> str | None:
    values = [found.value for found in understanding.slots if found.name == slot.name]
    if slot.choices:
        named = {choice for choice in slot.choices if any(choice.casefold() == value.casefold() for value in values)}
        named |= {choice for choice in slot.choices if contains_phrase(understanding.text, choice)}
        return named.pop() if len(named) == 1 else None  # two at once: ask which
    if slot.pattern:
        values = [value for value in values if re.fullmatch(slot.pattern, value)]
    return values[0] if values else None
