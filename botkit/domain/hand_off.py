"""A conversation that a person has taken over, or is to take over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from botkit.domain.staff import StaffMember


class HandOffStatus(StrEnum):
    """The stages of a hand-off. While it is waiting or claimed, the bot is quiet."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    RETURNED = "returned"
    EXPIRED = "expired"


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
        """True while the conversation is with the team, and not with the bot."""
        return self.status in (HandOffStatus.WAITING, HandOffStatus.CLAIMED)
