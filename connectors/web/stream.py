"""A turn as server-sent events that any process can resume."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress

from fastapi.concurrency import contextmanager_in_threadpool
from fastapi.sse import ServerSentEvent

from botkit.domain import Answered, Event, Message, Status, TextDelta
from botkit.domain.errors import BotkitError, MessageError
from botkit.domain.ports import MessageIntake
from connectors.web.messages import FAILED, Answer

logger = logging.getLogger(__name__)

Happened = Event | Exception


@asynccontextmanager
async def attended(service: MessageIntake, message: Message) -> AsyncIterator[asyncio.Queue[Happened]]:
    """Accept the message; in the block, the queue fills with the events of its turn. No thread waits for them."""
    loop = asyncio.get_running_loop()
    events: asyncio.Queue[Happened] = asyncio.Queue()

    def tell(event: Happened) -> None:
        with suppress(RuntimeError):  # the loop has been closed: nobody is there any more
            loop.call_soon_threadsafe(events.put_nowait, event)

    async with contextmanager_in_threadpool(service.attend(message, tell)):
        yield events


async def turn_events(
    events: asyncio.Queue[Happened], message: Message, last_event_id: str
) -> AsyncIterator[ServerSentEvent]:
    """Yield the turn as events: status, delta (reset where it begins anew), and at the end reply or error."""
    told = Transcript(last_event_id)
    while True:
        match await events.get():
            case Status(stage):
                yield ServerSentEvent(event="status", data={"stage": stage})
            case TextDelta(text):
                for event in told.more(text):
                    yield event
            case Answered(turn):
                for event in told.whole(turn.reply.text):
                    yield event
                yield ServerSentEvent(event="reply", data=Answer.of(turn), id=mark(turn.reply.text))
                return
            case MessageError() as error:
                yield ServerSentEvent(event="error", data={"message": str(error)})
                return
            case Exception() as error:
                # The status line has been sent by now. What went wrong is for the operator, not for the customer; and
                # what is not our own error may quote what the customer wrote, so the log gets its kind only.
                reason = error if isinstance(error, BotkitError) else type(error).__name__
                logger.error(
                    "the turn of message %s failed: %s; the customer was asked to try again", message.id, reason
                )
                logger.debug("message %s", message.id, exc_info=error)
                yield ServerSentEvent(event="error", data={"message": FAILED})
                return


class Transcript:
    """The part of a reply that a reader has, and what it lacks.

    An event's id says how much text the reader has after it, and which: `mark`. So whoever knows the reply can go on
    from there, with no record of who was sent what. Where the reader has something else (a turn that was cut off, and
    was worded differently when another process took it), a `reset` tells it to begin anew.
    """

    def __init__(self, last_event_id: str) -> None:
        self._has = last_event_id if re.fullmatch(MARK, last_event_id) else mark("")
        self._length = int(self._has.partition("-")[0])
        self._text = ""

    def more(self, text: str) -> Iterator[ServerSentEvent]:
        """Go on with `text`: yield nothing, as long as the reader has that already."""
        self._text += text
        if len(self._text) >= self._length:
            yield from self._rest()

    def whole(self, text: str) -> Iterator[ServerSentEvent]:
        """Complete the reply `text`: yield what the reader lacks of it."""
        self._text = text
        yield from self._rest()

    def _rest(self) -> Iterator[ServerSentEvent]:
        if mark(self._text[: self._length]) != self._has:
            yield ServerSentEvent(event="reset", data={}, id=mark(""))
            self._length = 0
        if rest := self._text[self._length :]:
            self._has, self._length = mark(self._text), len(self._text)
            yield ServerSentEvent(event="delta", data={"text": rest}, id=self._has)


MARK = r"\d{1,6}-[0-9a-f]{16}"


def mark(text: str) -> str:
    """Return the id of the event after which a reader has `text`: its length in characters, and a digest."""
    return f"{len(text)}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
