"""Recording a chat as a conversation test."""

from __future__ import annotations

from pathlib import Path

import pytest

from botkit.domain import Answered, Citation, DecisionKind, Message, Reply, TextDelta, Turn
from botkit.domain.errors import ConfigError
from botkit.evaluation.conversations import read_conversations
from botkit.evaluation.recording import Recorder, append_test
from intents.types import Intent, Understanding
from tests.connectors.parrot import Parrot


def turn(text: str, reply: Reply) -> Turn:
    return Turn(1, Message("console", "c", "1", text), Understanding(text, (Intent("fees", 0.9),)), reply)


class OneTurn(Parrot):
    def __init__(self, taken: Turn) -> None:
        super().__init__()
        self.taken = taken

    def stream(self, message):
        yield TextDelta(self.taken.reply.text)
        yield Answered(self.taken)

    def submit(self, message): ...

    def history(self, conversation_id):
        return (self.taken,)


FEE = Reply(
    'It is £5: "five".\nAnd more.', DecisionKind.ANSWER, (Citation("Fees", "faq.csv#row-2", "It is £5."),), ("Yes",)
)


def test_a_recorded_chat_can_be_read_as_a_conversation_test(tmp_path: Path) -> None:
    file = tmp_path / "recorded.yml"
    recorder = Recorder(OneTurn(turn("what's the fee? #1: 'x'", FEE)))

    events = list(recorder.stream(Message("console", "c", "1", "hi")))
    append_test(file, "one", recorder.turns)
    append_test(file, "two", [turn("hello", Reply("Hello!", DecisionKind.SMALLTALK))])

    assert [type(event) for event in events] == [TextDelta, Answered]
    one, two = read_conversations(file)
    assert (one.name, two.name) == ("one", "two")
    (step,) = one.steps
    assert (step.user, step.decision, step.intent) == ("what's the fee? #1: 'x'", DecisionKind.ANSWER, "fees")
    assert (step.says, step.cites) == (('It is £5: "five".',), "faq.csv")


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be written"):
        append_test(tmp_path / "no" / "such.yml", "one", [turn("hi", FEE)])
