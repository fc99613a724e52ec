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
    """The rules of hand-offs: how long they last, and what the bot tells the customer when one ends.

    After `wait` without anybody who claims it, or `idle` without a word in one that is claimed, the bot takes the
    conversation back; None means never. `summarise` adds a model's summary to the briefing.
    """

    returned: str
    expired: str
    wait: timedelta | None = None
    idle: timedelta | None = None
    summarise: Summarise | None = None


class HandOffService:
    """The staff's side of hand-offs: a `botkit.domain.ports.HandOffs`. `changed` is called when news is to go out."""

    def __init__(
        self, hand_offs: HandOffStore, history: History, rules: HandOffRules, changed: Callable[[], None]
    ) -> None:
        self._hand_offs = hand_offs
        self._history = history
        self._rules = rules
        self._changed = changed

    def find(self, hand_off_id: int) -> HandOff:
        """Return the hand-off of that id. Raises HandOffError if there is none."""
        return self._hand_offs.find(hand_off_id)

    def at(self, reference: str) -> HandOff | None:
        """Return the latest hand-off that staff were told of at that place; None if there is none."""
        return self._hand_offs.at(reference)

    def open(self) -> tuple[HandOff, ...]:
        """Return those that wait or are claimed, the oldest first."""
        return self._hand_offs.open()

    def events(self, conversation_id: str) -> tuple[HandOffEvent, ...]:
        """Return what happened in the hand-offs of a conversation, oldest first."""
        return self._hand_offs.events(conversation_id)

    def latest(self) -> Mapping[str, int]:
        """Return where something happened lately: conversations, each with the id of the last event there."""
        return self._hand_offs.latest()

    def briefing(self, hand_off_id: int) -> Briefing:
        """Return what somebody who takes over has to know. Raises HandOffError if there is no such hand-off."""
        conversation_id = self.find(hand_off_id).conversation_id
        return brief(self._history.turns(conversation_id), self.events(conversation_id), self._rules.summarise)

    def take_over(self, conversation_id: str, staff: StaffMember) -> HandOff:
        """Take a conversation over that the bot has not handed off. Raises HandOffError if there is none."""
        return self._told(self._hand_offs.begin(conversation_id, staff))

    def claim(self, hand_off_id: int, staff: StaffMember, *, by: StaffMember | None = None) -> HandOff:
        """Let `staff` look after it, whoever did before. Raises HandOffError if it is over."""
        return self._told(self._hand_offs.claim(hand_off_id, staff, by=by))

    def reply(self, hand_off_id: int, staff: StaffMember, text: str, external_id: str) -> HandOff:
        """Send a message to the customer. Raises HandOffError if it is over, MessageError if there is no text."""
        said = Message(STAFF, "", external_id, text).text  # what holds for customers holds for staff
        return self._told(self._hand_offs.say(hand_off_id, staff, said, external_id))

    def give_back(self, hand_off_id: int, staff: StaffMember, note: str = "") -> HandOff:
        """Give the conversation back to the bot. Raises HandOffError if that has happened."""
        ended = self._hand_offs.end(hand_off_id, HandOffStatus.RETURNED, self._rules.returned, by=staff, note=note)
        assert ended is not None  # noqa: S101 - for the type checker: without `idle_since` it ends
        return self._told(ended)

    def give_back_overdue(self, at: datetime) -> None:
        """Give back what nobody looks after at that time. Raises StoreError."""
        for hand_off in self.open():
            claimed = hand_off.status is HandOffStatus.CLAIMED
            limit = self._rules.idle if claimed else self._rules.wait
            # what the customer writes while nobody has claimed it makes the waiting no shorter
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
