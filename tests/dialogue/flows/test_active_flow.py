"""Talking through a flow, question by question."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from botkit.dialogue import DialoguePolicy, DialogueSpec
from botkit.domain import ActionSignature, Conversation, DecisionKind, DialogueState
from botkit.domain.errors import ActionError

LOST = ("report_lost_card", 0.9)


def test_a_flow_asks_for_its_first_slot_after_its_intro(talk):
    decision = talk.says("I lost my card", LOST)
    assert (decision.kind, decision.text) == (DecisionKind.ASK, "I'm sorry.\n\nDebit or credit?")
    assert decision.choices == ("debit", "credit")


def test_a_flow_asks_its_questions_and_then_acts(talk):
    talk.says("I lost my card", LOST)
    assert talk.says("Debit").text == "Last four digits of the debit card?"
    assert talk.says("it ends in 4821").text == "When?"
    decision = talk.says("on Friday night")
    assert (decision.kind, decision.text) == (DecisionKind.ACT, "Noted: debit, 4821, on Friday night.")
    assert decision.state == DialogueState()


def test_what_was_said_already_is_not_asked_for(talk):
    decision = talk.says("I lost my credit card yesterday", LOST, slots={"date": "yesterday"})
    assert decision.state.values == {"card_type": "credit", "date": "yesterday"}
    assert decision.state.asked == "digits"


def test_a_flow_that_is_complete_at_once_acts_at_once(talk):
    slots = {"card_type": "credit", "date": "yesterday", "digits": "4821"}
    decision = talk.says("my credit card ending 4821 was stolen yesterday", LOST, slots=slots)
    assert (decision.kind, decision.text) == (DecisionKind.ACT, "I'm sorry.\n\nNoted: credit, 4821, yesterday.")


def test_only_slots_of_the_flow_are_kept(talk):
    assert talk.says("lost my card in Leeds", LOST, slots={"city": "Leeds"}).state.values == {}


def test_a_slot_that_does_not_fit_its_choices_or_pattern_is_not_kept(talk):
    assert talk.says("lost it", LOST, slots={"card_type": "virtual", "digits": "48"}).state.values == {}


def test_a_later_answer_corrects_an_earlier_one(talk):
    talk.says("I lost my card", LOST)
    talk.says("debit")
    decision = talk.says("no, credit", ("deny", 0.8))
    assert decision.state.values == {"card_type": "credit"}
    assert decision.text == "Last four digits of the credit card?"


def test_naming_two_choices_settles_nothing(talk):
    talk.says("I lost my card", LOST)
    assert talk.says("debit or credit").state.values == {}


@pytest.mark.parametrize("text", ["4929 1234 5678 4821", "4929-1234-5678-4821"])
def test_of_a_whole_card_number_only_what_the_pattern_finds_is_kept(talk, text):
    talk.says("I lost my debit card", LOST)
    assert talk.says(text).state.values["digits"] == "4821"


def test_an_invalid_answer_is_explained_and_asked_for_again(talk):
    talk.says("I lost my debit card", LOST)
    decision = talk.says("482")
    assert (decision.kind, decision.text) == (
        DecisionKind.ASK,
        "Four digits, please.\n\nLast four digits of the debit card?",
    )


def test_a_slot_without_words_of_its_own_for_an_invalid_answer_uses_the_general_ones(talk):
    talk.says("I lost my card", LOST)
    assert talk.says("dunno").text == "Pardon?\n\nDebit or credit?"


def test_the_third_answer_that_cannot_be_used_hands_off(talk):
    talk.says("I lost my debit card", LOST)
    kinds = [talk.says("no idea").kind for _ in range(3)]
    assert kinds == [DecisionKind.ASK, DecisionKind.ASK, DecisionKind.HAND_OFF]
    assert talk.conversation.state == DialogueState(handed_off=True)


def test_saying_again_what_is_known_counts_as_an_answer_that_cannot_be_used(talk):
    talk.says("I lost my debit card", LOST)
    assert [talk.says("a debit card").kind for _ in range(3)][-1] is DecisionKind.HAND_OFF


def test_failed_answers_are_counted_for_each_question_anew(talk):
    talk.says("I lost my card", LOST)
    talk.says("dunno")
    talk.says("dunno")
    talk.says("debit")
    assert talk.says("dunno").kind is DecisionKind.ASK


@pytest.mark.parametrize(
    ("text", "intents"),
    [("yes", (("affirm", 0.9),)), ("why do you ask", ()), ("hm?", ()), (" ".join(["word"] * 13), ())],
)
def test_what_is_no_answer_is_not_taken_for_one(talk, text, intents):
    talk.says("my debit card 4821 is lost", LOST, slots={"digits": "4821"})
    assert "date" not in talk.says(text, *intents).state.values


def test_cancelling_stops_the_form(talk):
    talk.says("I lost my card", LOST)
    decision = talk.says("forget it", ("cancel", 0.9))
    assert (decision.kind, decision.text, decision.state) == (DecisionKind.SMALLTALK, "Stopped.", DialogueState())


def test_asking_for_a_person_leaves_the_form(talk):
    talk.says("I lost my card", LOST)
    decision = talk.says("just get me someone", ("talk_to_person", 0.9))
    assert (decision.kind, decision.state.form) == (DecisionKind.HAND_OFF, None)


def test_a_question_in_between_is_answered_and_the_form_goes_on(talk):
    talk.says("I lost my card", LOST)
    decision = talk.says("how long does a new one take?", ("track_card", 0.8))
    assert (decision.kind, decision.query) == (DecisionKind.ANSWER, "report a lost card: how long does a new one take?")
    assert (decision.text, decision.choices) == ("Debit or credit?", ("debit", "credit"))
    assert talk.says("debit").text == "Last four digits of the debit card?"


def test_a_question_in_between_does_not_change_what_was_said(talk):
    talk.says("I lost my debit card", LOST)
    decision = talk.says("what does a credit card cost abroad?", ("card_abroad", 0.8))
    assert (decision.kind, decision.state.values) == (DecisionKind.ANSWER, {"card_type": "debit"})


def test_an_unclear_question_in_between_is_no_digression(talk):
    talk.says("I lost my card", LOST)
    assert talk.says("how long?", ("track_card", 0.3)).kind is DecisionKind.ASK


def test_small_talk_in_between_is_returned_and_the_form_goes_on(talk):
    talk.says("I lost my card", LOST)
    decision = talk.says("hello", ("greet", 0.9))
    assert (decision.kind, decision.text) == (DecisionKind.SMALLTALK, "Hi there.\n\nDebit or credit?")
    assert decision.state.form == "lost_card"


def test_a_question_in_between_that_has_no_answer_is_refused_and_the_form_goes_on(talk):
    talk.says("I lost my card", LOST)
    state = talk.says("do you sell gold?", ("other", 0.8)).state
    decision = talk.policy.refuse(talk.conversation, state)
    assert (decision.kind, decision.text) == (DecisionKind.REFUSE, "I don't know.\n\nDebit or credit?")
    assert decision.choices == ("debit", "credit", "Talk to a person")
    assert decision.state.form == "lost_card"


def test_a_flow_that_no_longer_exists_is_left(bare_talk, talk):
    talk.says("I lost my card", LOST)
    bare_talk.conversation = talk.conversation
    assert bare_talk.says("debit").state == DialogueState()


# Flows that branch, act and confirm


class Bank:
    """Actions that note what is done; `fails` are the names of those that fail."""

    def __init__(self) -> None:
        self.done: list[tuple[str, dict[str, str], str]] = []
        self.fails: dict[str, str] = {}
        self.signatures = {
            "look": ActionSignature("look", ("amount",), ("amount",), ("verdict",)),
            "send": ActionSignature("send", ("amount", "payee"), ("amount", "payee"), ("reference",), changes=True),
            "no_zero": ActionSignature("no_zero", ("value",), ("value",), ("result",)),
        }

    def run(self, name, arguments, *, conversation, key):
        if name in self.fails:
            raise ActionError(self.fails[name])
        if name == "no_zero":
            if arguments["value"] == "£0":
                raise ActionError("More than nothing, please.")
            return {"result": arguments["value"].removeprefix("£") + " pounds"}
        self.done.append((name, dict(arguments), key))
        return {"verdict": "high" if len(arguments["amount"]) > 10 else "ok"} if name == "look" else {"reference": "R1"}


TRANSFER = {
    "intents": {
        "pay": {"flow": "pay", "questions": "answer", "label": "send money"},
        "lost": {"flow": "lost", "label": "report a lost card"},
        "fees": {"label": "ask about fees"},
        "deny": {"say": "no", "means": "no"},
        "cancel": {"say": "cancelled", "means": "cancel"},
        "person": {"hand_off": True},
    },
    "replies": {"cancelled": "Stopped.", "no": "Fine.", "invalid": "Pardon?", "resume": "Back to {flow}."},
    "slots": {
        "payee": {"question": ["To whom?", "Who gets it?"], "label": "the payee", "help": "I have to know who."},
        "amount": {"question": "How much?", "label": "the amount", "pattern": r"£?\d+", "check": "no_zero"},
        "card": {"question": "Which card?", "choices": ["debit", "credit"]},
        "again": {"question": "Another one?", "choices": ["yes", "no"]},
    },
    "flows": {
        "pay": {
            "label": "sending money",
            "buttons": "Send money",
            "steps": [
                {"ask": "payee"},
                {"ask": "amount"},
                {"action": "look"},
                {"branch": "verdict", "cases": {"high": [{"say": "Too much."}, {"go": "amount"}]}},
                {"confirm": "Send {amount} to {payee}?"},
                {"action": "send"},
                {"say": "Sent {amount}: {reference}."},
                {"ask": "again"},
                {"branch": "again", "cases": {"yes": [{"go": "payee", "forget": ["payee", "amount", "again"]}]}},
                {"end": "Bye."},
            ],
        },
        "lost": {"label": "your lost card", "steps": [{"ask": "card"}, {"end": "Noted: {card}."}]},
    },
}
PAY, FEES, LOST_CARD = ("pay", 0.9), ("fees", 0.9), ("lost", 0.9)


@pytest.fixture
def bank():
    return Bank()


@pytest.fixture
def teller(talk, bank):
    return replace(talk, policy=DialoguePolicy(DialogueSpec.model_validate(TRANSFER), actions=bank))


@pytest.fixture
def confirming(teller):
    """At the question whether to send 50 pounds to Anna."""
    teller.says("I want to pay", PAY)
    teller.says("Anna")
    assert teller.says("£50").text == "Send 50 pounds to Anna?"
    return teller


def test_a_yes_to_the_confirmation_runs_the_action_and_tells_its_result(confirming, bank):
    assert confirming.says("yes please").text == "Sent 50 pounds: R1.\n\nAnother one?"
    assert [(name, arguments) for name, arguments, _ in bank.done] == [
        ("look", {"amount": "50 pounds"}),
        ("send", {"amount": "50 pounds", "payee": "Anna"}),
    ]


def test_the_key_of_an_action_is_the_same_when_its_turn_is_taken_again(confirming, bank):
    before = confirming.conversation
    confirming.says("yes")
    confirming.conversation = before
    confirming.says("yes, quickly")

    sent = [key for name, _, key in bank.done if name == "send"]
    assert len(sent) == 2
    assert len(set(sent)) == 1


def test_a_second_round_has_a_key_of_its_own_and_asks_everything_anew(confirming, bank):
    confirming.says("yes")
    assert confirming.says("yes").text == "To whom?"
    confirming.says("Tom")
    confirming.says("70")
    confirming.says("yes")
    assert confirming.says("no").text == "Bye."

    sent = [(arguments["amount"], key) for name, arguments, key in bank.done if name == "send"]
    assert [amount for amount, _ in sent] == ["50 pounds", "70 pounds"]
    assert len({key for _, key in sent}) == 2


@pytest.mark.parametrize(
    "text", ["make it £60", "change the amount to 60", "no, 60", "yes but make it 60", "sorry, £60"]
)
def test_a_correction_at_the_confirmation_is_taken_and_confirmed_anew(confirming, bank, text):
    decision = confirming.says(text)

    assert (decision.kind, decision.text) == (DecisionKind.ASK, "Send 60 pounds to Anna?")
    assert not [name for name, _, _ in bank.done if name == "send"]


@pytest.mark.parametrize("text", ["not Anna, Priya", "no, I meant Priya", "change the payee to Priya"])
def test_an_open_slot_is_corrected_at_the_confirmation(confirming, text):
    confirming.conversation = replace(
        confirming.conversation, state=replace(confirming.conversation.state, filled=("amount", "payee"))
    )

    assert confirming.says(text).text == "Send 50 pounds to Priya?"


def test_a_slot_that_is_to_be_changed_is_asked_for_again(confirming):
    assert confirming.says("I want to change the amount").text == "How much?"
    assert confirming.says("80").text == "Send 80 pounds to Anna?"


def test_a_plain_no_asks_what_to_change(confirming):
    decision = confirming.says("no")
    assert decision.choices == ("The payee", "The amount")
    assert confirming.says("The payee").text == "To whom?"
    assert confirming.says("Tom").text == "Send 50 pounds to Tom?"


@pytest.mark.parametrize("text", ["yes, but not now", "yes... no", "hm", "maybe", "do it later", "ok, when I am back"])
def test_what_is_no_clear_yes_is_none(confirming, bank, text):
    assert confirming.says(text).kind is DecisionKind.ASK
    assert [name for name, _, _ in bank.done] == ["look"]


def test_a_branch_goes_back_and_asks_anew_what_it_was_about(teller):
    teller.says("I want to pay", PAY)
    teller.says("Anna")
    decision = teller.says("1234567890123")
    assert decision.text == "Too much.\n\nHow much?"
    assert decision.state.values["payee"] == "Anna"


def test_an_answer_that_leads_back_again_and_again_hands_off(teller):
    teller.says("I want to pay", PAY)
    teller.says("Anna")
    kinds = [teller.says(f"{number}234567890123").kind for number in range(1, 5)]
    assert kinds[-2:] == [DecisionKind.ASK, DecisionKind.HAND_OFF] or DecisionKind.HAND_OFF in kinds


def test_a_check_refuses_a_value_in_its_own_words_and_rewrites_what_it_accepts(teller):
    teller.says("I want to pay", PAY)
    teller.says("Anna")
    assert teller.says("£0").text == "More than nothing, please.\n\nHow much?"
    assert teller.says("£5").state.values["amount"] == "5 pounds"


def test_a_failure_without_steps_of_its_own_is_told_and_offers_a_person(confirming, bank):
    bank.fails["send"] = "The bank is closed."
    decision = confirming.says("yes")
    assert decision.text.startswith("Sorry, I couldn't do that. The bank is closed.")
    assert decision.choices == ("Talk to a person",)
    assert confirming.says("yes").kind is DecisionKind.HAND_OFF


def test_another_flow_interrupts_and_the_first_one_goes_on_afterwards(confirming):
    decision = confirming.says("my card is lost", LOST_CARD)
    assert (decision.text, [frame.form for frame in decision.state.stack]) == ("Which card?", ["pay"])

    decision = confirming.says("debit")
    assert (decision.kind, decision.text) == (
        DecisionKind.ACT,
        "Noted: debit.\n\nBack to sending money.\n\nSend 50 pounds to Anna?",
    )
    assert confirming.says("yes").text.startswith("Sent 50 pounds")


def test_a_flow_that_waits_goes_on_where_it_was_when_it_is_wanted_again(confirming):
    confirming.says("my card is lost", LOST_CARD)
    decision = confirming.says("I want to pay", PAY)
    assert decision.text == "Send 50 pounds to Anna?"
    assert [frame.form for frame in decision.state.stack] == ["lost"]


def test_cancelling_an_interruption_goes_back_to_what_it_interrupted(confirming):
    confirming.says("my card is lost", LOST_CARD)
    assert confirming.says("never mind").text == "Stopped.\n\nBack to sending money.\n\nSend 50 pounds to Anna?"


def test_going_back_asks_the_last_question_again(teller):
    teller.says("I want to pay", PAY)
    teller.says("Anna")
    assert teller.says("go back").text == "To whom?"


def test_going_back_takes_nothing_back_that_has_been_done(confirming, bank):
    confirming.says("yes")
    assert confirming.says("go back").text.startswith("That has been done already")
    assert confirming.says("change the amount to 70").text.startswith("That has been done already")
    assert len([name for name, _, _ in bank.done if name == "send"]) == 1


def test_starting_again_forgets_what_was_said(confirming):
    decision = confirming.says("can we start over please")
    assert decision.text == "All right, from the beginning.\n\nTo whom?"
    assert decision.state.values == {}


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("say that again", "How much?"),
        ("hang on a sec", "Take your time.\n\nHow much?"),
        ("what did I say?", "So far I have: the payee: Anna.\n\nHow much?"),
        ("...", "Pardon?\n\nHow much?"),
    ],
)
def test_people_may_steer_the_talk(teller, text, reply):
    teller.says("I want to pay", PAY)
    teller.says("Anna")
    assert teller.says(text).text == reply


def test_why_something_is_asked_is_explained(teller):
    teller.says("I want to pay", PAY)
    assert teller.says("why do you need that?").text == "I have to know who.\n\nWho gets it?"


def test_a_question_is_answered_with_an_offer_to_do_it(teller):
    decision = teller.says("how do I send money to Anna?", PAY, slots={"payee": "Anna"})
    assert (decision.kind, decision.choices) == (DecisionKind.ANSWER, ("Yes", "No"))
    assert decision.text == "I can do that for you here. Would you like to send money?"
    assert teller.says("yes").text == "How much?"
    assert teller.conversation.state.values == {"payee": "Anna"}


@pytest.mark.parametrize("text", ["could you send some money for me?", "I'd like to send money", "Send money"])
def test_a_request_starts_the_flow(teller, text):
    assert teller.says(text, PAY).text == "To whom?"


def test_a_clear_lead_over_all_other_intents_is_acted_on(teller):
    assert teller.says("agent. now.", ("person", 0.45), ("fees", 0.06)).kind is DecisionKind.HAND_OFF
    teller.conversation = Conversation("d")
    assert teller.says("about an invoice", ("person", 0.45), ("fees", 0.2)).kind is DecisionKind.ANSWER


@pytest.mark.parametrize("text", ["agent", "a human please", "just get me a person", "can I speak to somebody"])
def test_a_person_is_called_in_whatever_the_model_makes_of_it(teller, text):
    assert teller.says(text, ("fees", 0.2)).kind is DecisionKind.HAND_OFF


def test_states_that_an_older_version_kept_are_read():
    old: dict[str, Any] = {
        "form": "lost_card",
        "values": {"card_type": "debit"},
        "asked": "digits",
        "attempts": 1,
        "options": [],
    }
    assert DialogueState(**old).filled == ()


def test_an_older_state_goes_on(talk):
    state = DialogueState(form="lost_card", values={"card_type": "debit"}, asked="digits", attempts=1)
    talk.conversation = replace(talk.conversation, state=state)
    assert talk.says("4821").text.endswith("When?")


def test_a_long_answer_may_hold_the_value_of_another_slot(talk):
    spec = DialogueSpec.model_validate(
        {
            "intents": {"move": {"flow": "move"}},
            "slots": {
                "address": {"question": "Where?", "max_words": 20},
                "postcode": {"question": "Postcode?", "pattern": r"\b[A-Z]{2}\d \d[A-Z]{2}\b", "anywhere": True},
            },
            "flows": {"move": {"steps": [{"ask": "address"}, {"ask": "postcode"}, {"end": "{address} {postcode}"}]}},
        }
    )
    talk.policy = DialoguePolicy(spec)
    talk.says("I have moved", ("move", 0.9))
    assert talk.says("2 Mill Lane, Kendal LA9 4QT").text == "2 Mill Lane, Kendal LA9 4QT"


def test_the_same_value_in_other_words_is_no_change(confirming, bank):
    assert confirming.says("yes, £50").text.startswith("Sent 50 pounds")


def test_saying_the_same_again_and_again_hands_off(confirming):
    kinds = [confirming.says("I meant £50").kind for _ in range(3)]
    assert kinds[-1] is DecisionKind.HAND_OFF
