"""The question that a flow waits with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from botkit.dialogue.flows.graph import Graph, Node
from botkit.dialogue.slots.field import field_of
from botkit.dialogue.spec import DialogueSpec
from botkit.domain import DialogueState, Field

CHANGE = "change?"
"""In `DialogueState.asked`: the bot has asked what to change."""


@dataclass(frozen=True, slots=True)
class FlowQuestion:
    """The thing that the bot waits for: words and buttons, and the form of the answer if it has one."""

    text: str = ""
    choices: tuple[str, ...] = ()
    field: Field | None = None


def question_of(state: DialogueState, spec: DialogueSpec, kinds: Mapping[str, str]) -> FlowQuestion:
    """Return the question of the flow under way; `kinds` has the kinds of values of slots (`nlu.values`)."""
    graph = spec.graphs.get(state.form or "")
    if graph is None:
        return FlowQuestion()
    if state.asked == CHANGE:
        labels = tuple(_capital(spec.slot_label(name)) for name in state.filled)
        return FlowQuestion(spec.reply("change"), labels)
    if (confirm := confirm_step(graph, state.asked)) is not None:
        texts = confirm.step.confirm or ("",)
        return FlowQuestion(spec.fill(texts[state.attempts % len(texts)], state.values), spec.wording.yes_or_no)
    slot = spec.slots.get(state.asked or "")
    if slot is None:
        return FlowQuestion()
    asking = next((node for node in graph.nodes.values() if node.step.ask == state.asked), None)
    texts = asking.step.question or slot.question if asking else slot.question
    text = spec.fill(texts[state.attempts % len(texts)], state.values)
    return FlowQuestion(text, slot.choices, field_of(state.asked or "", slot, kinds))


def confirm_step(graph: Graph, asked: str | None) -> Node | None:
    """Return the step that was asked, if it wants a yes."""
    node = graph.nodes.get(asked or "")
    return node if node is not None and node.step.kind == "confirm" else None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
