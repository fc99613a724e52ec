"""Forgetting what is too old."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Retention(Protocol):
    """The end of conversations that are too old. Raises what a `Store` raises."""

    def forget(self, before: datetime) -> int:
        """Delete what was answered before then, oldest first; return how many messages: at most a few hundred."""
        ...
