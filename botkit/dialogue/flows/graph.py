"""A flow as a graph: every step with what may come after it, sub-flows included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from botkit.dialogue.flows.flow import FlowRule, Step
from botkit.dialogue.part import Place

END = ""
"""In place of a step's id: the flow ends."""
OTHERWISE = "else"
FAILED = "failed"


@dataclass(slots=True)
class Node:
    """A step in its place. `next` is the id of the step behind it, `ways` those behind its other outcomes."""

    id: str
    step: Step
    place: Place
    next: str = END
    ways: dict[str, str] = field(default_factory=dict)

    @property
    def waits(self) -> bool:
        """True if it waits for the customer."""
        return self.step.kind in {"ask", "confirm"}

    @property
    def exits(self) -> tuple[str, ...]:
        """The ids of all steps that may come next."""
        if self.step.kind in {"hand_off", "end"}:
            return (END,)
        ways = list(self.ways.values())
        if self.step.kind == "branch" and OTHERWISE in self.ways:
            return tuple(dict.fromkeys(ways))
        return tuple(dict.fromkeys([self.next, *ways]))

    def way(self, value: str | None) -> str:
        """Return the id of the step to which a branch leads for the value."""
        for values, target in self.ways.items():
            if value is not None and value.casefold() in {one.strip().casefold() for one in values.split("|")}:
                return target
        return self.ways.get(OTHERWISE, self.next)


@dataclass(frozen=True, slots=True)
class Graph:
    """The steps of a flow by their ids, in reading order, and the one that it begins with."""

    name: str
    nodes: Mapping[str, Node]
    first: str

    @property
    def asked(self) -> tuple[str, ...]:
        """The slots that it may ask for, in reading order."""
        return tuple(dict.fromkeys(node.step.ask for node in self.nodes.values() if node.step.ask))

    def reachable(self, start: str | None = None) -> set[str]:
        """Return the ids that can come after `start` (itself included); from the first step by default."""
        seen: set[str] = set()
        waiting = [self.first if start is None else start]
        while waiting:
            here = waiting.pop()
            if here in seen:
                continue
            seen.add(here)
            waiting += self.nodes[here].exits if here in self.nodes else ()
        return seen


def graph_of(name: str, flows: Mapping[str, FlowRule]) -> Graph:
    """Return the flow's graph.

    Sub-flows that do not exist or contain themselves are left out, and targets of `go` that do not exist lead to the
    end: `review` names both.
    """
    draft = _Draft(flows)
    first = draft.lay(flows[name].steps, ("flows", name, "steps"), END, "", (name,))
    draft.connect()
    return Graph(name, draft.in_order(first), first)


class _Draft:
    def __init__(self, flows: Mapping[str, FlowRule]) -> None:
        self.flows = flows
        self.nodes: dict[str, Node] = {}
        self.scopes: list[tuple[Node, str]] = []
        """Each `go` with the prefix of the flow that it stands in."""

    def lay(self, steps: tuple[Step, ...], place: Place, behind: str, prefix: str, within: tuple[str, ...]) -> str:
        """Lay out the steps, with `behind` after the last, and return the id of the first."""
        ids = [
            self._reserve(step, (*place, index), prefix) if step.kind != "flow" else ""
            for index, step in enumerate(steps)
        ]
        follow = [""] * len(steps)
        firsts = list(ids)
        for index in range(len(steps) - 1, -1, -1):
            follow[index] = firsts[index + 1] if index + 1 < len(steps) else behind
            step = steps[index]
            if step.kind == "flow":
                name = step.flow or ""
                if name in self.flows and name not in within:
                    inner = ("flows", name, "steps")
                    scope = f"{prefix}{name}."
                    firsts[index] = self.lay(self.flows[name].steps, inner, follow[index], scope, (*within, name))
                else:
                    firsts[index] = follow[index]
                continue
            self._complete(self.nodes[ids[index]], (*place, index), follow[index], prefix, within)
        return firsts[0] if firsts else behind

    def _complete(self, node: Node, place: Place, behind: str, prefix: str, within: tuple[str, ...]) -> None:
        step = node.step
        node.next = behind
        ends = step.kind in {"confirm", "action"}  # a no and a failure do not go on as if nothing had happened
        for way, steps in step.inner:
            name = str(way[-1])
            node.ways[name] = self.lay(steps, (*place, *way), END if ends else behind, prefix, within)
        if step.kind == "go":
            self.scopes.append((node, prefix))

    def connect(self) -> None:
        for node, prefix in self.scopes:
            target = f"{prefix}{node.step.go}"
            node.next = target if target in self.nodes else END

    def in_order(self, first: str) -> dict[str, Node]:
        """Return the nodes as one reads them: a branch's steps before what comes behind it; the unreachable last."""
        order: dict[str, Node] = {}
        waiting = [first]
        while waiting:
            here = waiting.pop()
            if here in self.nodes and here not in order:
                node = order[here] = self.nodes[here]
                waiting += [node.next, *reversed(node.ways.values())]
        return order | self.nodes

    def _reserve(self, step: Step, place: Place, prefix: str) -> str:
        name = prefix + (step.id or step.ask or step.action or step.kind)
        number, unique = 1, name
        while unique in self.nodes:
            number += 1
            unique = f"{name}-{number}"
        self.nodes[unique] = Node(unique, step, place)
        return unique


def cycles(graph: Graph) -> Iterator[tuple[Node, set[str]]]:
    """Yield each backward `go` with the steps that lie on a way round through it."""
    for node in graph.nodes.values():
        if node.step.kind == "go" and node.next in graph.nodes:
            ahead = graph.reachable(node.next)
            if node.id in ahead:
                yield node, {name for name in ahead if name in graph.nodes and node.id in graph.reachable(name)}
