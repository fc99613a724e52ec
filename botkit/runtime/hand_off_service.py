"""The staff's side of a conversation: taking over, writing to the customer, giving back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from botkit.domain import STAFF, Briefing, HandOff, HandOffEvent, HandOffStatus, Message, StaffMember
from botkit.domain.errors import HandOffError
from botkit.domain.ports import HandOffStore, History
from botkit.runtime.briefing import Summarise, brief

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HandOffRules:
    """The rules for hand-offs: their time limits, and the texts that the bot sends when one ends.

    If nobody claims a hand-off within `wait`, or if a claimed one is silent for `idle`, the bot takes the conversation
    back; None means never. `summarise` adds a model's summary to the briefing.
    """

    returned: str
    expired: str
    wait: timedelta | None = None
    idle: timedelta | None = None
    summarise: Summarise | None = None


class HandOffService:
    """The staff's side of hand-offs: a `botkit.domain.ports.HandOffs`. Calls `changed` when there is news to send."""

    def __init__(
        self, hand_offs: HandOffStore, history: History, rules: HandOffRules, changed: Callable[[], None]
    ) -> None:
        self._hand_offs = hand_offs
        self._history = history
        self._rules = rules
        self._changed = changed

    def find(self, hand_off_id: int) -> HandOff:
        """Return the hand-off with that id. Raises HandOffError if there is none."""
        return self._hand_offs.find(hand_off_id)

    def at(self, reference: str) -> HandOff | None:
        """Return the latest hand-off that staff were notified of at that place, or None."""
        return self._hand_offs.at(reference)

    def open(self) -> tuple[HandOff, ...]:
        """Return the hand-offs that are waiting or claimed, oldest first."""
        return self._hand_offs.open()

    def events(self, conversation_id: str) -> tuple[HandOffEvent, ...]:
        """Return the events of a conversation's hand-offs, oldest first."""
        return self._hand_offs.events(conversation_id)

    def latest(self) -> Mapping[str, int]:
        """Return the conversations with recent events, each with the id of its last event."""
        return self._hand_offs.latest()

    def briefing(self, hand_off_id: int) -> Briefing:
        """Return the briefing for the person who takes over. Raises HandOffError if the hand-off does not exist."""
        conversation_id = self.find(hand_off_id).conversation_id
        return brief(self._history.turns(conversation_id), self.events(conversation_id), self._rules.summarise)

    def take_over(self, conversation_id: str, staff: StaffMember) -> HandOff:
        """Take over a conversation that the bot has not handed off. Raises HandOffError if it does not exist."""
        return self._told(self._hand_offs.begin(conversation_id, staff))

    def claim(self, hand_off_id: int, staff: StaffMember, *, by: StaffMember | None = None) -> HandOff:
        """Assign the hand-off to `staff`, whoever had it before. Raises HandOffError if it has ended."""
        return self._told(self._hand_offs.claim(hand_off_id, staff, by=by))

    def reply(self, hand_off_id: int, staff: StaffMember, text: str, external_id: str) -> HandOff:
        """Send a message to the customer. Raises HandOffError if it has ended, MessageError if the text is empty."""
        said = Message(STAFF, "", external_id, text).text  # the rules for customers' messages apply to staff, too
        return self._told(self._hand_offs.say(hand_off_id, staff, said, external_id))

    def give_back(self, hand_off_id: int, staff: StaffMember, note: str = "") -> HandOff:
        """Give the conversation back to the bot. Raises HandOffError if that has already happened."""
        ended = self._hand_offs.end(hand_off_id, HandOffStatus.RETURNED, self._rules.returned, by=staff, note=note)
        assert ended is not None  # noqa: S101 - for the type checker: without `idle_since` it always ends
        return self._told(ended)

    def give_back_overdue(self, at: datetime) -> None:
        """Give back the hand-offs whose time limit has passed at that time. Raises StoreError."""
        for hand_off in self.open():
            claimed = hand_off.status is HandOffStatus.CLAIMED
            limit = self._rules.idle if claimed else self._rules.wait
            # The customer's own messages do not restart the wait for somebody to claim it.
            since = hand_off.active_at if claimed else hand_off.opened_at
            if limit is None or since > at - limit:
                continue
            try:
                idle_since = at - limit if claimed else None
                ended = self._hand_offs.end(
                    hand_off.id, HandOffStatus.EXPIRED, self._rules.expired, idle_since=idle_since
                )
            except HandOffError:  # somebody was quicker
                continue
            if ended:
                self._told(ended)
                logger.warning("nobody looked after hand-off %d in time; the bot has it again", hand_off.id)

    def _told(self, hand_off: HandOff) -> HandOff:
        self._changed()
        return hand_off
