"""Slack as a channel of the bot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk import WebClient
from starlette.applications import Starlette

from botkit.protocols import Service
from botkit.types import Delivery
from connectors.slack.bolt import bolt_app, quiet_logger
from connectors.slack.endpoint import endpoint
from connectors.slack.incoming import CHANNEL
from connectors.slack.intake import Intake
from connectors.slack.outgoing import Outgoing
from connectors.slack.settings import read_secrets, read_settings

TIMEOUT_SECONDS = 10


def connect(title: str, settings: Mapping[str, Any], service: Service) -> SlackConnector:
    """The connector. Calls nobody yet; raises ConfigError if a setting is wrong or a secret is missing."""
    checked = read_settings(settings)
    secrets = read_secrets(checked)
    client = WebClient(
        token=secrets.bot_token,
        base_url=checked.api_url,
        timeout=TIMEOUT_SECONDS,
        logger=quiet_logger(),
        retry_handlers=[],  # the SDK would post twice where an answer was lost; deliveries are repeated with care
    )
    outgoing = Outgoing(client)
    bolt = bolt_app(Intake(title, service, outgoing), client)
    return SlackConnector(endpoint(bolt, secrets.signing_secret), outgoing)


class SlackConnector:
    """Answers POST /slack/events, and posts the replies."""

    channel = CHANNEL
    prefix = "/slack"

    def __init__(self, app: Starlette, outgoing: Outgoing) -> None:
        self._app = app
        self._outgoing = outgoing

    @property
    def app(self) -> Starlette:
        """The ASGI application, to be mounted at `prefix`."""
        return self._app

    def deliver(self, delivery: Delivery) -> str:
        """Posts a reply; returns its `ts`. Raises ConnectorError."""
        return self._outgoing.deliver(delivery)
