"""The pace at which Slack may be asked: for each method and workspace, and for posts in a channel.

Source: https://docs.slack.dev/apis/web-api/rate-limits: one message a second in a channel, short bursts allowed; other
methods by their tier, in calls a minute.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

from botkit.domain.errors import NotYet

POSTS_AT_ONCE = 3
"""A channel takes so many posts in a burst; then one a second."""
TIERS = {
    "chat.delete": 50,
    "chat.update": 50,
    "chat.startStream": 15,  # Slack takes 20; as many have to be stopped in the same time, and some stops get lost
    "chat.appendStream": 100,
    "chat.stopStream": 20,
    "conversations.history": 50,
    "conversations.replies": 50,
    "users.info": 100,
    "views.publish": 100,
    "assistant.threads.setStatus": 100,
    "assistant.threads.setSuggestedPrompts": 100,
    "assistant.threads.setTitle": 100,
}
"""Calls a minute and workspace. What is not listed is left to Slack's own answer."""


class Pace:
    """The decision whether a call may be made now. Safe to use from many threads.

    It knows of this process's calls alone; what others do shows in a 429, after which the method is left alone for as
    long as Slack asks.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._calls: dict[tuple[str, str], deque[float]] = {}
        self._blocked: dict[tuple[str, str], float] = {}

    def take(self, team: str, method: str, channel: str = "") -> None:
        """Count a call. Raises NotYet if it would be too early; nothing is counted then."""
        with self._lock:
            present = self._clock()
            wait = self._blocked.get((team, method), 0.0) - present
            limits = self._limits(team, method, channel)
            for key, count, seconds in limits:
                wait = max(wait, self._wait(key, count, seconds, present))
            if wait > 0:
                raise NotYet(f"Slack's rate limit for {method}", retry_after=wait)
            for key, _, _ in limits:
                self._calls[key].append(present)

    def refused(self, team: str, method: str, seconds: float) -> None:
        """Note that Slack has asked to wait."""
        with self._lock:
            self._blocked[team, method] = self._clock() + seconds

    def _limits(self, team: str, method: str, channel: str) -> list[tuple[tuple[str, str], int, float]]:
        if method in ("chat.postMessage", "chat.startStream") and channel:
            return [((team, channel), POSTS_AT_ONCE, float(POSTS_AT_ONCE)), *self._tier(team, method)]
        return self._tier(team, method)

    def _tier(self, team: str, method: str) -> list[tuple[tuple[str, str], int, float]]:
        return [((team, method), TIERS[method], 60.0)] if method in TIERS else []

    def _wait(self, key: tuple[str, str], count: int, seconds: float, present: float) -> float:
        """Return the wait until fewer than `count` calls lie within the last `seconds`."""
        calls = self._calls.setdefault(key, deque())
        while calls and calls[0] <= present - seconds:
            calls.popleft()
        return calls[0] + seconds - present if len(calls) >= count else 0.0
