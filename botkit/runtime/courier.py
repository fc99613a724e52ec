"""Delivery of committed replies to their channels, with retries until they arrive."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from botkit.domain import Delivery
from botkit.domain.errors import BotkitError, ConnectorError, NotYet
from botkit.domain.ports import Outbox
from botkit.runtime.retry import retrying
from botkit.runtime.safe_error import safe_error

logger = logging.getLogger(__name__)

Deliver = Callable[[Delivery], str]
_Lane = tuple[str, str]
"""A conversation and a channel, within which deliveries keep their order."""

_THREADS = 16  # they wait for channels, and one that hangs must not hold up the others
_MOST = 1_000  # lanes with replies queued in memory; others wait in the store
_CLOSING_SECONDS = 10.0
_LONGEST_PAUSE = 3600.0  # seconds
_PATIENCE = 60.0  # seconds


class Courier:
    """The sender of replies, through the `deliver` function of their channel, in order within a conversation.

    After a failed attempt, a reply waits as long as the channel asks, or otherwise twice as long each time. `more` is
    called when another reply that `send_due` could not see before may have become due.
    """

    def __init__(self, outbox: Outbox, deliver: Mapping[str, Deliver], more: Callable[[], None]) -> None:
        self._outbox = outbox
        self._deliver = deliver
        self._more = more
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="botkit-deliver")
        self._lock = threading.Lock()
        self._queues: dict[_Lane, deque[Delivery]] = {}  # the first one in each queue is being sent
        self._behind = False
        self._until = math.inf  # a time on the monotonic clock
        self._due_again: list[float] = []  # times on the monotonic clock
        self._closing = threading.Event()

    def send(self, delivery: Delivery) -> None:
        """Start sending a reply; if it can't be sent yet, leave it to `send_due`."""
        if delivery.channel not in self._deliver:
            return
        with self._lock:
            queue = self._queues.get(_lane(delivery))
            if queue is not None:
                queue.append(delivery)
            elif len(self._queues) < _MOST and not self._closing.is_set():
                queue = self._queues[_lane(delivery)] = deque([delivery])
                self._pool.submit(self._send_queue, _lane(delivery), queue)

    def send_due(self) -> None:
        """Start sending every reply that is due, including those of other processes. Raises StoreError."""
        if not self._deliver:
            return
        due = self._outbox.undelivered(list(self._deliver))
        with self._lock:
            others = [delivery for delivery in due if _lane(delivery) not in self._queues]
        self._behind = bool(others)
        for delivery in others:
            self.send(delivery)

    def pause(self, longest: float) -> float:
        """Return the seconds until a postponed reply is due again, at most `longest`."""
        present = time.monotonic()
        with self._lock:
            self._due_again = [moment for moment in self._due_again if moment > present]
            return min([longest, *(moment - present for moment in self._due_again)])

    def close(self) -> None:
        """Spend a few seconds on sending the replies queued here; the rest stay in the store."""
        with self._lock:
            self._closing.set()
            self._until = time.monotonic() + _CLOSING_SECONDS
        self._pool.shutdown()

    def _send_queue(self, lane: _Lane, queue: deque[Delivery]) -> None:
        more = True
        while more:
            sent = self._send(queue[0])
            with self._lock:
                queue.popleft()
                more = sent and bool(queue)
                if not more:  # if one was not sent, the later ones wait for it in the database
                    del self._queues[lane]
        if sent and self._behind:
            self._more()

    def _send(self, delivery: Delivery) -> bool:
        """Send the reply; return True if the next one in the conversation may follow."""
        if time.monotonic() > self._until:
            return False
        try:
            return self._outbox.take(delivery) and self._hand_over(delivery)
        except BotkitError as error:
            logger.error("what became of reply %d is not on record: %s", delivery.id, error)
            return False

    def _hand_over(self, delivery: Delivery) -> bool:
        try:
            receipt = self._deliver[delivery.channel](delivery)
        except NotYet as error:
            pause = error.retry_after or 1.0
            logger.debug("reply %d waits %.1f s: %s", delivery.id, pause, error)
            self._record(lambda: self._outbox.failed(delivery, retry_after=pause, sent=False))
            self._again_in(pause)
            return False
        except Exception as error:
            pause = _pause(error, delivery.attempts)
            logger.warning("%s took no reply: %s; trying again in %.0f s", delivery.channel, safe_error(error), pause)
            logger.debug("reply %d", delivery.id, exc_info=True)
            self._record(lambda: self._outbox.failed(delivery, retry_after=pause))
            return False
        self._record(lambda: self._outbox.delivered(delivery, receipt))
        return True

    def _again_in(self, seconds: float) -> None:
        with self._lock:
            self._due_again.append(time.monotonic() + seconds)
        self._more()  # the thread that looks for due replies has to know how long to sleep

    def _record(self, call: Callable[[], None]) -> None:
        """Record the outcome, retrying while the reply is reserved: without a recorded outcome, it is sent again."""
        retrying(call, seconds=_PATIENCE, closing=self._closing)


def _lane(delivery: Delivery) -> _Lane:
    return delivery.conversation_id, delivery.channel


def _pause(error: Exception, attempts: int) -> float:
    if isinstance(error, ConnectorError) and error.retry_after is not None:
        return error.retry_after
    return min(2.0 ** min(attempts, 30), _LONGEST_PAUSE)
