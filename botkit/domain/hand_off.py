"""The values of a conversation that a person has taken over, or is to take over. All are frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

STAFF = "staff"
"""The channel, in the outbox, of what staff are told."""


class HandOffStatus(StrEnum):
    """Where a hand-off stands. While it is waiting or claimed, the bot is quiet."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    RETURNED = "returned"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody of the team; `channel` is where they are at work ("slack", "console")."""

    id: str
    name: str
    channel: str


@dataclass(frozen=True, slots=True)
class HandOff:
    """A conversation with a person; at most one of a conversation is open.

    `channel` and `address` are where the customer is, `customer` the channel's id of them. `reference` is the place
    where staff talk about it, as the channel that told them names it; "" until they were told. `active_at` is when
    somebody last said or did something.
    """

    id: int
    conversation_id: str
    status: HandOffStatus
    channel: str
    customer: str
    opened_at: datetime
    active_at: datetime
    address: Mapping[str, str] = field(default_factory=dict)
    claimed_by: StaffMember | None = None
    reference: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the conversation is with the team, and not with the bot."""
        return self.status in (HandOffStatus.WAITING, HandOffStatus.CLAIMED)


class HandOffEventKind(StrEnum):
    """What happens in a hand-off."""

    OPENED = "opened"
    CUSTOMER = "customer"
    STAFF = "staff"
    BOT = "bot"
    CLAIMED = "claimed"
    RETURNED = "returned"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class HandOffEvent:
    """Something that happened in a hand-off, after the conversation's turn `seq`.

    `text` is what was said: by the customer, by staff, by the bot about the hand-off; the note of who gave it back; or
    the name of who was given it. `by` is who of the staff did it.
    """

    id: int
    kind: HandOffEventKind
    seq: int
    at: datetime
    text: str = ""
    by: StaffMember | None = None


@dataclass(frozen=True, slots=True)
class StaffNews:
    """What staff are told: something that happened in a hand-off, and where that stands now."""

    hand_off: HandOff
    event: HandOffEvent


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a transcript; `speaker` is "customer", "bot", or the name of somebody of the staff."""

    speaker: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Briefing:
    """What somebody who takes over has to know.

    `summary` is a sentence or two, `slots` what the customer has told, by name, `tried` what the bot did about each
    question. `transcript` has the latest lines, oldest first.
    """

    summary: str
    transcript: tuple[Line, ...]
    slots: Mapping[str, str] = field(default_factory=dict)
    tried: tuple[str, ...] = ()
