"""The channels by which messages come and replies go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, runtime_checkable

from botkit.domain.delivery import Delivery
from botkit.domain.message import Message
from botkit.domain.ports.service import Service
from botkit.domain.ports.tell import Tell


class Connector(Protocol):
    """A channel that is served over HTTP."""

    channel: str
    prefix: str
    """The path at which its application is mounted: "" or a path such as "/slack"."""

    @property
    def app(self) -> Any:
        """The ASGI application."""
        ...

    def deliver(self, delivery: Delivery) -> str:
        """Send a reply; return the channel's id of it. Raises ConnectorError (with `retry_after`) if it can't."""
        ...


class Draft(Protocol):
    """A reply in the making, for a channel that shows it before it has been committed. Raises StoreError."""

    @property
    def message(self) -> Message:
        """The message that is being answered."""
        ...

    def may_be_shown(self) -> bool:
        """Return False while an earlier reply is on its way: what a channel shows has an order."""
        ...

    def shown_at(self, reference: str) -> bool:
        """Note the channel's id of what is shown, for `Delivery.preview`, before anything is said there.

        False: it is too late, so it has to be taken away again.
        """
        ...


@runtime_checkable
class Previewer(Protocol):
    """A connector that shows replies while they are made; each is delivered nevertheless, and completes its preview."""

    def preview(self, draft: Draft) -> Tell:
        """Take the turn's events from the first text on; the last is `Answered`, or what ended the turn.

        Called within the turn: both this and what it returns have to return at once.
        """
        ...


@runtime_checkable
class StaffPlace(Protocol):
    """A connector through which staff hear of hand-offs."""

    @property
    def tell_staff(self) -> Callable[[Delivery], str] | None:
        """Tell staff what happened; return the place, see `HandOff.reference`. None: staff hear of it elsewhere."""
        ...


class Terminal(Protocol):
    """A channel that one person sits at."""

    channel: str

    def run(self) -> None:
        """Talk until the person leaves."""
        ...


@runtime_checkable
class Listener(Protocol):
    """A connector that does more than answer requests: it runs from `start` to `close`."""

    def start(self) -> None:
        """Begin to listen. Raises ConnectorError."""
        ...

    def close(self) -> None:
        """End it."""
        ...


@runtime_checkable
class Streaming(Protocol):
    """A connector with streams that do not end by themselves."""

    def hang_up(self) -> None:
        """End them, as the server stops; it is called in the server's event loop."""
        ...


class ConnectorFactory(Protocol):
    """The function that an entry point in the group `botkit.connectors` names.

    `title` is the bot's name as people see it, `settings` the connector's part of bot.yaml, unread.
    Raises ConfigError if a setting is wrong.
    """

    def __call__(self, title: str, settings: Mapping[str, Any], service: Service) -> Connector | Terminal: ...
