"""A port for finding hand-offs."""

from __future__ import annotations

from typing import Protocol

from botkit.domain.hand_off import HandOff


class HandOffLookup(Protocol):
    """A lookup of hand-offs. Raises HandOffError for an unknown one."""

    def find(self, hand_off_id: int) -> HandOff:
        """Return the hand-off with that id."""
        ...

    def at(self, reference: str) -> HandOff | None:
        """Return the hand-off that staff were notified of at that place (see `HandOff.reference`), or None."""
        ...

    def open(self) -> tuple[HandOff, ...]:
        """Return the hand-offs that are waiting or claimed, oldest first."""
        ...
