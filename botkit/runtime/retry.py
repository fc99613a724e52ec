"""Trying again while the database is away."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from botkit.domain.errors import StoreAway

T = TypeVar("T")

_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 1.0  # seconds


def retrying(call: Callable[[], T], *, seconds: float, closing: threading.Event) -> T:
    """What `call` returns; called again while it raises StoreAway, for so many seconds, or until `closing` is set.

    What failed may have been done all the same: `call` must bear to be repeated.
    """
    deadline = time.monotonic() + seconds
    pause = _FIRST_PAUSE
    while True:
        try:
            return call()
        except StoreAway:
            if time.monotonic() > deadline or closing.wait(pause):
                raise
            pause = min(2 * pause, _LONGEST_PAUSE)
