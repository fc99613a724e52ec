"""A port for claiming the right to answer for a limited time."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from botkit.domain.claim import Claim


class Leases(Protocol):
    """The claims of processes on the conversations that they answer. Raises the errors of a `Store`."""

    def claim(self, conversation_id: str | None = None, *, merge: bool = False) -> Claim | None:
        """Claim the message that has waited longest in any free conversation; return None if there is none.

        `conversation_id` restricts this to one conversation. With `merge`, all the messages waiting in it become one.
        """
        ...

    def extend(self, claim: Claim) -> Claim | None:
        """Return a claim that replaces this one and includes the messages that have come since; None if there are none.

        Raises StaleClaim if the claim has passed to another process.
        """
        ...

    def renew(self, claims: Collection[Claim]) -> None:
        """Extend the leases of the claims that still hold."""
        ...

    def release(self, claim: Claim, *, pause: float = 0.0) -> None:
        """Give a claim back unanswered; nobody can take it for `pause` seconds."""
        ...
