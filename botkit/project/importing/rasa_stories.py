"""Rasa's test stories as conversation tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botkit.project.importing.rasa_project import Piece, RasaProject, plain_name
from botkit.project.importing.rasa_responses import Response
from botkit.project.importing.rasa_rules import is_form_test
from botkit.project.importing.report import Report
from intents.errors import DataError
from intents.rasa import parse_example


def conversation_tests(
    project: RasaProject, responses: Mapping[str, Response], flows: Mapping[str, Any], report: Report
) -> list[dict[str, Any]]:
    """Return the stories in which users speak in their own words."""
    tests: dict[str, dict[str, Any]] = {}
    for piece in project.pieces("stories"):
        steps = piece.value.get("steps") or [] if isinstance(piece.value, dict) else []
        if not any(is_form_test(step) for step in steps):
            continue
        name = unique = str(piece.value.get("story") or "a story")
        number = 1
        while unique in tests:
            number += 1
            unique = f"{name} ({number})"
        found = _steps(piece, steps, responses, flows, report)
        tests[unique] = {"name": unique, "steps": found}
        report.taken(piece.place, f"the test '{name}': {len(found)} steps")
    return list(tests.values())


def _steps(
    piece: Piece,
    steps: list[Any],
    responses: Mapping[str, Response],
    flows: Mapping[str, Any],
    report: Report,
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for step in steps:
        if is_form_test(step):
            found.append(_said(step, piece, report))
        elif isinstance(step, dict) and "action" in step and found:
            response = responses.get(str(step["action"]))
            if response is not None and len(response.texts) == 1 and not response.placeholders:
                found[-1].setdefault("says", []).append(response.texts[0])
        elif isinstance(step, dict) and "active_loop" in step and found and step["active_loop"] in flows:
            found[-1]["flow"] = str(step["active_loop"])
        elif isinstance(step, dict) and step.keys() & {"slot_was_set", "checkpoint"}:
            report.left(piece.place, f"'{min(step)}' in the test '{piece.value.get('story')}'")
    return found


def _said(step: Mapping[str, Any], piece: Piece, report: Report) -> dict[str, Any]:
    text = " ".join(str(step["user"]).split())
    try:
        example = parse_example(text, "", "")
    except DataError:
        report.left(piece.place, f"the marks of '{text}'")
        return {"user": text}
    said: dict[str, Any] = {"user": example.text}
    if "intent" in step:
        said["intent"] = plain_name(str(step["intent"]))
    if example.slots:
        said["slots"] = {slot.name: slot.value for slot in example.slots}
    return said
