"""News for staff."""

from __future__ import annotations

from dataclasses import dataclass

from botkit.domain.hand_off import HandOff
from botkit.domain.hand_off_event import HandOffEvent


@dataclass(frozen=True, slots=True)
class StaffNews:
    """News for staff: something that happened in a hand-off, and where that stands now."""

    hand_off: HandOff
    event: HandOffEvent
