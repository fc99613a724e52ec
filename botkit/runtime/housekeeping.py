"""Periodic work."""

from __future__ import annotations

import time
from datetime import timedelta

from botkit.domain import now
from botkit.domain.ports import Inbox, Retention
from botkit.runtime.courier import Courier
from botkit.runtime.hand_off_service import HandOffService
from botkit.runtime.listeners import Listeners
from botkit.runtime.workers import Workers

_CLEANING_SECONDS = 3600.0
"""Seconds between two deletions of data that is too old."""


class Housekeeping:
    """The periodic work of a bot.

    Each look sends the replies that are due; every `poll_seconds`, one renews claims and takes up work that others
    left; every hour, one deletes data that is too old. `keep` is the retention time of answered messages; None means
    for ever.
    """

    def __init__(
        self,
        inbox: Inbox,
        retention: Retention,
        *,
        courier: Courier,
        workers: Workers,
        listeners: Listeners,
        desk: HandOffService | None,
        keep: timedelta | None,
        poll_seconds: float,
    ) -> None:
        self._inbox = inbox
        self._retention = retention
        self._courier = courier
        self._workers = workers
        self._listeners = listeners
        self._desk = desk
        self._keep = keep
        self._poll_seconds = poll_seconds
        self._look_at, self._clean_at = 0.0, 0.0  # times on the monotonic clock

    def look_around(self) -> None:
        """Do all the work that is due. Raises StoreError."""
        self._courier.send_due()
        present = time.monotonic()
        if present >= self._look_at:
            self._look_at = present + self._poll_seconds
            self._workers.keep_claims()
            self._listeners.look_elsewhere()
            if self._desk is not None:
                self._desk.give_back_overdue(now())
            if self._inbox.unanswered():
                self._workers.begin()
        if self._keep is not None and present >= self._clean_at:
            deleted = self._retention.forget(now() - self._keep)
            self._clean_at = present + (0 if deleted else _CLEANING_SECONDS)
