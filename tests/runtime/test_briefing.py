"""Briefings, with and without a model."""

from __future__ import annotations

import pytest

from botkit.domain import DecisionKind, Message, Reply, Turn
from botkit.domain.errors import GenerationError
from botkit.runtime.briefing import brief
from intents.types import Understanding


def turn(text: str, reply: str, decision: DecisionKind = DecisionKind.ANSWER) -> Turn:
    return Turn(1, Message("web", "c", "1", text), Understanding(text), Reply(reply, decision))


TALK = (turn("what does it cost?", "It is free."),)


def test_without_a_model_the_summary_is_made_of_what_was_said():
    assert brief(TALK, ()).summary == "The customer asks: “what does it cost?”."


HELLO = turn("are you there?", "I am here.", DecisionKind.SMALLTALK)
PERSON = turn("a person, please", "I have told them.", DecisionKind.HAND_OFF)
BLOCK = turn("block my card", "Which one?", DecisionKind.ASK)
LAST_FOUR = turn("4821", "Shall I block it?", DecisionKind.ASK)
YES = turn("yes", "It is blocked.", DecisionKind.ACT)


@pytest.mark.parametrize(
    ("turns", "wish"),
    [
        ([BLOCK, LAST_FOUR, YES, PERSON, HELLO], "block my card"),
        ([BLOCK, LAST_FOUR], "block my card"),
        ([*TALK, BLOCK, LAST_FOUR, HELLO], "block my card"),
        ([BLOCK, LAST_FOUR, *TALK], "what does it cost?"),
        ([BLOCK, YES, turn("where is my letter?", "I don't know.", DecisionKind.REFUSE), HELLO], "where is my letter?"),
        ([HELLO, PERSON, HELLO], "a person, please"),
    ],
)
def test_the_summary_names_the_last_wish(turns: list[Turn], wish: str) -> None:
    assert brief(turns, ()).summary.startswith(f"The customer asks: “{wish}”.")


def test_who_only_greeted_has_not_asked_anything():
    assert brief([HELLO, HELLO], ()).summary == "The customer has not asked anything yet."


def test_a_models_summary_is_added_and_marked():
    given = []

    def summarise(text: str) -> str:
        given.append(text)
        return "They talked about costs."

    summary = brief(TALK, (), summarise).summary
    assert summary.endswith("“what does it cost?”. In a model's words: They talked about costs.")
    assert given == ["Customer: what does it cost? Bot: It is free."]


def test_a_model_that_fails_leaves_the_summary_as_it_was(caplog):
    def fails(text: str) -> str:
        raise GenerationError("no model here")

    assert brief(TALK, (), fails) == brief(TALK, ())
    assert "no model here" in caplog.text
    assert "cost" not in caplog.text


def test_nothing_said_is_nothing_to_sum_up():
    assert "not asked anything" in brief((), (), lambda text: "made up").summary
