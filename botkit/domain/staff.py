"""The staff members who talk with customers."""

from __future__ import annotations

from dataclasses import dataclass

STAFF = "staff"
"""The outbox channel for news to staff."""


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A staff member; `channel` is the one they work in ("slack", "console")."""

    id: str
    name: str
    channel: str
