"""Retries while the database is unavailable."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from tenacity import (
    Retrying,
    retry_if_exception_type,
    sleep_using_event,
    stop_after_delay,
    stop_when_event_set,
    wait_exponential,
)

from botkit.domain.errors import StoreAway

T = TypeVar("T")

_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 1.0  # seconds


def retrying(call: Callable[[], T], *, seconds: float, closing: threading.Event) -> T:
    """Return the result of `call`, retrying on StoreAway for up to `seconds`, or until `closing` is set.

    A failed call may have taken effect nevertheless: `call` must be safe to repeat.
    """
    return Retrying(
        retry=retry_if_exception_type(StoreAway),
        stop=stop_after_delay(seconds) | stop_when_event_set(closing),
        wait=wait_exponential(multiplier=_FIRST_PAUSE, max=_LONGEST_PAUSE),
        sleep=sleep_using_event(closing),
        reraise=True,
    )(call)
