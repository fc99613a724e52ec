"""The news that a visitor is told unasked: by people who have taken over, and by the bot about that."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager

from fastapi.concurrency import run_in_threadpool
from fastapi.sse import format_sse_event

from botkit.domain import HandOffEvent, HandOffEventKind
from botkit.domain.errors import BotkitError
from botkit.domain.ports import HandOffLog
from connectors.web.messages import Said

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""The time between two looks at the database for news, once for all who listen."""
ALIVE_SECONDS = 15.0
_TOLD = {
    HandOffEventKind.OPENED,
    HandOffEventKind.CLAIMED,
    HandOffEventKind.STAFF,
    HandOffEventKind.BOT,
    HandOffEventKind.RETURNED,
    HandOffEventKind.EXPIRED,
}


class Newsroom:
    """An alarm for those who listen to a conversation when something is said there, by whichever process."""

    def __init__(self, hand_offs: HandOffLog) -> None:
        self._hand_offs = hand_offs
        self._listeners: dict[str, dict[asyncio.Event, int]] = {}
        self._looking: asyncio.Task[None] | None = None
        self._closed = False

    def hang_up(self) -> None:
        """Tell nothing more: whoever listens may ask another process, or this one's successor."""
        self._closed = True
        for here in self._listeners.values():
            for news in here:
                news.set()

    async def said(self, conversation_id: str, after: int) -> AsyncIterator[bytes]:
        """Yield server-sent events of what is said after the event of that id; now and then a sign of life."""
        yield b": listening\n\n"
        with self._listening(conversation_id) as news:
            while not self._closed:
                news.clear()
                for event in await run_in_threadpool(self._hand_offs.events, conversation_id):
                    if event.id > after and is_told(event):
                        yield format_sse_event(event="said", data_str=said(event).model_dump_json(), id=str(event.id))
                    after = max(after, event.id)
                self._listeners[conversation_id][news] = after
                while not news.is_set():
                    try:
                        await asyncio.wait_for(news.wait(), ALIVE_SECONDS)
                    except TimeoutError:
                        yield b": alive\n\n"

    @contextmanager
    def _listening(self, conversation_id: str) -> Iterator[asyncio.Event]:
        news = asyncio.Event()
        self._listeners.setdefault(conversation_id, {})[news] = 0
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        try:
            yield news
        finally:
            here = self._listeners[conversation_id]
            del here[news]
            if not here:
                del self._listeners[conversation_id]

    async def _look(self) -> None:
        """Ask for news as long as anybody listens."""
        while self._listeners:
            try:
                self._wake(await run_in_threadpool(self._hand_offs.latest))
            except BotkitError as error:
                logger.error("cannot look for what staff said: %s", error)
            await asyncio.sleep(LOOK_SECONDS)
        self._looking = None

    def _wake(self, latest: Mapping[str, int]) -> None:
        for conversation_id in latest.keys() & self._listeners.keys():
            for news, known in self._listeners[conversation_id].items():
                if latest[conversation_id] > known:
                    news.set()


def is_told(event: HandOffEvent) -> bool:
    """Tell whether the visitor hears of it."""
    return event.kind in _TOLD


def said(event: HandOffEvent) -> Said:
    """Return the event as the visitor may see it: what staff note for each other is not for them."""
    spoken = event.kind in (HandOffEventKind.STAFF, HandOffEventKind.BOT)
    claimed_by = event.text or (event.by.name if event.by else "")
    author = claimed_by if event.kind is HandOffEventKind.CLAIMED else event.by.name if event.by and spoken else ""
    return Said(
        id=event.id, kind=event.kind.value, author=author, text=event.text if spoken else "", seq=event.seq, at=event.at
    )


def all_said(hand_offs: HandOffLog | None, conversation_id: str) -> list[Said]:
    """Return what was said in the conversation so far."""
    events = hand_offs.events(conversation_id) if hand_offs else ()
    return [said(event) for event in events if is_told(event)]
