"""The staff's side of hand-offs."""

from __future__ import annotations

from typing import Protocol

from botkit.domain.briefing import Briefing
from botkit.domain.hand_off import HandOff
from botkit.domain.ports.hand_off_log import HandOffLog
from botkit.domain.ports.hand_off_lookup import HandOffLookup
from botkit.domain.staff import StaffMember


class HandOffs(HandOffLookup, HandOffLog, Protocol):
    """Hand-offs as a connector for staff sees and changes them. Raises HandOffError where one is over or unknown."""

    def briefing(self, hand_off_id: int) -> Briefing:
        """Return what somebody who takes over has to know."""
        ...

    def take_over(self, conversation_id: str, staff: StaffMember) -> HandOff:
        """Take a conversation over that the bot has not handed off. Raises HandOffError if there is none."""
        ...

    def claim(self, hand_off_id: int, staff: StaffMember, *, by: StaffMember | None = None) -> HandOff:
        """Let `staff` look after it, whoever did before; `by` is who gives it to them, if somebody else."""
        ...

    def reply(self, hand_off_id: int, staff: StaffMember, text: str, external_id: str) -> HandOff:
        """Send a message to the customer, durably; claim a hand-off that waits.

        `external_id` is the staff channel's id of the message: the same one again changes nothing. Raises MessageError
        if the text cannot be taken.
        """
        ...

    def give_back(self, hand_off_id: int, staff: StaffMember, note: str = "") -> HandOff:
        """Give the conversation back to the bot; `note` stays with it for whoever takes over next."""
        ...
