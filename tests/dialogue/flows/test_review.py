"""What is said of flows that cannot work, before anybody talks to them."""

from __future__ import annotations

import pytest

from botkit.dialogue import DialogueSpec
from botkit.domain import ActionSignature

ACTIONS = {
    "block": ActionSignature("block", ("card",), ("card",), ("reference",), changes=True),
    "look": ActionSignature("look", ("card",), ("card",), ("verdict",)),
}


def problems(*steps, **flows):
    spec = {
        "intents": {"a": {"flow": "a"}},
        "slots": {"card": {"question": "Which?"}, "day": {"question": "When?"}},
        "flows": {"a": {"steps": list(steps)}} | {name: {"steps": inner} for name, inner in flows.items()},
    }
    found = DialogueSpec.model_validate(spec).problems(ACTIONS)
    return [(".".join(map(str, place)), problem) for place, problem in found if "no flow asks for" not in problem]


ASK = {"ask": "card"}


@pytest.mark.parametrize(
    "steps",
    [
        [ASK, {"confirm": "Block {card}?"}, {"action": "block"}, {"say": "{reference}"}],
        [ASK, {"action": "look"}, {"branch": "verdict", "cases": {"bad": [{"go": "card"}]}}, {"end": "Fine."}],
        [
            ASK,
            {"branch": "card", "cases": {"a": [{"end": "A"}], "b | c": [{"say": "B"}]}, "else": [{"hand_off": True}]},
        ],
        [{"id": "top", "ask": "card"}, {"confirm": "Again?", "else": [{"end": "Bye"}]}, {"go": "top"}],
        [ASK, {"confirm": "{card}?"}, {"action": "block", "failed": [{"say": "{reason}"}, {"go": "card"}]}],
    ],
)
def test_flows_that_work_have_no_problems(steps):
    assert problems(*steps) == []


@pytest.mark.parametrize(
    ("steps", "place", "problem"),
    [
        ([{"ask": "crad"}], "flows.a.steps.0.ask", "there is no slot 'crad' under slots; did you mean 'card'?"),
        ([{"flow": "b"}], "flows.a.steps.0.flow", "there is no flow 'b' under flows"),
        (
            [ASK, {"action": "loook"}],
            "flows.a.steps.1.action",
            "there is no action 'loook'; did you mean 'look'?",
        ),
        ([ASK, {"go": "crad"}], "flows.a.steps.1.go", "the flow has no step 'crad'; did you mean 'card'?"),
        ([ASK, {"say": "{crad}"}], "flows.a.steps.1.say.0", "unknown placeholder '{crad}'; did you mean 'card'?"),
        ([ASK, {"end": "{day}"}], "flows.a.steps.1.end", "unknown placeholder '{day}'; known here: card"),
        ([{"say": "x", "ask": "card"}], "flows.a.steps.0", "a step has exactly one of "),
        ([{"id": "x"}], "flows.a.steps.0", "a step has exactly one of "),
        (
            [{"say": "x", "failed": [{"end": "y"}]}],
            "flows.a.steps.0",
            "'failed' does not go with 'say', only with action",
        ),
        ([ASK, {"branch": "card"}], "flows.a.steps.1", "a branch needs cases: steps by value"),
        (
            [ASK, {"branch": "day", "cases": {"a": [{"end": "x"}]}}],
            "flows.a.steps.1.branch",
            "nothing gives 'day' a value; it must be a slot or the result of an action of this flow",
        ),
        (
            [{"id": "x", "ask": "card"}, {"id": "x", "ask": "day"}],
            "flows.a.steps.0.id",
            "two steps are called 'x'; give one another id",
        ),
        (
            [ASK, {"hand_off": True}, {"ask": "day"}],
            "flows.a.steps.2",
            "the step 'day' can't be reached; remove it, or what ends the flow before it",
        ),
        (
            [ASK, {"say": "x"}, {"go": "say"}],
            "flows.a.steps.2",
            "'go: say' goes round without an exit; add a branch or a confirm that leads out",
        ),
        (
            [ASK, {"action": "look"}, {"branch": "verdict", "cases": {"bad": [{"go": "look"}]}}],
            "flows.a.steps.2.cases.bad.0",
            "'go: look' goes round without asking anything; go to a step that asks",
        ),
        (
            [ASK, {"action": "block"}],
            "flows.a.steps.1.action",
            "the action 'block' changes something; put a confirm step before it",
        ),
        (
            [ASK, {"confirm": "?", "else": [{"action": "block"}]}],
            "flows.a.steps.1.else.0.action",
            "the action 'block' changes something; put a confirm step before it",
        ),
        (
            [{"action": "look"}],
            "flows.a.steps.0.action",
            "the action 'look' needs 'card', which no step collects; ask for it, or write arguments: {card: SLOT}",
        ),
        (
            [ASK, {"action": "look", "arguments": {"crad": "card"}}],
            "flows.a.steps.1.arguments.crad",
            "the action 'look' has no argument 'crad'; did you mean 'card'?",
        ),
    ],
)
def test_what_cannot_work_is_named_with_its_place(steps, place, problem):
    found = problems(*steps)
    assert any(where == place and said.startswith(problem) for where, said in found), found


def test_a_flow_that_takes_in_itself_is_named():
    assert ("flows.a", "the flow 'a' takes in itself; break the circle") in problems(
        {"flow": "b"}, b=[{"ask": "card"}, {"flow": "a"}]
    )
