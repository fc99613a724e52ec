"""A conversation that goes badly leads to the offer of a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from botkit.dialogue import DialoguePolicy, DialogueSpec
from botkit.dialogue.policy import trouble
from botkit.domain import Conversation, DecisionKind, Message, Reply, Turn
from intents.types import Intent, Understanding

UPSET = Intent("upset", 0.95)


def said(*turns: tuple[str, DecisionKind, Intent | None]) -> Conversation:
    conversation = Conversation("c")
    for number, (text, kind, mood) in enumerate(turns, 1):
        understood = Understanding(text, mood=mood)
        turn = Turn(number, Message("t", "c", str(number), text), understood, Reply("-", kind))
        conversation = conversation.after(turn, conversation.state)
    return conversation


@pytest.mark.parametrize(
    ("turns", "text", "mood", "signs"),
    [
        ((), "hello", None, 0),
        ((), "this is a joke", UPSET, 1),
        ((), "hm", Intent("upset", 0.7), 0),
        ((), "great", Intent("pleased", 0.99), 0),
        ((("a", DecisionKind.REFUSE, None),), "b", None, 1),
        ((("a", DecisionKind.ANSWER, None),), "A!", None, 1),
        ((("a", DecisionKind.REFUSE, UPSET), ("a", DecisionKind.REFUSE, UPSET)), "a", UPSET, 7),
        (
            (
                ("a", DecisionKind.REFUSE, None),
                *[("b", DecisionKind.ANSWER, None), ("c", DecisionKind.ANSWER, None)] * 2,
            ),
            "d",
            None,
            0,
        ),
    ],
)
def test_signs_are_counted_among_the_latest_messages(turns, text, mood, signs):
    assert trouble.signs(Understanding(text, mood=mood), said(*turns)) == signs


TROUBLE = said(("fees?", DecisionKind.REFUSE, None), ("fees then", DecisionKind.REFUSE, UPSET))


def test_after_some_signs_a_person_is_offered_with_the_answer(spec):
    decision = DialoguePolicy(spec).decide(Understanding("and loans?", mood=UPSET), TROUBLE)
    assert decision.kind is DecisionKind.ANSWER
    assert "talk to a person?" in decision.text
    assert (decision.choices, decision.state.offered) == (("Talk to a person",), True)


def test_a_yes_to_that_hands_off(spec):
    conversation = replace(TROUBLE, state=replace(TROUBLE.state, offered=True))
    assert DialoguePolicy(spec).decide(Understanding("yes"), conversation).kind is DecisionKind.HAND_OFF


def test_in_a_flow_it_is_a_button_alone_since_a_yes_is_the_flows(spec):
    decision = DialoguePolicy(spec).decide(
        Understanding("I lost it!", (Intent("report_lost_card", 0.9),), mood=UPSET), TROUBLE
    )
    assert decision.choices == ("debit", "credit", "Talk to a person")
    assert "talk to a person" not in decision.text
    assert not decision.state.offered


def test_how_many_it_takes_is_the_bots_to_say(spec):
    patient = DialogueSpec.model_validate({"offer": {"after": 9}})
    decision = DialoguePolicy(patient).decide(Understanding("and loans?", mood=UPSET), TROUBLE)
    assert (decision.text, decision.choices) == ("", ())
