"""The walk through a flow: from its first step to the one that waits for the customer, or to the end.

A walk begins at the first step every time, and passes by what has been done: slots with a value are not asked for,
texts not said again, actions not run again, and a confirmation holds as long as nothing it was about has changed. So a
correction needs no rule of its own: it changes a value, and the next walk finds what follows from it.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from botkit.dialogue.flows.flow import Step
from botkit.dialogue.flows.graph import FAILED, OTHERWISE, Graph, Node
from botkit.domain import DialogueState
from botkit.domain.errors import ActionError
from botkit.domain.ports import Actions

logger = logging.getLogger(__name__)

LIMIT = 200
"""Steps of one walk: more mean that a flow goes round without asking, which `botkit check` refuses."""

YES, NO, OK, SAID = "yes", "no", "ok", "said"

Taken = Callable[[str, str], None]
"""Told of each step that is taken: the flow's name and the step's id."""


@dataclass(frozen=True, slots=True)
class Rest:
    """The place where a walk came to rest: what it said, and the step that waits (None: the flow has ended)."""

    state: DialogueState
    texts: tuple[str, ...]
    waiting: Node | None = None
    hand_off: bool = False
    broke_off: bool = False
    """True if it ended because an action failed and the flow has no steps for that."""


@dataclass(slots=True)
class Walk:
    """One walk; `values` and `done` are as in `DialogueState`."""

    graph: Graph
    state: DialogueState
    conversation: str
    actions: Actions
    taken: Taken
    fill: Callable[[str, Mapping[str, str]], str]
    """Fills values into the {placeholders} of a text."""
    failed: Callable[[str], str]
    """Words for a failure that the flow does not deal with; it is given what the action said."""
    texts: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    done: dict[str, str] = field(default_factory=dict)
    filled: tuple[str, ...] = ()
    runs: int = 0
    path: list[str] = field(default_factory=list)
    broke_off: bool = False

    def run(self) -> Rest:
        """Walk to the next rest."""
        self.values, self.done = dict(self.state.values), dict(self.state.done)
        self.filled, self.runs = self.state.filled, self.state.runs
        here = self.graph.first
        while (node := self.graph.nodes.get(here)) is not None and len(self.path) < LIMIT:
            self.path.append(node.id)
            self.taken(self.graph.name, node.id)
            if node.waits and not self._settled(node):
                return self._rest(node)
            if node.step.kind == "hand_off":
                return self._rest(None, hand_off=True)
            here = self._take(node)
        if node is not None:
            logger.error("the flow '%s' goes round without asking; run: botkit check", self.graph.name)
            return self._rest(None, hand_off=True)
        return self._rest(None)

    def _take(self, node: Node) -> str:
        """Take the step and return the id of the one to go on with."""
        step = node.step
        match step.kind:
            case "say" if node.id not in self.done:
                self._say(step.say or ())
                self.done[node.id] = SAID
            case "confirm":
                return node.next if self.done[node.id].startswith(YES) else node.ways[OTHERWISE]
            case "action":
                return self._act(node)
            case "branch":
                return node.way(self.values.get(step.branch or ""))
            case "go":
                self._go_back(node)
            case "end":
                self._say((step.end or "",))
        return node.next

    def _settled(self, node: Node) -> bool:
        """Tell whether the question has been answered, and the answer still holds."""
        if node.step.ask is not None:
            return node.step.ask in self.values
        outcome, _, about = self.done.get(node.id, "").partition(" ")
        if outcome in {YES, NO} and about in {"", self._so_far()}:
            self.done[node.id] = f"{outcome} {self._so_far()}"
            return True
        self.done.pop(node.id, None)
        return False

    def _so_far(self) -> str:
        """Return a digest of what was said and found out on the way here: a yes is about that and nothing else."""
        steps = [self.graph.nodes[name].step for name in self.path]
        signatures = self.actions.signatures
        results = [signatures[step.action].results for step in steps if step.action and step.action in signatures]
        names = {step.ask for step in steps if step.ask} | {name for found in results for name in found}
        return _digest({name: self.values.get(name, "") for name in names})

    def _act(self, node: Node) -> str:
        """Run the action unless it has been run with these arguments."""
        signature = self.actions.signatures.get(node.step.action or "")
        if signature is None:
            return self._fail(node, "", missing=True)
        arguments = arguments_of(node.step, signature.arguments, self.values)
        outcome, _, digest = self.done.get(node.id, "").partition(" ")
        if outcome == OK and (signature.changes or digest == _digest(arguments)):
            return node.next
        key = f"{self.conversation}/{self.state.started}/{self.graph.name}/{node.id}/{self.runs}"
        key = key if signature.changes else ""  # what is only looked up may be another thing the next time
        for result in signature.results:
            self.values.pop(result, None)
        try:
            results = self.actions.run(signature.name, arguments, conversation=self.conversation, key=key)
        except ActionError as error:
            return self._fail(node, str(error))
        self.values |= results
        self.done[node.id] = f"{OK} {_digest(arguments)}"
        self.runs += signature.changes
        return node.next

    def _fail(self, node: Node, reason: str, *, missing: bool = False) -> str:
        if missing:
            logger.error("the flow '%s' needs the action '%s', which is not there", self.graph.name, node.step.action)
        self.done.pop(node.id, None)
        self.values["reason"] = reason
        if FAILED in node.ways:
            return node.ways[FAILED]
        self.texts.append(self.failed(reason))
        self.broke_off = True
        return ""

    def _say(self, alternatives: tuple[str, ...]) -> None:
        text = alternatives[self.state.started % len(alternatives)] if alternatives else ""
        self.texts.append(self.fill(text, self.values))

    def _go_back(self, go: Node) -> None:
        """Take back what has been done since the step, and the answers that led here; the others are kept."""
        if go.next not in self.path:
            return  # forward
        since = [self.graph.nodes[name] for name in self.path[self.path.index(go.next) :]]
        del self.path[self.path.index(go.next) :]
        slots: set[str | None] = set(go.step.forget) or {since[0].step.ask, *(node.step.branch for node in since)}
        self.values = {name: value for name, value in self.values.items() if name not in slots}
        self.filled = tuple(name for name in self.filled if name not in slots)
        steps = {node.id for node in since}
        self.done = {name: outcome for name, outcome in self.done.items() if name not in steps}

    def _rest(self, node: Node | None, *, hand_off: bool = False) -> Rest:
        state = DialogueState(
            form=self.graph.name if node else None,
            values=self.values if node else {},
            filled=self.filled if node else (),
            done=self.done if node else {},
            asked=(node.step.ask or node.id) if node else None,
            started=self.state.started if node else 0,
            runs=self.runs if node else 0,
            stack=self.state.stack,
            handed_off=self.state.handed_off,
        )
        return Rest(state, tuple(self.texts), node, hand_off=hand_off, broke_off=self.broke_off)


def arguments_of(step: Step, names: tuple[str, ...], values: Mapping[str, str]) -> dict[str, str]:
    """Return the action's arguments: by their own name, or by the slot that the step names for them."""
    found = {name: step.arguments.get(name, name) for name in names}
    return {name: values[slot] for name, slot in found.items() if slot in values}


def _digest(values: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(dict(sorted(values.items()))).encode()).hexdigest()[:12]
