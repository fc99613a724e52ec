"""A small bot for the tests of the connectors: it answers at once, and remembers like a store does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from botkit.domain import (
    Answered,
    Citation,
    DecisionKind,
    Event,
    Field,
    FieldKind,
    Message,
    Reply,
    Status,
    TextDelta,
    Turn,
)
from botkit.domain.errors import MessageError
from botkit.domain.ports import Accounts, Archive, FileReader, HandOffs, Tell, Transcriber, Vault
from intents.types import Understanding

FEE = Reply(
    "A replacement card costs 8 EUR. It arrives within 5 working days.",
    DecisionKind.ANSWER,
    (
        Citation("Replace a card", "cards/replace.md", "A replacement costs 8 EUR.", "https://bank.example/replace"),
        Citation("Replace a card", "cards/replace.md", "Cards are cheap.", "https://bank.example/replace"),
        Citation("Delivery times", "cards/delivery.md", "Cards arrive within 5 working days.", "javascript:alert(1)"),
    ),
    ("Block my card", "Something else"),
)
ASKS = {
    f"ask for a {kind.value}": Reply(f"Which {kind.value}?", DecisionKind.ASK, field=Field(kind, f"the {kind.value}"))
    for kind in FieldKind
}
PAYLOAD = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>'


class Parrot:
    """A `Service`: knows a card's price, asks when told, reads what comes along, echoes the rest; fails on demand."""

    def __init__(self) -> None:
        self.fail_next = 0
        self.hold: dict[str, threading.Event] = {}
        """Stages, and "text" for the middle of the reply, at which it waits until it is let go."""
        self.asked: list[Message] = []
        self.left = threading.Event()
        """Set once a listener has gone."""
        self._turns: dict[str, list[Turn]] = {}

    def stream(self, message: Message) -> Iterator[Event]:
        self.asked.append(message)
        if self.fail_next:
            self.fail_next -= 1
            raise OSError("the disk at /srv/secret is gone")
        reply = _reply_to(message)
        for stage in ("understand", "retrieve", "generate"):
            yield Status(stage)
            self._wait(stage)
        middle = len(reply.text) // 2
        yield TextDelta(reply.text[:middle])
        self._wait("text")
        yield TextDelta(reply.text[middle:])
        yield Answered(self._known(message) or self._new(message, reply))

    @contextmanager
    def attend(self, message: Message, tell: Tell) -> Iterator[None]:
        listening = True

        def turn() -> None:
            try:
                for event in self.stream(message):
                    if listening:
                        tell(event)
            except Exception as error:
                tell(error)

        thread = threading.Thread(target=turn)
        thread.start()
        try:
            yield
        finally:
            listening = False
            self.left.set()

    def submit(self, message: Message) -> None:
        list(self.stream(message))

    def history(self, conversation_id: str) -> tuple[Turn, ...]:
        return tuple(self._turns.get(conversation_id, ()))

    hand_offs: HandOffs | None = None
    files: FileReader | None = None
    speech: Transcriber | None = None
    vault: Vault | None = None

    @property
    def archive(self) -> Archive:
        raise NotImplementedError("the parrot keeps no archive")

    @property
    def accounts(self) -> Accounts:
        raise NotImplementedError("the parrot has no team")

    def takes_part(self, conversation_id: str) -> bool | None:
        return None

    def take_part(self, conversation_id: str, present: bool) -> None:
        raise NotImplementedError("the parrot is sent out of no conversation")

    def secret(self, name: str) -> bytes:
        return name.encode().rjust(32)

    def remember(self, turn: Turn) -> None:
        """Has it know a turn that it did not take."""
        self._turns.setdefault(turn.message.conversation_id, []).append(turn)

    def _wait(self, stage: str) -> None:
        if stage in self.hold:
            assert self.hold[stage].wait(20), f"nobody let the parrot go on after {stage}"

    def _known(self, message: Message) -> Turn | None:
        same = (t for turns in self._turns.values() for t in turns if t.message.external_id == message.external_id)
        return next(same, None)

    def _new(self, message: Message, reply: Reply) -> Turn:
        turns = self._turns.setdefault(message.conversation_id, [])
        turns.append(Turn(len(turns) + 1, message, Understanding(message.text), reply))
        return turns[-1]


def _reply_to(message: Message) -> Reply:
    if message.attachments and "this" in message.text:
        one = message.attachments[0]
        return Reply(one.text, DecisionKind.ANSWER, (Citation(one.title, one.source, one.text, one.url),))
    return FEE if "card" in message.text else ASKS.get(message.text, Reply(message.text, DecisionKind.SMALLTALK))


class Ear:
    """A Transcriber that tells how much it was given."""

    def transcribe(self, audio: bytes) -> str:
        if not audio:
            raise MessageError("the recording is empty")
        return f"{len(audio)} bytes of a recording"
