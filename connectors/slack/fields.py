"""Fields of Slack's own for answers that have a form: a calendar, a clock, a number, a list to choose from.

Source: https://docs.slack.dev/reference/block-kit/block-elements. An element within an `input` block tells what was
typed once Enter is pressed (`dispatch_action`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botkit.domain import Field, FieldKind

FIELD = "field"
"""The `action_id` of every field begins with this word."""
FEW_CHOICES = 5
"""So many are buttons; more are a list."""
_OPTIONS, _OPTION_CHARACTERS = 100, 75
_LABEL_CHARACTERS = 150


def field_blocks(field: Field | None) -> list[dict[str, Any]]:
    """Return the block with the field; none where buttons or a line of text will do."""
    if field is None:
        return []
    match field.kind:
        case FieldKind.DATE:
            return [_within_actions("datepicker", field)]
        case FieldKind.TIME:
            return [_within_actions("timepicker", field)]
        case FieldKind.NUMBER | FieldKind.MONEY:
            return [_input("number_input", field, is_decimal_allowed=True)]
        case FieldKind.EMAIL:
            return [_input("email_text_input", field)]
        case FieldKind.CHOICE if _is_a_list(field.choices):
            options = [{"text": _plain_text(choice), "value": choice} for choice in field.choices]
            return [_within_actions("static_select", field, options=options)]
        case _:
            return []


def answer_of(action: Mapping[str, Any]) -> str:
    """Return what was picked, typed or clicked in an element; "" if it was cleared."""
    option = action.get("selected_option") or {}
    picked = (action.get("selected_date"), action.get("selected_time"), option.get("value"), action.get("value"))
    return next((str(value) for value in picked if value), "")


def _is_a_list(choices: tuple[str, ...]) -> bool:
    fit = all(len(choice) <= _OPTION_CHARACTERS for choice in choices)
    return fit and FEW_CHOICES < len(choices) <= _OPTIONS


def _within_actions(kind: str, field: Field, **more: Any) -> dict[str, Any]:
    element = {"type": kind, "action_id": f"{FIELD}-{kind}", "placeholder": _label(field), **more}
    return {"type": "actions", "elements": [element]}


def _input(kind: str, field: Field, **more: Any) -> dict[str, Any]:
    pressed = {"trigger_actions_on": ["on_enter_pressed"]}
    element = {"type": kind, "action_id": f"{FIELD}-{kind}", "dispatch_action_config": pressed, **more}
    return {"type": "input", "dispatch_action": True, "label": _label(field), "element": element}


def _label(field: Field) -> dict[str, Any]:
    label = field.label or "Your answer"
    return _plain_text(f"{label[0].upper()}{label[1:]}"[:_LABEL_CHARACTERS])


def _plain_text(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}
