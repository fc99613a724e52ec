"""Showing replies while they are made."""

from __future__ import annotations

from typing import Protocol

from botkit.domain.claim import Claim


class Previews(Protocol):
    """The places where replies are shown while they are made. Raises what a `Store` raises."""

    def allows(self, claim: Claim) -> bool:
        """Return whether the reply may be shown: nothing of it is, and no earlier one is on its way to the channel."""
        ...

    def note(self, claim: Claim, reference: str) -> bool:
        """Note where the reply is shown while it is made, before anything is said there.

        False if the turn is over, or somebody else's, or the reply is shown already.
        """
        ...
