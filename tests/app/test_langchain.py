from __future__ import annotations

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.runnables import RunnableLambda

from botkit.app.langchain import BotRunnable
from botkit.domain import Answered, Citation, DecisionKind, Message, Reply, Status, TextDelta, Turn
from botkit.domain.errors import MessageError
from intents.types import Understanding


class EchoService:
    """Says back what it hears; a message that it had before gets its first reply, at once."""

    def __init__(self) -> None:
        self.turns: dict[str, Turn] = {}

    def stream(self, message: Message):
        if message.external_id not in self.turns:
            yield Status("understand")
            yield TextDelta("You said: ")
            yield TextDelta(message.text)
            citation = Citation("Fees", "fees.md", "It costs £5.")
            reply = Reply(f"You said: {message.text}", DecisionKind.ANSWER, (citation,), ("Yes",))
            self.turns[message.external_id] = Turn(1, message, Understanding(message.text), reply)
        yield Answered(self.turns[message.external_id])

    def submit(self, message: Message) -> None:
        raise NotImplementedError

    def history(self, conversation_id: str):
        return tuple(turn for turn in self.turns.values() if turn.message.conversation_id == conversation_id)


@pytest.fixture
def service() -> EchoService:
    return EchoService()


@pytest.fixture
def bot(service) -> BotRunnable:
    return BotRunnable(service)


def test_a_question_gets_the_reply_with_what_it_cites(bot):
    reply = bot.invoke("What does it cost?")
    assert (type(reply), reply.content) == (AIMessage, "You said: What does it cost?")
    assert reply.response_metadata == {
        "decision": "answer",
        "citations": [{"title": "Fees", "source": "fees.md", "quote": "It costs £5.", "url": ""}],
        "choices": ["Yes"],
        "field": None,
    }


def test_the_bot_stands_in_a_chain(bot):
    chain = RunnableLambda(str.upper) | bot | StrOutputParser()
    assert chain.invoke("hi") == "You said: HI"
    assert chain.batch(["a", "b"]) == ["You said: A", "You said: B"]


def test_a_stream_brings_the_pieces_and_its_sum_is_the_reply(bot):
    pieces = list(bot.stream("hi"))
    assert [piece.content for piece in pieces] == ["You said: ", "hi", ""]
    whole = sum(pieces[1:], pieces[0])
    assert isinstance(whole, AIMessageChunk)
    assert (whole.content, whole.response_metadata["decision"]) == ("You said: hi", "answer")


def test_the_thread_is_the_conversation(bot, service):
    bot.invoke("one", {"configurable": {"thread_id": "t1"}})
    bot.invoke([AIMessage("Hello"), HumanMessage("two")], {"configurable": {"thread_id": "t1"}})
    bot.invoke("three")
    assert [turn.message.text for turn in service.history("t1")] == ["one", "two"]


def test_a_message_that_comes_again_is_not_answered_twice(bot, service):
    message = HumanMessage("hi", id="m1")
    assert bot.invoke(message).content == bot.invoke(message).content
    assert "".join(str(piece.content) for piece in bot.stream(message)) == "You said: hi"
    assert len(service.turns) == 1


@pytest.mark.parametrize(
    ("asked", "error"),
    [([], "no message to answer"), (AIMessage("Hello"), "of type 'ai'"), ("  ", "the message is empty")],
)
def test_without_a_question_there_is_no_reply(bot, asked, error):
    with pytest.raises(MessageError, match=error):
        bot.invoke(asked)
