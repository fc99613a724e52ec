"""Slack as a channel of the bot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.applications import Starlette

from botkit.errors import ConfigError
from botkit.protocols import Service
from botkit.types import Delivery
from connectors.slack.bolt import bolt_app
from connectors.slack.endpoint import endpoint
from connectors.slack.incoming import CHANNEL
from connectors.slack.intake import Intake
from connectors.slack.outgoing import Outgoing
from connectors.slack.people import People
from connectors.slack.settings import SlackSettings, read_secrets, read_settings
from connectors.slack.staff import StaffChannel
from connectors.slack.workspaces import OneWorkspace


def connect(title: str, settings: Mapping[str, Any], service: Service) -> SlackConnector:
    """The connector. Calls nobody yet; raises ConfigError if a setting is wrong or a secret is missing."""
    checked = read_settings(settings)
    secrets = read_secrets(checked)
    workspaces = OneWorkspace(secrets.bot_token, checked.api_url)
    outgoing = Outgoing(workspaces)
    people = People(workspaces)
    staff = _staff(checked, service, outgoing, people)
    bolt = bolt_app(Intake(title, service, outgoing, staff), workspaces, staff)
    return SlackConnector(endpoint(bolt, secrets.signing_secret), outgoing, staff)


class SlackConnector:
    """Answers POST /slack/events, and posts the replies.

    `tell_staff` tells the team of hand-offs; None where bot.yaml names no channel for them.
    """

    channel = CHANNEL
    prefix = "/slack"

    def __init__(self, app: Starlette, outgoing: Outgoing, staff: StaffChannel | None) -> None:
        self._app = app
        self._outgoing = outgoing
        self.tell_staff: Callable[[Delivery], str] | None = staff.tell if staff else None

    @property
    def app(self) -> Starlette:
        """The ASGI application, to be mounted at `prefix`."""
        return self._app

    def deliver(self, delivery: Delivery) -> str:
        """Posts a reply; returns its `ts`. Raises ConnectorError."""
        return self._outgoing.deliver(delivery)


def _staff(settings: SlackSettings, service: Service, outgoing: Outgoing, people: People) -> StaffChannel | None:
    if settings.staff_channel is None:
        return None
    if service.hand_offs is None:
        raise ConfigError("connectors.slack.staff_channel: nothing is handed off; add the section 'hand_off'")
    team, _, channel = settings.staff_channel.rpartition("/")
    return StaffChannel(service.hand_offs, outgoing, people, {"team": team, "channel": channel})
