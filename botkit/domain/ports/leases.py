"""The right to answer, for a while."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from botkit.domain.claim import Claim


class Leases(Protocol):
    """The claims of processes on conversations that they answer. Raises what a `Store` raises."""

    def claim(self, conversation_id: str | None = None, *, merge: bool = False) -> Claim | None:
        """Claim the message that waits longest in any conversation that is free; None if there is none.

        `conversation_id` names the only conversation to look at. With `merge`, all messages that wait in it make one.
        """
        ...

    def extend(self, claim: Claim) -> Claim | None:
        """Return a claim instead of this one, with the messages that came since; None if there are none.

        Raises StaleClaim if the claim has passed to somebody else.
        """
        ...

    def renew(self, claims: Collection[Claim]) -> None:
        """Lengthen the leases of claims that still hold."""
        ...

    def release(self, claim: Claim, *, pause: float = 0.0) -> None:
        """Give a claim back unanswered; nobody gets it for `pause` seconds."""
        ...
