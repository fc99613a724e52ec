"""Keeping hand-offs."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from botkit.domain.hand_off import HandOff, HandOffStatus
from botkit.domain.ports.hand_off_log import HandOffLog
from botkit.domain.ports.hand_off_lookup import HandOffLookup
from botkit.domain.staff import StaffMember


class HandOffStore(HandOffLookup, HandOffLog, Protocol):
    """The place where hand-offs are kept. Each method is one short transaction.

    Raises HandOffError, and what a `Store` raises.
    """

    def begin(self, conversation_id: str, staff: StaffMember) -> HandOff:
        """Take the conversation over: a hand-off that is claimed at once; the open one, if there is one."""
        ...

    def claim(self, hand_off_id: int, staff: StaffMember, *, by: StaffMember | None = None) -> HandOff:
        """Note that `staff` looks after it, whoever did before; `by` is who said so, if somebody else."""
        ...

    def say(self, hand_off_id: int, staff: StaffMember, text: str, external_id: str) -> HandOff:
        """Keep a staff member's message, on its way to the customer; the same `external_id` again changes nothing."""
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
        """Give the conversation back to the bot, which tells the customer so (`told`; "" says nothing).

        None, and nothing is done, if something has happened after `idle_since`.
        """
        ...
