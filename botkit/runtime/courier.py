"""Takes committed replies to their channels, again and again until they arrive."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from botkit.errors import BotkitError, ConnectorError, NotYet
from botkit.protocols import Store
from botkit.runtime.patience import persistently
from botkit.runtime.reason import reason
from botkit.types import Delivery

logger = logging.getLogger(__name__)

Deliver = Callable[[Delivery], str]

_THREADS = 4  # one channel that hangs must not hold up the others
_LONGEST_PAUSE = 3600.0  # seconds
_PATIENCE = 60.0  # seconds


class Courier:
    """Delivers with the function that `deliver` has for the channel; `arrived` is called when more may be due.

    A reply that can't be delivered waits as long as the channel asks, or else twice as long after each attempt.
    """

    def __init__(self, store: Store, deliver: Mapping[str, Deliver], arrived: Callable[[], None]) -> None:
        self._store = store
        self._deliver = deliver
        self._arrived = arrived
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="botkit-deliver")
        self._lock = threading.Lock()
        self._under_way: set[int] = set()
        self._due_again: list[float] = []  # readings of the monotonic clock
        self._closing = threading.Event()

    def send_due(self) -> None:
        """Begins to send what is due. Raises StoreError."""
        if not self._deliver:
            return
        for delivery in self._store.undelivered(list(self._deliver)):
            with self._lock:
                if delivery.id in self._under_way:
                    continue
                self._under_way.add(delivery.id)
            self._pool.submit(self._send, delivery)

    def pause(self, longest: float) -> float:
        """Seconds until something that had to wait is due again, at most `longest`."""
        present = time.monotonic()
        with self._lock:
            self._due_again = [moment for moment in self._due_again if moment > present]
            return min([longest, *(moment - present for moment in self._due_again)])

    def close(self) -> None:
        """Waits for what is being sent."""
        self._closing.set()
        self._pool.shutdown()

    def _send(self, delivery: Delivery) -> None:
        try:
            if self._store.take(delivery):
                self._hand_over(delivery)
        except BotkitError as error:
            logger.error("what became of reply %d is not on record: %s", delivery.id, error)
        finally:
            with self._lock:
                self._under_way.discard(delivery.id)

    def _hand_over(self, delivery: Delivery) -> None:
        try:
            receipt = self._deliver[delivery.channel](delivery)
        except NotYet as error:
            pause = error.retry_after or 1.0
            logger.debug("reply %d waits %.1f s: %s", delivery.id, pause, error)
            self._record(lambda: self._store.failed(delivery, retry_after=pause, sent=False))
            self._again_in(pause)
        except Exception as error:
            pause = _pause(error, delivery.attempts)
            logger.warning("%s took no reply: %s; trying again in %.0f s", delivery.channel, reason(error), pause)
            logger.debug("reply %d", delivery.id, exc_info=True)
            self._record(lambda: self._store.failed(delivery, retry_after=pause))
        else:
            self._record(lambda: self._store.delivered(delivery, receipt))
            self._arrived()  # the conversation's next reply may go out

    def _again_in(self, seconds: float) -> None:
        with self._lock:
            self._due_again.append(time.monotonic() + seconds)
        self._arrived()  # whoever looks for what is due has to know how long to sleep

    def _record(self, call: Callable[[], None]) -> None:
        """What isn't recorded is sent again, so it is tried for as long as the reply is reserved."""
        persistently(call, seconds=_PATIENCE, closing=self._closing)


def _pause(error: Exception, attempts: int) -> float:
    if isinstance(error, ConnectorError) and error.retry_after is not None:
        return error.retry_after
    return min(2.0 ** min(attempts, 30), _LONGEST_PAUSE)
