"""A bot on Slack for the tests: the real connector and store, a served address, and an engine that answers at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import uvicorn
from starlette.routing import Mount, Router
from starlette.types import Receive, Scope, Send

from botkit.errors import StoreError
from botkit.protocols import Service
from botkit.runtime import Runtime
from botkit.state import SqlStore
from botkit.testing.fake_slack import FakeSlack
from botkit.types import (
    Citation,
    Conversation,
    DecisionKind,
    Event,
    Message,
    Outcome,
    Reply,
    TextDelta,
    Turn,
)
from connectors.slack import SlackConnector, connect
from intents.types import Understanding

FEE = Reply(
    "A replacement card costs 8 EUR.",
    DecisionKind.ANSWER,
    (
        Citation("Cards & fees", "cards/fees.md", "A replacement costs 8 EUR.", "https://bank.example/fees?a=1&b=2"),
        Citation("Cards & fees", "cards/fees.md", "It is free for students.", "https://bank.example/fees?a=1&b=2"),
        Citation("Delivery", "cards/delivery.md", "It takes 5 days.", "javascript:alert(1)"),
    ),
    ("Block my card", "Something else"),
)


def answer(message: Message, conversation: Conversation) -> Iterator[TextDelta | Outcome]:
    """Knows what a card costs; repeats everything else, counting the turns of the conversation."""
    seq = conversation.length + 1
    known = "fee" in message.text
    reply = FEE if known else Reply(f"{seq}: {message.text}", DecisionKind.SMALLTALK)
    yield TextDelta(reply.text)
    yield Outcome(Turn(seq, message, Understanding(message.text), reply), conversation.state)


class Flaky:
    """A service whose database fails as often as it is told to before it keeps a message."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.failures = 0

    def stream(self, message: Message) -> Iterator[Event]:
        return self._service.stream(message)

    def submit(self, message: Message) -> None:
        if self.failures:
            self.failures -= 1
            raise StoreError("the disk is full; make room")
        self._service.submit(message)

    def history(self, conversation_id: str) -> tuple[Turn, ...]:
        return self._service.history(conversation_id)


class SlackBot:
    """What a test may look into of a running bot."""

    def __init__(self, service: Flaky, store: SqlStore) -> None:
        self.service = service
        self.store = store


class Front:
    """A real server on a port of the loopback interface; whichever connector is in it at the time answers."""

    def __init__(self) -> None:
        self.connector: SlackConnector | None = None
        self._server = uvicorn.Server(
            uvicorn.Config(self._answer, port=0, interface="asgi3", lifespan="off", log_level="error")
        )
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        await Router([Mount(self.connector.prefix, self.connector.app)])(scope, receive, send)


@contextmanager
def running_bot(slack: FakeSlack, front: Front, folder: Path) -> Iterator[SlackBot]:
    """A bot that Slack reaches, with its database in `folder`."""
    channels = {}
    store = SqlStore(f"sqlite:///{folder / 'bot.db'}", lambda text: text)
    runtime = Runtime(answer, store, deliver=channels, apology="Something went wrong.", poll_seconds=0.05)
    service = Flaky(runtime)
    front.connector = connect("Bank Bot", {"api_url": slack.api_url}, service)
    channels[front.connector.channel] = front.connector.deliver
    slack.address = f"{front.address}/slack/events"
    with runtime:
        yield SlackBot(service, store)
    store.close()
