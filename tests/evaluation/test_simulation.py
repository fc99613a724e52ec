"""Walks through flows: what they find, and that they are the same for the same seed."""

from __future__ import annotations

import pytest

from botkit.actions import PythonActions, action
from botkit.dialogue import DialogueSpec
from botkit.evaluation.simulation import simulate
from intents.types import Example, Slot

EXAMPLES = (
    Example("send £50", "send", (Slot("amount", "£50", "£50", 5, 8),)),
    Example("send money to Anna", "send"),
    Example("what does it cost", "fees"),
    Example("stop", "cancel"),
    Example("yes", "affirm"),
)
SLOTS = {
    "amount": {"question": "How much?", "pattern": r"£?\d+"},
    "payee": {"question": "To whom?"},
}


def spec(*steps) -> DialogueSpec:
    return DialogueSpec.model_validate(
        {
            "intents": {"send": {"flow": "send"}, "cancel": {"means": "cancel"}, "affirm": {"means": "yes"}},
            "slots": SLOTS,
            "flows": {"send": {"steps": [{"ask": "amount"}, {"ask": "payee"}, *steps]}},
        }
    )


@action(changes=True)
def pay(amount: str, payee: str, *, key: str) -> str:
    return f"{amount} {payee} {key}"


ACTIONS = PythonActions({"pay": pay})
CONFIRMED = spec({"confirm": "Send {amount} to {payee}?"}, {"action": "pay"}, {"say": "Sent {amount}."})


def test_a_flow_that_works_breaks_nothing():
    report = simulate(CONFIRMED, ACTIONS, EXAMPLES, 150)

    assert [breach.what for breach in report.breaches] == []
    assert report.conversations == 150
    assert report.runs > 5
    assert report.coverage.share == 1.0


def test_the_same_seed_gives_the_same_walks():
    first, second = (simulate(CONFIRMED, ACTIONS, EXAMPLES, 20, seed=7) for _ in range(2))

    assert (first.turns, first.runs) == (second.turns, second.runs)
    assert first.turns != simulate(CONFIRMED, ACTIONS, EXAMPLES, 20, seed=8).turns


@pytest.mark.parametrize(
    ("steps", "what"),
    [
        ([{"action": "pay"}], "without a confirmation"),
        ([{"say": "{amont}"}], "is not filled in"),
        ([{"confirm": "?"}, {"action": "pay"}, {"id": "again", "action": "pay"}], "two actions in one turn"),
    ],
)
def test_a_flow_that_does_not_is_found_out(steps, what):
    report = simulate(spec(*steps), ACTIONS, EXAMPLES, 60)

    assert any(what in breach.what for breach in report.breaches)
    assert what in report.text()
    assert "user" in report.breaches[0].text()


def test_an_action_that_does_not_mind_its_key_is_found_out():
    calls = []

    @action(changes=True)
    def pay_again(amount: str, payee: str, *, key: str) -> str:
        calls.append(key)
        return str(len(calls))

    report = simulate(CONFIRMED, PythonActions({"pay": pay_again}), EXAMPLES, 200)

    assert any("another result for the same key" in breach.what for breach in report.breaches)
