"""Something that happened in a hand-off."""

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
