"""Talking through a flow, question by question."""

from __future__ import annotations

import pytest

from botkit.types import DecisionKind, DialogueState

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
