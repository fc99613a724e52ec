"""Finding hand-offs."""

from __future__ import annotations

from typing import Protocol

from botkit.domain.hand_off import HandOff


class HandOffLookup(Protocol):
    """A way to find hand-offs. Raises HandOffError where one is unknown."""

    def find(self, hand_off_id: int) -> HandOff:
        """Return the hand-off of that id."""
        ...

    def at(self, reference: str) -> HandOff | None:
        """Return the hand-off that staff were told of at that place (see `HandOff.reference`); None if none was."""
        ...

    def open(self) -> tuple[HandOff, ...]:
        """Return those that wait or are claimed, the oldest first."""
        ...
