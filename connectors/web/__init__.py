"""The website's channel: a page with the chat, a widget for other pages, and the HTTP interface under both.

bot.yaml, `connectors.web`: see `connectors.web.settings.WebSettings` for the keys.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.types import ASGIApp

from botkit.domain import Delivery
from botkit.domain.ports import Service
from connectors.web.app import create_app
from connectors.web.said import Newsroom
from connectors.web.settings import WebSettings
from connectors.web.visitors import CHANNEL

__all__ = ["WebConnector", "WebSettings", "connect"]


@dataclass(frozen=True, slots=True)
class WebConnector:
    """The web as a channel; `app` is mounted at the root."""

    app: ASGIApp
    newsroom: Newsroom | None
    channel: ClassVar[str] = CHANNEL
    prefix: ClassVar[str] = ""

    def deliver(self, delivery: Delivery) -> str:
        """Send nothing: the browser streams its reply, or reads it in the history when it comes back."""
        return f"{CHANNEL}:{delivery.id}"

    def hang_up(self) -> None:
        """End the streams of what is said unasked."""
        if self.newsroom is not None:
            self.newsroom.hang_up()


def connect(title: str, settings: Mapping[str, Any], service: Service) -> WebConnector:
    """Make the connector, the entry point `web` of `botkit.connectors`. Raises ConfigError if a setting is wrong."""
    read = WebSettings.read(settings)
    newsroom = Newsroom(service.hand_offs) if service.hand_offs else None
    return WebConnector(create_app(title, read, service, read.identity_key(os.environ), newsroom), newsroom)
