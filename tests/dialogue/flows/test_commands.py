"""What a message is told to mean for a flow, before anything is done about it."""

from __future__ import annotations

import pytest

from botkit.dialogue import DialoguePolicy, DialogueSpec
from botkit.dialogue.flows import commands
from botkit.dialogue.flows.checks import Checks
from botkit.dialogue.flows.command_of_message import STEERING, command_of
from botkit.dialogue.flows.commands import (
    Cancel,
    ChangeSlot,
    Confirm,
    CorrectSlots,
    Deny,
    Digress,
    Explain,
    GoBack,
    Misunderstand,
    Recall,
    Repeat,
    Restart,
    ResumeFlow,
    SetSlots,
    StartFlow,
    Wait,
    WalkOn,
)
from botkit.dialogue.flows.exchange import Exchange
from botkit.dialogue.policy.heard import hear
from botkit.domain import Conversation, DialogueState, Frame
from intents.types import Intent, Understanding
from tests.dialogue.flows.test_active_flow import TRANSFER, Bank

SPEC = DialogueSpec.model_validate(TRANSFER)
PAYING = DialogueState(form="pay", values={"payee": "Anna"}, filled=("payee",), asked="amount")
CONFIRMING = DialogueState(
    form="pay", values={"payee": "Anna", "amount": "50 pounds"}, filled=("payee", "amount"), asked="confirm"
)


def command(text: str, state: DialogueState, *intents: tuple[str, float]):
    understood = Understanding(text, tuple(Intent(*intent) for intent in intents))
    heard = hear(understood, Conversation("c", 3, state), SPEC, 0.5)
    return command_of(Exchange(heard, SPEC, Checks(SPEC, Bank()), {}))


@pytest.mark.parametrize(
    ("text", "state", "intents", "told"),
    [
        ("£50", PAYING, (), SetSlots({"amount": "£50"})),
        ("no, I meant Priya", PAYING, (), CorrectSlots({"payee": "Priya"})),
        ("change the payee to Priya", PAYING, (), CorrectSlots({"payee": "Priya"})),
        ("change the payee", PAYING, (), ChangeSlot("payee")),
        ("the payee is wrong", PAYING, (), ChangeSlot("payee")),
        ("yes please", CONFIRMING, (), Confirm("confirm")),
        ("yes, but not now", CONFIRMING, (), Misunderstand()),
        ("no", CONFIRMING, (), Deny("confirm")),
        ("no, 60", CONFIRMING, (), CorrectSlots({"amount": "60"})),
        ("never mind", CONFIRMING, (), Cancel()),
        ("start over", CONFIRMING, (), Restart()),
        ("go back", CONFIRMING, (), GoBack()),
        ("what did I say?", CONFIRMING, (), Recall()),
        ("hang on a sec", CONFIRMING, (), Wait()),
        ("why do you need that?", PAYING, (), Explain()),
        ("say that again", PAYING, (), Repeat()),
        ("what does it cost abroad?", CONFIRMING, (("fees", 0.9),), Digress()),
        ("my card is lost", CONFIRMING, (("lost", 0.9),), StartFlow("lost", "lost")),
        ("hm", PAYING, (), Misunderstand()),
        ("£50", DialogueState(form="pay", asked="no_such_step"), (), WalkOn()),
    ],
)
def test_a_message_is_told_as_one_command(text, state, intents, told):
    assert command(text, state, *intents) == told


def test_a_flow_that_waits_is_resumed():
    waiting = DialogueState(form="lost", asked="card", stack=(Frame("pay", {"payee": "Anna"}, ("payee",), {}, 1, 0),))
    assert command("I'd like to pay", waiting, ("pay", 0.9)) == ResumeFlow("pay", "pay")


def test_a_choice_is_an_answer_whatever_its_words_steer_elsewhere():
    spec = DialogueSpec.model_validate(
        {
            "intents": {"a": {"flow": "a"}},
            "slots": {"what": {"question": "What?", "choices": ["stop", "go back"]}},
            "flows": {"a": {"steps": [{"ask": "what"}, {"end": "{what}"}]}},
        }
    )
    state = DialogueState(form="a", asked="what")
    decision = DialoguePolicy(spec).decide(Understanding("stop"), Conversation("c", 1, state))
    assert decision.text == "stop"


def test_every_command_but_those_of_values_is_told_by_a_phrase_or_a_step():
    told = {type(one) for one in STEERING.values()}
    assert told == {Cancel, Restart, Repeat, GoBack, Recall, Wait, Explain}
    assert told <= set(commands.Command.__args__)
