"""Asking which intent was meant."""

from __future__ import annotations

import pytest

from botkit.dialogue.policy.clarification import same_subject
from botkit.domain import DecisionKind

LABELS = {
    "change_pin": "change your PIN",
    "forgotten_pin": "get a PIN reminder",
    "card_abroad": "use your card abroad",
    "freeze_card": "freeze a card",
    "lost_card": "report a lost card",
    "new_card": "order a card",
    "old_card": "return a card",
}


@pytest.mark.parametrize("text", ["need help with my pin", "PIN", "I have a problem with the PIN", "pin issues please"])
def test_a_subject_that_several_labels_share_is_no_choice_between_them(text):
    assert same_subject(text, "forgotten_pin", LABELS, "en") == ("change_pin", "forgotten_pin")


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("change pin", "change_pin"),
        ("pin reminder please", "forgotten_pin"),
        ("what is my pin", "forgotten_pin"),
        ("pin", "freeze_card"),
        ("need help", "change_pin"),
        ("my card", "freeze_card"),
        ("abroad", "card_abroad"),
    ],
)
def test_a_message_that_says_more_or_less_than_that_is_taken_as_the_model_takes_it(text, best):
    assert same_subject(text, best, LABELS, "en") == ()


def test_the_bot_asks_though_the_model_is_sure(talk):
    decision = talk.says("abroad", ("card_abroad", 0.95))
    assert decision.kind is DecisionKind.CLARIFY
    assert decision.choices == ("Use your card abroad", "Send money abroad")
    assert talk.says("the card").query == "abroad use your card abroad"
