"""The bot as a LangChain Runnable, for use in chains and graphs."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from langchain_core.callbacks import CallbackManagerForChainRun
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.runnables import Runnable, RunnableConfig, ensure_config

from botkit.domain import Answered, Message, TextDelta, Turn
from botkit.domain.errors import MessageError
from botkit.domain.ports import MessageIntake

Input = str | BaseMessage | Sequence[BaseMessage]


class BotRunnable(Runnable[Input, AIMessage]):
    """A Runnable around a running bot (`botkit.runtime.Runtime`): it takes a question and returns the bot's reply.

    The input is a text, or messages of which the last must be a person's: the bot keeps the conversation itself, under
    the id in `config={"configurable": {"thread_id": ...}}`; without one, each call is a conversation of its own. If a
    message has an id that this channel of the conversation has had before, it gets the same reply as then. The reply's
    `response_metadata` has `decision`, `citations`, `choices` and `field`.
    """

    def __init__(self, service: MessageIntake, *, channel: str = "langchain") -> None:
        self._service = service
        self._channel = channel

    def invoke(self, input: Input, config: RunnableConfig | None = None, **_: Any) -> AIMessage:  # noqa: A002
        """Return the reply. Raises MessageError if there is no question in the input, and what the bot raises."""
        return self._call_with_config(self._replied, input, config, run_type="chain")

    def stream(self, input: Input, config: RunnableConfig | None = None, **_: Any) -> Iterator[AIMessage]:  # noqa: A002
        """Yield the reply in pieces as it is written; the last one has the metadata."""
        yield from self._transform_stream_with_config(iter([input]), self._pieces, config, run_type="chain")

    def _replied(
        self,
        asked: Input,
        run_manager: CallbackManagerForChainRun,  # noqa: ARG002 - LangChain goes by the names
        config: RunnableConfig,
    ) -> AIMessage:
        *_, last = self._service.stream(self._message(asked, config))
        assert isinstance(last, Answered)  # noqa: S101 - for the type checker: a turn always ends with one
        return AIMessage(last.turn.reply.text, id=last.turn.message.id, response_metadata=_about(last.turn))

    def _pieces(
        self,
        asked: Iterator[Input],
        run_manager: CallbackManagerForChainRun,  # noqa: ARG002 - LangChain passes it by name
        config: RunnableConfig,
    ) -> Iterator[AIMessageChunk]:
        said = False
        for event in self._service.stream(self._message(next(asked), config)):
            if isinstance(event, TextDelta):
                said = True
                yield AIMessageChunk(content=event.text)
            elif isinstance(event, Answered):
                rest = "" if said else event.turn.reply.text
                yield AIMessageChunk(content=rest, id=event.turn.message.id, response_metadata=_about(event.turn))

    def _message(self, asked: Input, config: RunnableConfig | None) -> Message:
        if isinstance(asked, Sequence) and not isinstance(asked, str):
            if not asked:
                raise MessageError("there is no message to answer; give one of a person")
            asked = asked[-1]
        if isinstance(asked, BaseMessage) and not isinstance(asked, HumanMessage):
            raise MessageError(f"the last message is of type '{asked.type}'; end with a person's (HumanMessage)")
        text = asked if isinstance(asked, str) else str(asked.text)
        known = None if isinstance(asked, str) else asked.id
        thread = ensure_config(config).get("configurable", {}).get("thread_id") or uuid.uuid4().hex
        return Message(self._channel, str(thread), known or uuid.uuid4().hex, text)


def _about(turn: Turn) -> dict[str, Any]:
    return {
        "decision": turn.reply.decision.value,
        "citations": [asdict(citation) for citation in turn.reply.citations],
        "choices": list(turn.reply.choices),
        "field": asdict(turn.reply.field) if turn.reply.field else None,
    }
