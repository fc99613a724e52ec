"""A port for the staff's side of hand-offs."""

from __future__ import annotations

from typing import Protocol

from botkit.domain.briefing import Briefing
from botkit.domain.hand_off import HandOff
from botkit.domain.ports.hand_off_log import HandOffLog
from botkit.domain.ports.hand_off_lookup import HandOffLookup
from botkit.domain.staff import StaffMember


class HandOffs(HandOffLookup, HandOffLog, Protocol):
    """Hand-offs as a connector for staff sees and changes them. Raises HandOffError if one has ended or is unknown."""

    def briefing(self, hand_off_id: int) -> Briefing:
        """Return the briefing for the person who takes over."""
        ...

    def take_over(self, conversation_id: str, staff: StaffMember) -> HandOff:
        """Take over a conversation that the bot has not handed off. Raises HandOffError if it does not exist."""
        ...

    def claim(self, hand_off_id: int, staff: StaffMember, *, by: StaffMember | None = None) -> HandOff:
        """Assign the hand-off to `staff`, whoever had it before; `by` is the person who assigns it, if not `staff`."""
        ...

    def reply(self, hand_off_id: int, staff: StaffMember, text: str, external_id: str) -> HandOff:
        """Send a message to the customer, durably; claim the hand-off if it is waiting.

        `external_id` is the staff channel's id of the message: repeating it changes nothing. Raises MessageError if the
        text cannot be accepted.
        """
        ...

    def give_back(self, hand_off_id: int, staff: StaffMember, note: str = "") -> HandOff:
        """Give the conversation back to the bot; `note` is kept for the person who takes over next."""
        ...
