"""Ports for the channels through which messages arrive and replies are sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, runtime_checkable

from botkit.domain.delivery import Delivery
from botkit.domain.message import Message
from botkit.domain.ports.service import Service
from botkit.domain.ports.tell import Tell


class Connector(Protocol):
    """A channel that is served over HTTP."""

    @property
    def channel(self) -> str:
        """The name of the channel, as in `Message.channel`."""
        ...

    @property
    def prefix(self) -> str:
        """The path at which its application is mounted: "" or a path such as "/slack"."""
        ...

    @property
    def app(self) -> Any:
        """The ASGI application."""
        ...

    def deliver(self, delivery: Delivery) -> str:
        """Send a reply and return the channel's id of it. Raises ConnectorError (with `retry_after`) on failure."""
        ...


class Draft(Protocol):
    """A reply being written, for a channel that shows it before it is committed. Raises StoreError."""

    @property
    def message(self) -> Message:
        """The message being answered."""
        ...

    def may_be_shown(self) -> bool:
        """Return False while an earlier reply is still being delivered: a channel shows replies in order."""
        ...

    def shown_at(self, reference: str) -> bool:
        """Record the channel's id of the preview, for `Delivery.preview`, before anything is shown there.

        False means that it is too late, and that the preview has to be removed.
        """
        ...


@runtime_checkable
class Previewer(Protocol):
    """A connector that shows replies as they are written; each is still delivered, and completes its preview."""

    def preview(self, draft: Draft) -> Tell:
        """Return a callable that takes the turn's events from the first text on.

        The last event is `Answered`, or the exception that ended the turn. Both this method and the callable run within
        the turn and must return at once.
        """
        ...


@runtime_checkable
class StaffPlace(Protocol):
    """A connector through which staff are notified of hand-offs."""

    @property
    def tell_staff(self) -> Callable[[Delivery], str] | None:
        """A function that notifies staff and returns `HandOff.reference`; None if they are told elsewhere."""
        ...


class Terminal(Protocol):
    """A channel with one person at a terminal."""

    @property
    def channel(self) -> str:
        """The name of the channel, as in `Message.channel`."""
        ...

    def run(self) -> None:
        """Talk until the person leaves."""
        ...


@runtime_checkable
class Listener(Protocol):
    """A connector that does more than answer requests: it runs from `start` to `close`."""

    def start(self) -> None:
        """Start listening. Raises ConnectorError."""
        ...

    def close(self) -> None:
        """Stop listening."""
        ...


@runtime_checkable
class Streaming(Protocol):
    """A connector with streams that do not end by themselves."""

    def hang_up(self) -> None:
        """End the streams when the server stops; called in the server's event loop."""
        ...


class ConnectorFactory(Protocol):
    """The function that an entry point in the group `botkit.connectors` names.

    `title` is the bot's name as people see it, `settings` the connector's section of bot.yaml, not yet validated.
    Raises ConfigError if a setting is wrong.
    """

    def __call__(self, title: str, settings: Mapping[str, Any], service: Service) -> Connector | Terminal: ...
