"""A port for storing hand-offs."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from botkit.domain.hand_off import HandOff, HandOffStatus
from botkit.domain.ports.hand_off_log import HandOffLog
from botkit.domain.ports.hand_off_lookup import HandOffLookup
from botkit.domain.staff import StaffMember


class HandOffStore(HandOffLookup, HandOffLog, Protocol):
    """The store of hand-offs. Each method is one short transaction.

    Raises HandOffError, and the errors of a `Store`.
    """

    def begin(self, conversation_id: str, staff: StaffMember) -> HandOff:
        """Take the conversation over and return its hand-off, claimed at once: the open one if there is one."""
        ...

    def claim(self, hand_off_id: int, staff: StaffMember, *, by: StaffMember | None = None) -> HandOff:
        """Assign the hand-off to `staff`, whoever had it before; `by` is the person who assigns it, if not `staff`."""
        ...

    def say(self, hand_off_id: int, staff: StaffMember, text: str, external_id: str) -> HandOff:
        """Store a staff member's message for delivery to the customer; repeating an `external_id` changes nothing."""
        ...

    def end(
        self,
        hand_off_id: int,
        status: HandOffStatus,
        told: str,
        *,
        by: StaffMember | None = None,
        note: str = "",
        idle_since: datetime | None = None,
    ) -> HandOff | None:
        """Give the conversation back to the bot, which tells the customer with the text `told` ("" says nothing).

        Returns None, and does nothing, if anything has happened since `idle_since`.
        """
        ...
