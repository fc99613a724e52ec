"""The people of the team who talk with customers."""

from __future__ import annotations

from dataclasses import dataclass

STAFF = "staff"
"""The channel, in the outbox, of what staff are told."""


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody of the team; `channel` is where they are at work ("slack", "console")."""

    id: str
    name: str
    channel: str
