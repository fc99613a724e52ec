"""The team's console: a page to watch conversations, take them over, and see how the bot is doing.

bot.yaml, `connectors.staff: {}`; it has no options. Accounts are made with `botkit staff add BOT LOGIN`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.types import ASGIApp

from botkit.domain import Delivery
from botkit.domain.errors import ConfigError
from botkit.domain.ports import StaffService
from connectors.staff.app import create_app

__all__ = ["StaffConnector", "connect"]


@dataclass(frozen=True, slots=True)
class StaffConnector:
    """The console as a channel that nobody writes to."""

    app: ASGIApp
    channel: ClassVar[str] = "staff_console"
    prefix: ClassVar[str] = "/staff"

    def deliver(self, delivery: Delivery) -> str:
        """Send nothing: the console shows what is in the database."""
        return f"{self.channel}:{delivery.id}"


def connect(title: str, settings: Mapping[str, Any], service: StaffService) -> StaffConnector:
    """Make the connector, the entry point `staff` of `botkit.connectors`. Raises ConfigError if there are settings."""
    if settings:
        raise ConfigError(
            f"connectors.staff.{next(iter(settings))}: unknown key; the console has none: write staff: {{}}"
        )
    return StaffConnector(create_app(title, service))
