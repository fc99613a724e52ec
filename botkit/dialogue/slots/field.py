"""The form of a slot's answer: what channels are told of it, and how it looks when it comes from a field of theirs."""

from __future__ import annotations

import re
from collections.abc import Mapping

from botkit.dialogue.flows.flow import SlotRule
from botkit.domain import Field, FieldKind

FORMS = {
    FieldKind.DATE: r"\d{4}-\d{2}-\d{2}",
    FieldKind.TIME: r"\d{1,2}:\d{2}",
    FieldKind.NUMBER: r"-?\d+(?:\.\d+)?",
    FieldKind.MONEY: r"\d+(?:\.\d+)?",
    FieldKind.EMAIL: r"[^@\s]+@[^@\s]+\.[^@\s]+",
    FieldKind.PHONE: r"\+?[\d ()./-]{5,30}",
}
"""The text that a field of each kind sends: such a message is the answer, whatever a model takes it for."""
VALUES = {kind.value: kind for kind in FORMS} | {"end_date": FieldKind.DATE}
"""The kinds of values (`nlu.values`) that have a field."""


def kind_of(name: str, slot: SlotRule, kinds: Mapping[str, str]) -> FieldKind | None:
    """Return the form of the slot's answer; `kinds` are those of `nlu.values`, by the names of what fills slots."""
    if slot.choices:
        return FieldKind.CHOICE
    if slot.kind is not None:
        return FieldKind(slot.kind)
    return next((VALUES[kinds[one]] for one in slot.entity or (name,) if kinds.get(one) in VALUES), None)


def field_of(name: str, slot: SlotRule, kinds: Mapping[str, str]) -> Field | None:
    """Return the field for the slot; None if any line of text will do."""
    kind = kind_of(name, slot, kinds)
    return Field(kind, slot.label, slot.choices) if kind else None


def is_from_field(kind: FieldKind | None, text: str) -> bool:
    """Tell whether the text is what a field of that kind sends."""
    return kind in FORMS and re.fullmatch(FORMS[kind], text) is not None
