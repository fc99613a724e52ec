"""Briefings, with and without a model."""

from __future__ import annotations

from botkit.domain import DecisionKind, Message, Reply, Turn
from botkit.domain.errors import GenerationError
from botkit.runtime.briefing import brief
from intents.types import Understanding


def turn(text: str, reply: str) -> Turn:
    return Turn(1, Message("web", "c", "1", text), Understanding(text), Reply(reply, DecisionKind.ANSWER))


TALK = (turn("what does it cost?", "It is free."),)


def test_without_a_model_the_summary_is_made_of_what_was_said():
    assert brief(TALK, ()).summary == "The customer asks: “what does it cost?”."


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
