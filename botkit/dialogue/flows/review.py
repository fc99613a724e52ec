"""The problems of a flow, told before anybody talks to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from botkit.dialogue.flows.flow import FlowRule, SlotRule, Step
from botkit.dialogue.flows.graph import END, FAILED, OTHERWISE, Graph, cycles, graph_of
from botkit.dialogue.part import Place, Problem, meant, unknown_placeholders
from botkit.domain import ActionSignature

Actions = Mapping[str, ActionSignature]


def form_problems(flows: Mapping[str, FlowRule]) -> Iterator[Problem]:
    """Yield steps with the wrong keys; nothing else can be told of the flows before these are mended."""
    for name, flow in flows.items():
        for place, step in steps_of(name, flow):
            if problem := step.form_problem():
                yield place, problem


def flow_problems(
    name: str, flows: Mapping[str, FlowRule], slots: Mapping[str, SlotRule], actions: Actions
) -> Iterator[Problem]:
    """Yield the problems of the flow itself; those of the flows that it takes in are told with them."""
    written = list(steps_of(name, flows[name]))
    graph = graph_of(name, flows)
    ids = [step.id or step.ask for _, step in written if step.id or step.ask]
    for place, step in written:
        yield from _references(place, step, name, flows, slots, actions)
        if step.id and ids.count(step.id) > 1:
            yield (*place, "id"), f"two steps are called '{step.id}'; give one another id"
        if step.go is not None and step.go not in graph.nodes:
            yield (
                (*place, "go"),
                f"the flow has no step '{step.go}'{meant(step.go, graph.nodes) or '; give one that id'}",
            )
        yield from _unknown_words(place, step, graph, actions)
    if name in _taken_in(name, flows):
        yield ("flows", name), f"the flow '{name}' takes in itself; break the circle"
        return
    yield from _ways(graph, actions)


def _references(  # noqa: PLR0917 - what a step may refer to
    place: Place,
    step: Step,
    name: str,
    flows: Mapping[str, FlowRule],
    slots: Mapping[str, SlotRule],
    actions: Actions,
) -> Iterator[Problem]:
    """Yield slots, flows and actions that do not exist."""
    if step.ask is not None and step.ask not in slots:
        yield (*place, "ask"), f"there is no slot '{step.ask}' under slots{meant(step.ask, slots) or '; add it'}"
    if step.flow is not None and step.flow not in flows:
        yield (*place, "flow"), f"there is no flow '{step.flow}' under flows{meant(step.flow, flows)}"
    asked = graph_of(name, flows).asked
    for index, slot in enumerate(step.forget):
        if slot not in asked:
            yield (*place, "forget", index), f"the flow does not ask for '{slot}'{meant(slot, asked)}"
    if step.action is not None and step.action not in actions:
        hint = meant(step.action, actions) or "; write it into actions.py with @action above it, or add a webhook"
        yield (*place, "action"), f"there is no action '{step.action}'{hint}"
        return
    if step.action is None:
        return
    signature = actions[step.action]
    for argument in step.arguments:
        if argument not in signature.arguments:
            hint = meant(argument, signature.arguments)
            yield (*place, "arguments", argument), f"the action '{step.action}' has no argument '{argument}'{hint}"
    known = _known(graph_of(name, flows), actions) if name in flows else set()
    for argument in signature.needed:
        source = step.arguments.get(argument, argument)
        if source not in known and not _is_taken_in(name, flows):
            where = (*place, "arguments", argument) if argument in step.arguments else (*place, "action")
            yield (
                where,
                (
                    f"the action '{step.action}' needs '{argument}', which no step collects"
                    f"{meant(source, known) or f'; ask for it, or write arguments: {{{argument}: SLOT}}'}"
                ),
            )


def _unknown_words(place: Place, step: Step, graph: Graph, actions: Actions) -> Iterator[Problem]:
    """Yield placeholders and branches that rest on neither a slot nor a result of the flow."""
    known = _known(graph, actions)
    for key, texts in (("say", step.say), ("confirm", step.confirm), ("question", step.question)):
        for index, text in enumerate(texts or ()):
            yield from unknown_placeholders((*place, key, index), text, known)
    if step.end is not None:
        yield from unknown_placeholders((*place, "end"), step.end, known)
    if step.branch is not None and step.branch not in known:
        hint = meant(step.branch, known) or "; it must be a slot or the result of an action of this flow"
        yield (*place, "branch"), f"nothing gives '{step.branch}' a value{hint}"


def _ways(graph: Graph, actions: Actions) -> Iterator[Problem]:
    """Yield steps that no way leads to, ways without an end, and changes that nobody was asked about."""
    reached = graph.reachable()
    own = ("flows", graph.name)
    for node in graph.nodes.values():
        if node.id not in reached and node.place[:2] == own:
            yield node.place, f"the step '{node.id}' can't be reached; remove it, or what ends the flow before it"
    for go, around in cycles(graph):
        if go.place[:2] != own:
            continue
        if all(not set(graph.nodes[name].exits) - around for name in around):
            yield go.place, f"'go: {go.step.go}' goes round without an exit; add a branch or a confirm that leads out"
        elif not any(graph.nodes[name].waits for name in around):
            yield go.place, f"'go: {go.step.go}' goes round without asking anything; go to a step that asks"
    for node in graph.nodes.values():
        signature = actions.get(node.step.action or "")
        if signature and signature.changes and node.id in reached and _unconfirmed(graph, node.id):
            yield (
                (*node.place, "action"),
                f"the action '{signature.name}' changes something; put a confirm step before it",
            )


def _unconfirmed(graph: Graph, target: str) -> bool:
    """Tell whether a way from the start leads to the step without a yes on it."""
    seen: set[str] = set()
    waiting = [graph.first]
    while waiting:
        here = waiting.pop()
        if here == target:
            return True
        if here in seen or here == END or here not in graph.nodes:
            continue
        seen.add(here)
        node = graph.nodes[here]
        if node.step.kind == "confirm":
            waiting += [node.ways[OTHERWISE]] if OTHERWISE in node.ways else []
        else:
            waiting += node.exits
    return False


def _known(graph: Graph, actions: Actions) -> set[str]:
    """Return the names that the flow's texts can use: its slots, its actions' results, and why one failed."""
    known = set(graph.asked)
    for node in graph.nodes.values():
        if node.step.action in actions:
            known |= set(actions[node.step.action or ""].results)
        if FAILED in node.ways:
            known.add("reason")
    return known


def _is_taken_in(name: str, flows: Mapping[str, FlowRule]) -> bool:
    """Tell whether another flow takes it in: the values it needs may have been collected there."""
    return any(name in _taken_in(other, flows) for other in flows if other != name)


def _taken_in(name: str, flows: Mapping[str, FlowRule]) -> set[str]:
    """Return the flows whose steps are taken within it, however deep."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        here = waiting.pop()
        if here not in flows:
            continue
        for _, step in _steps((), flows[here].steps):
            if step.flow is not None and step.flow not in found:
                found.add(step.flow)
                waiting.append(step.flow)
    return found


def steps_of(name: str, flow: FlowRule) -> Iterator[tuple[Place, Step]]:
    """Yield every step of the flow with its place, however deep."""
    yield from _steps(("flows", name, "steps"), flow.steps)


def _steps(place: Place, steps: tuple[Step, ...]) -> Iterator[tuple[Place, Step]]:
    for index, step in enumerate(steps):
        here = (*place, index)
        yield here, step
        for way, inner in step.inner if step.kinds else ():
            yield from _steps((*here, *way), inner)
