"""What the bot does about a message, outside forms."""

from __future__ import annotations

from dataclasses import replace

import pytest

from botkit.domain import DecisionKind, DialogueState
from intents.types import Abstention, Intent, Understanding


def test_an_intent_without_a_rule_is_answered_from_the_documents(talk):
    decision = talk.says("how do I get a statement", ("get_statement", 0.9))
    assert (decision.kind, decision.query) == (DecisionKind.ANSWER, "how do I get a statement")


def test_an_intent_with_only_a_label_is_answered_from_the_documents(talk):
    assert talk.says("can I freeze my card", ("freeze_card", 0.9)).kind is DecisionKind.ANSWER


def test_an_intent_of_which_the_model_abstains_is_not_acted_on(talk):
    sure = Understanding("lost the plot", (Intent("report_lost_card", 0.99),))
    assert talk.policy.decide(sure, talk.conversation).kind is DecisionKind.ASK
    strange = replace(sure, abstains=Abstention.OUT_OF_SCOPE)
    assert talk.policy.decide(strange, talk.conversation).kind is DecisionKind.ANSWER


def test_small_talk_gets_a_canned_reply(talk):
    decision = talk.says("hello", ("greet", 0.95))
    assert (decision.kind, decision.text) == (DecisionKind.SMALLTALK, "Hello.")


def test_alternatives_take_turns_as_the_conversation_goes_on(talk):
    assert [talk.says("hello", ("greet", 0.95)).text for _ in range(3)] == ["Hello.", "Hi there.", "Hello."]


@pytest.mark.parametrize(
    ("text", "confidence", "kind"),
    [
        ("hello", 0.6, DecisionKind.SMALLTALK),
        ("hello?", 0.6, DecisionKind.ANSWER),
        ("hello?", 0.9, DecisionKind.SMALLTALK),
        ("hello I have been waiting for my new card since Monday", 0.6, DecisionKind.ANSWER),
        ("hello", 0.4, DecisionKind.ANSWER),
    ],
)
def test_small_talk_that_may_be_a_question_is_searched_for(talk, text, confidence, kind):
    assert talk.says(text, ("greet", confidence)).kind is kind


def test_without_a_trained_model_everything_is_searched_for(bare_talk):
    decision = bare_talk.says("hello")
    assert (decision.kind, decision.query) == (DecisionKind.ANSWER, "hello")


def test_asking_for_a_person_hands_off(talk):
    decision = talk.says("get me a human", ("talk_to_person", 0.8))
    assert (decision.kind, decision.text) == (DecisionKind.HAND_OFF, "Ring 0306 999 0140.")
    assert decision.state == DialogueState(handed_off=True)


def test_that_a_person_was_called_in_is_not_forgotten(talk):
    talk.says("get me a human", ("talk_to_person", 0.8))
    assert talk.says("how do I freeze my card", ("freeze_card", 0.9)).state == DialogueState(handed_off=True)


# Refusals, and the person they offer


def test_a_refusal_offers_a_person(talk):
    decision = talk.is_refused("do you sell bitcoin")
    assert (decision.kind, decision.text) == (DecisionKind.REFUSE, "I don't know.")
    assert decision.choices == ("Talk to a person",)


@pytest.mark.parametrize(
    ("text", "intents"),
    [("Talk to a person", ()), ("Yes, please!", ()), ("go on then", (("affirm", 0.7),))],
)
def test_the_offer_of_a_person_can_be_accepted(talk, text, intents):
    talk.is_refused("do you sell bitcoin")
    assert talk.says(text, *intents).kind is DecisionKind.HAND_OFF


def test_the_offer_can_be_accepted_without_a_trained_model(bare_talk):
    bare_talk.is_refused("do you sell bitcoin")
    assert bare_talk.says("yes").kind is DecisionKind.HAND_OFF


def test_the_offer_can_be_declined(talk):
    talk.is_refused("do you sell bitcoin")
    decision = talk.says("no", ("deny", 0.9))
    assert (decision.kind, decision.text, decision.state.offered) == (DecisionKind.SMALLTALK, "No problem.", False)


def test_the_offer_lapses_with_the_next_message(talk):
    talk.is_refused("do you sell bitcoin")
    talk.says("how do I freeze my card", ("freeze_card", 0.9))
    assert talk.says("yes", ("affirm", 0.9)).kind is DecisionKind.SMALLTALK


def test_yes_means_nothing_where_nothing_was_offered(talk):
    assert talk.says("yes", ("affirm", 0.9)).kind is DecisionKind.SMALLTALK


def test_a_reply_may_offer_a_person_too(talk):
    assert talk.says("you are useless", ("complain", 0.9)).choices == ("Talk to a person",)
    assert talk.says("yes", ("affirm", 0.9)).kind is DecisionKind.HAND_OFF


# Clarifying


def test_a_whole_question_between_two_intents_of_the_documents_is_searched_for(talk):
    close = (("freeze_card", 0.4), ("card_abroad", 0.35))
    assert talk.says("do I have to freeze my card while I am abroad?", *close).kind is DecisionKind.ANSWER


def test_two_close_intents_are_asked_about(talk):
    decision = talk.says("card trouble", ("freeze_card", 0.4), ("report_lost_card", 0.35))
    assert decision.kind is DecisionKind.CLARIFY
    assert decision.text == "Would you like to freeze a card, or report a lost card?"
    assert decision.choices == ("Freeze a card", "Report a lost card")
    assert (decision.state.options, decision.state.pending) == (("freeze_card", "report_lost_card"), "card trouble")


