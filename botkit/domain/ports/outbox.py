"""A port for replies that are still to be delivered."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from botkit.domain.delivery import Delivery


class Outbox(Protocol):
    """The committed replies that have not been delivered yet. Raises the errors of a `Store`."""

    def delivery_for(self, message_id: str) -> Delivery | None:
        """Return the reply to the message if it is still undelivered; None if it has arrived, or if there is none."""
        ...

    def undelivered(self, channels: Collection[str] | None = None) -> list[Delivery]:
        """Return the replies that are due, longest overdue first: the next one of each conversation.

        `channels` limits them to those channels; None means all.
        """
        ...

    def take(self, delivery: Delivery) -> bool:
        """Reserve a due reply for the caller for the length of a lease; return False if somebody else was quicker."""
        ...

    def delivered(self, delivery: Delivery, receipt: str) -> None:
        """Record that the reply has reached its channel; `receipt` is the channel's id of it."""
        ...

    def failed(self, delivery: Delivery, *, retry_after: float, sent: bool = True) -> None:
        """Record a failed attempt; the reply is due again after `retry_after` seconds.

        If nothing was `sent`, it does not count as an attempt.
        """
        ...
