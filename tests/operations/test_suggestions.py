"""Suggestions from clarifications: from the log of turns to the training data."""

from __future__ import annotations

import pytest

from botkit.assembly import open_store
from botkit.dialogue import DialogueSpec
from botkit.domain import Clarified, Conversation, DecisionKind, DialogueState, Message, Reply, Turn
from botkit.operations.suggestions import Suggestion, suggestions
from botkit.project.layout import DataDirectory
from botkit.project.project import Project
from intents.rasa import read_training_data
from intents.types import Example, Understanding

SPEC = DialogueSpec.model_validate(
    {"intents": {"lost_card": {"label": "report a lost card"}, "limits": {"label": "ask about limits"}}}
)
CHOICES = ("Report a lost card", "Ask about limits")


def asked(text, answer):
    return Clarified(text, CHOICES, answer)


def test_what_was_picked_is_what_was_meant():
    found = suggestions(
        SPEC, [asked("card trouble", "report a lost card"), asked("the maximum", "2"), asked("hm", "no")]
    )
    assert found == (Suggestion("the maximum", "limits"), Suggestion("card trouble", "lost_card"))


def test_the_most_frequent_come_first_and_the_majority_decides():
    clarified = [asked("card?", "limits"), asked("Card?", "1"), asked("card?", "lost"), asked("atm", "2")]
    assert suggestions(SPEC, clarified) == (Suggestion("card?", "lost_card", 2), Suggestion("atm", "limits"))


def test_what_is_trained_on_already_is_not_suggested():
    assert suggestions(SPEC, [asked("Card trouble", "1")], [Example("card trouble", "lost_card")]) == ()


@pytest.fixture
def talked(unbuilt):
    """A bot of whom somebody was asked what they meant."""
    unbuilt.change("dialogue.yml", "hello: {say: hello}", "hello: {say: hello, label: say hello}")
    store = open_store(Project.open(unbuilt.folder, DataDirectory(unbuilt.data)))
    said = [
        ("it went away", Reply("Which?", DecisionKind.CLARIFY, choices=CHOICES)),
        ("report a lost card", Reply("OK", DecisionKind.ASK)),
    ]
    conversation = Conversation("c")
    for number, (text, reply) in enumerate(said, 1):
        message = store.inbox.accept(Message("web", "c", str(number), text))
        claim = store.leases.claim("c")
        assert claim is not None
        turn = Turn(number, message, Understanding(text), reply)
        store.turns.commit(claim, turn, DialogueState())
        conversation = conversation.after(turn, DialogueState())
    store.close()
    return unbuilt


def test_suggestions_are_shown_and_taken_into_the_training_data(talked):
    shown = talked.run("suggestions")
    assert "1  lost_card  it went away  (1)" in shown.out
    taken = talked.run("suggestions", "--accept", "1")
    assert taken.status == 0
    data = read_training_data([talked.folder / "nlu" / "suggestions.yml"])
    assert [(one.text, one.intent) for one in data.examples] == [("it went away", "lost_card")]
    assert "no suggestions" in talked.run("suggestions").out


@pytest.mark.parametrize("numbers", ["2", "0", "x", "1,"])
def test_numbers_that_are_not_there_are_refused(talked, numbers):
    assert "give numbers from 1 to 1" in talked.run("suggestions", "--accept", numbers).error
