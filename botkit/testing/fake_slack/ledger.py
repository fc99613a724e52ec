"""The ledger of the fake: the app's calls, their effects, and the faults that are planned for the next ones."""

from __future__ import annotations

import itertools
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the Web API: its method, its arguments, its token, its answer, and its time."""

    method: str
    arguments: Mapping[str, Any]
    token: str
    answer: Mapping[str, Any]
    at: float


@dataclass(frozen=True, slots=True)
class Misbehaviour:
    """The fault of the next call of a method: an error, a rate limit, a lost answer, or an outage."""

    error: str = ""
    retry_after: int = 0
    lost: bool = False
    outage: bool = False


class Ledger:
    """The visible state of a workspace. `posts` are the app's messages, as they are after edits."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.posts: list[Payload] = []
        self.views: dict[str, Payload] = {}
        """The App Home of each user."""
        self.statuses: list[Payload] = []
        self.prompts: list[Payload] = []
        self.titles: list[Payload] = []
        self.whispers: list[Payload] = []
        """Messages that only one person sees."""
        self.changed = threading.Condition()
        self._numbers = itertools.count(1)
        self._misbehaviours: dict[str, deque[Misbehaviour]] = {}

    def ts(self) -> str:
        """Return a new timestamp, which is also the id of a message in its channel."""
        return f"{int(time.time())}.{next(self._numbers):06d}"

    def number(self) -> int:
        """Return a number that has not been used before."""
        return next(self._numbers)

    def plan(self, method: str, misbehaviour: Misbehaviour, calls: int) -> None:
        """Plan what happens to the next calls of the method."""
        self._misbehaviours.setdefault(method, deque()).extend([misbehaviour] * calls)

    def planned(self, method: str) -> Misbehaviour:
        """Take what was planned for this call."""
        planned = self._misbehaviours.get(method)
        return planned.popleft() if planned else Misbehaviour()

    def wait_for(self, holds: Callable[[], object], timeout: float) -> bool:
        """Wait until `holds()` is true, now or after some call within `timeout` seconds; return whether it is."""
        with self.changed:
            return bool(self.changed.wait_for(holds, timeout))

    def fastest_posts(self, seconds: float = 10.0) -> int:
        """Return the most posts that one channel got within so many seconds, refused ones included."""
        times: dict[str, list[float]] = defaultdict(list)
        for call in self.calls:
            if call.method in ("chat.postMessage", "chat.startStream"):
                times[str(call.arguments.get("channel"))].append(call.at)
        return max((_most_within(moments, seconds) for moments in times.values()), default=0)

    def fastest_calls(self, method: str, seconds: float = 60.0) -> int:
        """Return the most calls of a method within so many seconds, refused ones included."""
        return _most_within([call.at for call in self.calls if call.method == method], seconds)


def _most_within(moments: list[float], seconds: float) -> int:
    if not moments:
        return 0
    return max(sum(first <= moment < first + seconds for moment in moments) for first in moments)
