"""An event in a hand-off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from botkit.domain.staff import StaffMember


class HandOffEventKind(StrEnum):
    """The kinds of events in a hand-off."""

    OPENED = "opened"
    CUSTOMER = "customer"
    STAFF = "staff"
    BOT = "bot"
    CLAIMED = "claimed"
    RETURNED = "returned"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class HandOffEvent:
    """An event in a hand-off, after turn `seq` of the conversation.

    `text` is the message (of the customer, of staff, or of the bot about the hand-off), the note left on giving the
    conversation back, or the name of the person it was assigned to. `by` is the staff member who acted.
    """

    id: int
    kind: HandOffEventKind
    seq: int
    at: datetime
    text: str = ""
    by: StaffMember | None = None
