"""Words that get a reply of their own."""

from __future__ import annotations

import pytest

from botkit.dialogue import DialoguePolicy, DialogueSpec
from botkit.domain import Conversation, DecisionKind
from intents.types import Understanding

LOST = ("report_lost_card", 0.9)


@pytest.mark.parametrize("text", ["I want to kill myself", "there is no reason to live anymore, my card is gone"])
def test_whoever_may_harm_themselves_gets_a_person_whatever_else_was_said(talk, text):
    decision = talk.says(text, ("report_lost_card", 0.95))
    assert decision.kind is DecisionKind.HAND_OFF
    assert "emergency services" in decision.text
    assert "Ring 0306 999 0140." in decision.text


def test_abuse_is_answered_in_one_line_and_the_flow_goes_on(talk):
    before = talk.says("I lost my card", LOST).state
    decision = talk.says("you stupid idiot bot")
    assert decision.text == (
        "I'd like to help. Tell me what it is about, or say that you'd like to talk to a person.\n\nDebit or credit?"
    )
    assert (decision.choices, decision.state) == (("debit", "credit"), before)


def test_whoever_says_what_they_want_besides_gets_it(talk):
    talk.says("I lost my card", LOST)
    assert talk.says("debit, you idiot").state.values == {"card_type": "debit"}


@pytest.mark.parametrize("text", ["the stupid card is lost", "my idiot brother took my card"])
def test_a_message_about_something_is_no_abuse(talk, text):
    assert talk.says(text, LOST).state.form == "lost_card"


def test_words_and_replies_are_the_bots_own_and_none_turns_it_off(spec):
    content = spec.model_dump(exclude_defaults=True, by_alias=True)
    content["moderation"] = {
        "abuse": {"words": ["nincompoop"], "say": "Now, now."},
        "self_harm": {"words": [], "say": "-"},
    }
    policy = DialoguePolicy(DialogueSpec.model_validate(content))
    said = {
        text: policy.decide(Understanding(text), Conversation("c"))
        for text in ("you nincompoop", "idiot", "I want to die")
    }
    assert said["you nincompoop"].text == "Now, now."
    assert said["idiot"].kind is DecisionKind.ANSWER
    assert said["I want to die"].kind is DecisionKind.ANSWER
