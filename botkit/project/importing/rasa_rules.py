"""The content of Rasa's rules and stories: which actions follow which intents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from botkit.project.importing.rasa_project import Piece, RasaProject, plain_name
from botkit.project.importing.report import Report

IGNORED = {"action_listen", "action_session_start"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One turn: the intents that begin it (none if a form has just ended), and the names of its actions in order.

    `after` is the form that has ended.
    """

    piece: Piece
    intents: tuple[str, ...]
    actions: tuple[str, ...]
    after: str = ""

    @property
    def title(self) -> str:
        """The title that its author gave it."""
        return str(self.piece.value.get("rule") or self.piece.value.get("story") or "without a name")


def rules(project: RasaProject, report: Report) -> Iterator[Rule]:
    """Yield the rules, then the stories of one turn; report the others as left out."""
    for key, what in (("rules", "rule"), ("stories", "story")):
        for piece in project.pieces(key):
            if not isinstance(piece.value, dict) or _is_test(piece.value):
                continue
            rule = _rule(piece)
            if isinstance(rule, str):
                report.left(piece.place, f"the {what} '{piece.value.get(what)}': {rule}")
            else:
                yield rule


def is_form_test(step: Any) -> bool:
    """Return whether the step of a story has a user's literal words, which make it a test."""
    return isinstance(step, dict) and isinstance(step.get("user"), str)


def _is_test(value: dict[str, Any]) -> bool:
    return any(is_form_test(step) for step in value.get("steps") or ())


def _rule(piece: Piece) -> Rule | str:
    """Return the rule, or the reason why it cannot be one."""
    value = piece.value
    if value.get("conversation_start"):
        return "holds at the start of a conversation only; the greeting of the page is connectors.web.greeting"
    steps = [step for step in value.get("steps") or () if isinstance(step, dict)]
    conditions = [one for one in value.get("condition") or () if isinstance(one, dict)]
    if any("slot_was_set" in one for one in conditions):
        return "depends on a slot; a flow can branch on one"
    turns = [step for step in steps if "intent" in step or "or" in step]
    if any("checkpoint" in step for step in steps):
        return "has checkpoints; write its way as a flow"
    if len(turns) > 1:
        return f"has {len(turns)} turns; write its way as a flow"
    actions = tuple(str(step["action"]) for step in steps if "action" in step and step["action"] not in IGNORED)
    if not turns:
        return _after_a_form(piece, steps, actions)
    if "intent" not in steps[0] and "or" not in steps[0]:
        return "does not begin with an intent; write its way as a flow"
    if conditions:
        return "holds within a form only; questions and smalltalk are answered within every flow anyway"
    if not actions:
        return "does nothing after its intent"
    return Rule(piece, tuple(_intents(steps[0])), actions)


def _after_a_form(piece: Piece, steps: list[dict[str, Any]], actions: tuple[str, ...]) -> Rule | str:
    ended = [number for number, step in enumerate(steps) if "active_loop" in step and step["active_loop"] is None]
    if not ended or not actions:
        return "begins neither with an intent nor with the end of a form"
    form = actions[0]
    behind = [
        str(step["action"]) for step in steps[ended[0] :] if "action" in step and step["action"] not in {*IGNORED, form}
    ]
    return Rule(piece, (), tuple(behind), after=form)


def _intents(step: dict[str, Any]) -> Iterator[str]:
    for one in step.get("or") or [step]:
        if isinstance(one, dict) and "intent" in one:
            yield plain_name(str(one["intent"]))
