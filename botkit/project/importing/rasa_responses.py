"""Rasa's responses: their texts, their buttons, and the parts that have no counterpart."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botkit.project.importing.rasa_project import Piece, RasaProject, plain_name
from botkit.project.importing.report import Report


@dataclass(frozen=True, slots=True)
class Button:
    """A button's title, and the intent and values that it stands for."""

    title: str
    intent: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Response:
    """A response of the domain: its name here, its alternative texts, and its buttons."""

    name: str
    place: str
    texts: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()

    @property
    def placeholders(self) -> frozenset[str]:
        """The slots that it mentions."""
        return frozenset(name for text in self.texts for name in re.findall(r"\{(\w+)\}", text))


def responses(project: RasaProject, report: Report) -> dict[str, Response]:
    """Return the responses by the names that rules use."""
    found = {}
    for piece in project.pieces("responses"):
        variants = piece.value if isinstance(piece.value, list) else [piece.value]
        texts, buttons = [], []
        for number, written in enumerate(variants):
            here = piece.inner(number) if isinstance(piece.value, list) else piece
            variant = written if isinstance(written, dict) else {"text": str(written)}
            if variant.get("channel") or variant.get("condition"):
                which = "channel" if variant.get("channel") else "condition"
                report.left(here.place, f"a variant of '{piece.name}' that is only for one {which}")
                continue
            _note_the_rest(piece.name, variant, here, report)
            if text := str(variant.get("text") or "").strip():
                texts.append(text)
            buttons += [_button(one) for one in variant.get("buttons") or () if isinstance(one, dict)]
        found[piece.name] = Response(short(piece.name), piece.place, tuple(texts), tuple(buttons))
    return found


def short(name: str) -> str:
    """Return the name of a response here: utter_greet is greet."""
    return plain_name(name.removeprefix("utter_"))


def _note_the_rest(name: str, variant: Mapping[str, Any], here: Piece, report: Report) -> None:
    for key in sorted(variant.keys() - {"text", "buttons", "id", "metadata"}):
        report.left(here.place, f"'{key}' of '{name}': replies are text")


def _button(button: Mapping[str, Any]) -> Button:
    """Read a button such as {title: Large, payload: '/inform{"size": "large"}'}."""
    title, payload = str(button.get("title", "")).strip(), str(button.get("payload", ""))
    match = re.fullmatch(r"/(?P<intent>[\w/+]+)\s*(?P<values>\{.*\})?", payload.strip(), re.DOTALL)
    if match is None:
        return Button(title)
    try:
        values = json.loads(match["values"] or "{}")
    except ValueError:
        values = {}
    return Button(title, plain_name(match["intent"]), {str(key): str(value) for key, value in values.items()})
