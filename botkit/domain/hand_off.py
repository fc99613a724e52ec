"""A conversation that a person has taken over or is asked to take over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from botkit.domain.staff import StaffMember


class HandOffStatus(StrEnum):
    """The stages of a hand-off. While it is waiting or claimed, the bot stays silent."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    RETURNED = "returned"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class HandOff:
    """The hand-off of a conversation to a person; a conversation has at most one that is open.

    `channel` and `address` say where the customer can be reached, `customer` is the channel's id of them. `reference`
    is the place where staff discuss the hand-off, in the form given by the channel that notified them; "" until they
    have been notified. `active_at` is the time of the last message or change.
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
        """True while staff have the conversation, and not the bot."""
        return self.status in (HandOffStatus.WAITING, HandOffStatus.CLAIMED)
