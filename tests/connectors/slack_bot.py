"""A bot on Slack for the tests: the real connector and store, a served address, and an engine that answers at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Self

import uvicorn
from starlette.routing import Mount, Router
from starlette.types import Receive, Scope, Send

from botkit.domain import (
    STAFF,
    Citation,
    Conversation,
    DecisionKind,
    Delivery,
    Event,
    Field,
    FieldKind,
    Message,
    Outcome,
    Reply,
    TextDelta,
    Turn,
)
from botkit.domain.errors import StoreError
from botkit.domain.ports import Accounts, Archive, Draft, FileReader, HandOffs, Service, Tell, Transcriber, Vault
from botkit.runtime import HandOffRules, Runtime
from botkit.store import SqlStore
from botkit.testing.fake_slack import FakeSlack
from connectors.slack.connector import SlackConnector, connect
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
    """Know a fee, ask back `when?` and `block it`, hand off `person`; repeat all else, and count turns."""
    seq = conversation.length + 1
    reply = Reply(f"{seq}: {message.text}", DecisionKind.SMALLTALK)
    if "fee" in message.text:
        reply = FEE
    if message.text.endswith("when?"):
        reply = Reply("On which day?", DecisionKind.ASK, field=Field(FieldKind.DATE, "the day"))
    if message.text == "block it":
        reply = Reply("Shall I block it?", DecisionKind.ASK, choices=("Yes", "No"))
    if message.text == "what is read?":
        text = "; ".join(f"{one.title} says {one.text}" for one in message.attachments)
        reply = Reply(f"{seq}: {text}", DecisionKind.ANSWER)
    if "person" in message.text:
        reply = Reply("One moment.", DecisionKind.HAND_OFF)
    yield TextDelta(reply.text[:3])
    if "slowly" in message.text:
        time.sleep(2.5)
    yield TextDelta(reply.text[3:])
    yield Outcome(Turn(seq, message, Understanding(message.text), reply), conversation.state)


EngineTurn = Callable[[Message, Conversation], Iterator[TextDelta | Outcome]]


class Flaky:
    """A service whose database fails as often as it is told to before it keeps a message."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.failures = 0

    def stream(self, message: Message) -> Iterator[Event]:
        return self._service.stream(message)

    def attend(self, message: Message, tell: Tell) -> AbstractContextManager[None]:
        return self._service.attend(message, tell)

    def submit(self, message: Message) -> None:
        if self.failures:
            self.failures -= 1
            raise StoreError("the disk is full; make room")
        self._service.submit(message)

    def history(self, conversation_id: str) -> tuple[Turn, ...]:
        return self._service.history(conversation_id)

    def takes_part(self, conversation_id: str) -> bool | None:
        return self._service.takes_part(conversation_id)

    def take_part(self, conversation_id: str, present: bool) -> None:
        self._service.take_part(conversation_id, present)

    @property
    def hand_offs(self) -> HandOffs | None:
        return self._service.hand_offs

    @property
    def archive(self) -> Archive:
        return self._service.archive

    @property
    def accounts(self) -> Accounts:
        return self._service.accounts

    @property
    def files(self) -> FileReader | None:
        return self._service.files

    @property
    def speech(self) -> Transcriber | None:
        return self._service.speech

    def secret(self, name: str) -> bytes:
        return self._service.secret(name)

    @property
    def vault(self) -> Vault | None:
        return self._service.vault


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
        assert self.connector is not None, "no bot is running"
        await Router([Mount(self.connector.prefix, self.connector.app)])(scope, receive, send)


RULES = HandOffRules(returned="It's me again.", expired="Nobody is free.")


@contextmanager
def running_bot(
    slack: FakeSlack,
    front: Front,
    folder: Path,
    url: str = "",
    rules: HandOffRules = RULES,
    keys: str = "",
    turn: EngineTurn = answer,
    **settings: object,
) -> Iterator[SlackBot]:
    """Yield a bot that Slack reaches, with its database in `folder`; what there is of a web page reads nothing."""
    channels: dict[str, Callable[[Delivery], str]] = {}
    previews: dict[str, Callable[[Draft], Tell]] = {}
    store = SqlStore(url or f"sqlite:///{folder / 'bot.db'}", lambda text: text, keys=keys)
    runtime = Runtime(
        turn,
        store,
        deliver=channels,
        previews=previews,
        apology="Something went wrong.",
        hand_off=rules,
        poll_seconds=0.05,
    )
    service = Flaky(runtime)
    if slack.socket is not None:
        settings["transport"] = "socket"
    front.connector = connect("Bank Bot", {"api_url": slack.api_url, **settings}, service)
    channels[front.connector.channel] = front.connector.deliver
    previews[front.connector.channel] = front.connector.preview
    if front.connector.tell_staff is not None:
        channels[STAFF] = front.connector.tell_staff
    channels["web"] = lambda delivery: f"web:{delivery.id}"
    slack.address = f"{front.address}/slack/events"
    with runtime:
        front.connector.start()
        try:
            yield SlackBot(service, store)
        finally:
            front.connector.close()
    store.close()
