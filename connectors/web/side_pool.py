"""A pool of threads for work that takes long, so that everything else goes on beside it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request

from botkit.domain.errors import Busy
from connectors.web.limits import network

T = TypeVar("T")

Wanted = Callable[[], bool]
"""Asked now and then by long work: whether anybody still waits for it."""


class SidePool:
    """So many requests with long work at a time, of one network only a few; the others are refused (Busy).

    `threads` work at the same time, and `seconds` is how long a request's work is wanted, its wait included.
    """

    def __init__(self, *, threads: int = 2, most: int = 8, most_here: int = 2, seconds: float = 45.0) -> None:
        self._threads = threads
        self._most, self._most_here = most, most_here
        self._seconds = seconds
        self._here: Counter[str] = Counter()
        self._limiter: CapacityLimiter | None = None

    async def run(self, request: Request, work: Callable[[Wanted], T]) -> T:
        """Return what `work` returns; it is told that nobody waits any more when the client leaves. Raises Busy."""
        here = network(request.scope)
        if self._here.total() >= self._most or self._here[here] >= self._most_here:
            raise Busy("too much is being read just now; please send it again in a minute")
        self._here[here] += 1
        if self._limiter is None:  # belongs to the loop that serves
            self._limiter = CapacityLimiter(self._threads)
        left = threading.Event()
        until = time.monotonic() + self._seconds
        watcher = asyncio.create_task(_watch(request, left))
        try:
            wanted = partial(_is_wanted, left, until)
            return await to_thread.run_sync(work, wanted, limiter=self._limiter)
        finally:
            left.set()
            watcher.cancel()
            self._here[here] -= 1
            self._here += Counter()  # who has none left is forgotten


async def _watch(request: Request, left: threading.Event) -> None:
    """Note that the client is gone. The body has been read, so there is nothing else to receive."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    left.set()


def _is_wanted(left: threading.Event, until: float) -> bool:
    return not left.is_set() and time.monotonic() < until
