"""A port for deleting data that is too old."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Retention(Protocol):
    """The deletion of conversations that are too old. Raises the errors of a `Store`."""

    def forget(self, before: datetime) -> int:
        """Delete messages answered before then, oldest first, a few hundred at most; return the number deleted."""
        ...
