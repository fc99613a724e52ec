"""News for staff."""

from __future__ import annotations

from dataclasses import dataclass

from botkit.domain.hand_off import HandOff
from botkit.domain.hand_off_event import HandOffEvent


@dataclass(frozen=True, slots=True)
class StaffNews:
    """News for staff: an event in a hand-off, and the hand-off's present state."""

    hand_off: HandOff
    event: HandOffEvent
