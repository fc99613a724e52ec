"""The present time."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The present time, with its zone (UTC)."""
    return datetime.now(UTC)
