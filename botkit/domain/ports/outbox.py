"""Replies on their way to channels."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from botkit.domain.delivery import Delivery


class Outbox(Protocol):
    """The replies that were committed, until they have arrived. Raises what a `Store` raises."""

    def delivery_for(self, message_id: str) -> Delivery | None:
        """Return the reply to the message, if it is on its way; None once it was delivered, or if there is none yet."""
        ...

    def undelivered(self, channels: Collection[str] | None = None) -> list[Delivery]:
        """Return replies due to go out, those due longest first: of each conversation the one that comes next.

        `channels` limits them to those channels; None means all.
        """
        ...

    def take(self, delivery: Delivery) -> bool:
        """Reserve a due reply for the caller, for the length of a lease; False if somebody else was quicker."""
        ...

    def delivered(self, delivery: Delivery, receipt: str) -> None:
        """Record that the reply has reached its channel; `receipt` is the channel's id of it."""
        ...

    def failed(self, delivery: Delivery, *, retry_after: float, sent: bool = True) -> None:
        """Record a failed attempt; the reply is due again after that many seconds.

        If nothing was `sent`, it does not count as an attempt.
        """
        ...