@pytest.mark.parametrize(
    "intents",
    [
        pytest.param((("freeze_card", 0.45), ("report_lost_card", 0.2)), id="one is clearly ahead"),
        pytest.param((("freeze_card", 0.2), ("report_lost_card", 0.2)), id="neither is plausible"),
        pytest.param((("freeze_card", 0.4), ("greet", 0.35)), id="one has no label"),
        pytest.param((("freeze_card", 0.4),), id="there is only one"),
    ],
)
def test_what_cannot_be_asked_about_is_searched_for(talk, intents):
    assert talk.says("card trouble", *intents).kind is DecisionKind.ANSWER


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("Freeze a card", ()),
        ("freeze a card.", ()),
        ("1", ()),
        ("option 1", ()),
        ("the first one", ()),
        ("freeze please", ()),
        ("put it on hold for now", (("freeze_card", 0.7),)),
    ],
)
def test_an_option_can_be_picked_by_label_number_words_or_meaning(talk, text, intents):
    talk.says("card trouble", ("freeze_card", 0.4), ("report_lost_card", 0.35))
    decision = talk.says(text, *intents)
    assert (decision.kind, decision.query) == (DecisionKind.ANSWER, "card trouble freeze a card")
    assert decision.state == DialogueState()


def test_picking_an_option_that_starts_a_form_starts_it(talk):
    talk.says("debit card trouble", ("freeze_card", 0.4), ("report_lost_card", 0.35))
    decision = talk.says("2")
    assert (decision.kind, decision.state.form) == (DecisionKind.ASK, "lost_card")
    assert decision.state.values == {"card_type": "debit"}


def test_what_was_said_before_the_choice_is_not_lost(talk):
    close = (("freeze_card", 0.4), ("report_lost_card", 0.35))
    talk.says("debit card trouble since yesterday", *close, slots={"date": "yesterday"})
    assert talk.says("2").state.values == {"card_type": "debit", "date": "yesterday"}


def test_neither_is_what_is_said_with_the_choice(talk):
    talk.says("debit card trouble", ("freeze_card", 0.4), ("report_lost_card", 0.35))
    decision = talk.says("report it lost, since yesterday", slots={"date": "yesterday"})
    assert decision.state.values == {"card_type": "debit", "date": "yesterday"}


def test_of_two_values_that_of_the_choice_counts(talk):
    close = (("freeze_card", 0.4), ("report_lost_card", 0.35))
    talk.says("debit card trouble since Monday", *close, slots={"date": "Monday"})
    decision = talk.says("report it lost, on Friday", slots={"date": "Friday"})
    assert decision.state.values == {"card_type": "debit", "date": "Friday"}


@pytest.mark.parametrize("text", ["3", "how do I close my account", "when is my first payment due"])
def test_an_answer_that_picks_nothing_is_a_new_message(talk, text):
    talk.says("card trouble", ("freeze_card", 0.4), ("report_lost_card", 0.35))
    decision = talk.says(text, ("other", 0.9))
    assert (decision.kind, decision.query, decision.state) == (DecisionKind.ANSWER, text, DialogueState())


def test_the_bot_does_not_clarify_twice_in_a_row(talk):
    talk.says("card trouble", ("freeze_card", 0.4), ("report_lost_card", 0.35))
    assert talk.says("trouble!", ("card_abroad", 0.4), ("send_abroad", 0.35)).kind is DecisionKind.ANSWER


# Follow-ups


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("and abroad?", "how do I order a card and abroad?"),
        ("and a virtual card?", "how do I order a virtual card"),
        ("what about the debit card", "how do I order a debit card"),
        ("and a card?", "how do I order a card and a card?"),
        ("and it?", "how do I order a card and it?"),
        ("what about my son", "how do I order a card what about my son"),
        ("how long does it take?", "how do I order a card how long does it take?"),
        ("how much?", "how do I order a card how much?"),
        ("overdraft fees", "overdraft fees"),
        ("android app", "android app"),
        (
            "it says the payment to my landlord was declined yesterday",
            "it says the payment to my landlord was declined yesterday",
        ),
    ],
)
def test_a_follow_up_is_searched_for_behind_the_question_it_follows(talk, text, query):
    talk.says("how do I order a card", ("order_card", 0.9))
    assert talk.says(text).query == query


@pytest.mark.parametrize(
    ("before", "text", "query"),
    [
        (
            "how do I freeze my card",
            "thanks, and how long can it stay frozen?",
            "thanks, and how long can my card stay frozen?",
        ),
        ("what does the Easy Saver pay?", "can I get it?", "what does the Easy Saver pay? can I get it?"),
        ("tell me about the Easy Saver", "can a child have it?", "can a child have the Easy Saver?"),
        ("how do I freeze my card", "what does it cost?", "how do I freeze my card what does it cost?"),
        ("how do I pay abroad", "can I reverse it?", "how do I pay abroad can I reverse it?"),
    ],
)
def test_a_pronoun_stands_for_what_the_question_before_was_about(talk, before, text, query):
    talk.says(before, ("order_card", 0.9))
    assert talk.says(text, ("order_card", 0.9)).query == query


def test_a_short_message_that_is_understood_stands_alone(talk):
    talk.says("how do I order a card", ("order_card", 0.9))
    assert talk.says("overdrafts", ("overdraft", 0.9)).query == "overdrafts"


def test_nothing_follows_small_talk(talk):
    talk.says("hello", ("greet", 0.9))
    assert talk.says("how long does it take?").query == "how long does it take?"


def test_a_refusal_names_the_nearest_pages_if_there_are_any(talk):
    state = DialogueState()
    assert talk.policy.refuse(talk.conversation, state).text == "I don't know."
    named = talk.policy.refuse(talk.conversation, state, ["Fees", "Cards abroad"]).text
    assert named == "I don't know.\n\nThe nearest I have is: Fees; Cards abroad"
