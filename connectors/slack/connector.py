"""Slack as a channel of the bot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt.oauth import OAuthFlow
from starlette.applications import Starlette

from botkit.domain import Delivery
from botkit.domain.errors import ConfigError
from botkit.domain.ports import Draft, Service, Tell
from connectors.slack.bolt import Listeners
from connectors.slack.endpoint import events_route, install_routes
from connectors.slack.files import Files
from connectors.slack.home import Home
from connectors.slack.incoming import CHANNEL
from connectors.slack.installations import Installations, ManyWorkspaces, oauth_flow
from connectors.slack.intake import Intake
from connectors.slack.opinions import Opinions
from connectors.slack.outgoing import Outgoing
from connectors.slack.people import People
from connectors.slack.settings import Secrets, SlackSettings, read_secrets, read_settings
from connectors.slack.socket_mode import SocketMode
from connectors.slack.staff import StaffChannel
from connectors.slack.streams import Streams
from connectors.slack.workspaces import OneWorkspace, Workspaces


def connect(title: str, settings: Mapping[str, Any], service: Service) -> SlackConnector:
    """Make the connector. Calls nobody yet; raises ConfigError if a setting is wrong or a secret is missing."""
    checked = read_settings(settings)
    secrets = read_secrets(checked)
    workspaces, flow = _workspaces(checked, secrets, service)
    streams = Streams(workspaces)
    outgoing = Outgoing(workspaces, streams)
    people = People(workspaces)
    staff = _staff(checked, service, outgoing, people)
    home = Home(title, checked.prompts, checked.command, workspaces)
    intake = Intake(
        title,
        service,
        outgoing,
        people,
        files=Files(workspaces, checked.api_url),
        staff=staff,
        home=home if checked.agent else None,
        answer_channels=checked.answer_channels,
        tenants=checked.tenants,
    )
    opinions = Opinions(service.archive, service, outgoing)
    listeners = Listeners(
        checked, workspaces, intake=intake, outgoing=outgoing, home=home, opinions=opinions, staff=staff
    )
    bolt = listeners.app()
    sockets = SocketMode(bolt, secrets.app_token, checked.api_url) if checked.transport == "socket" else None
    routes = [] if sockets else [events_route(bolt, secrets.signing_secret)]
    app = Starlette(routes=[*routes, *(install_routes(flow) if flow else ())])
    return SlackConnector(app, outgoing, streams, staff=staff, sockets=sockets, home=home)


class SlackConnector:
    """The channel Slack: takes what Slack sends, over HTTP or a WebSocket, and posts the replies.

    `tell_staff` tells the team of hand-offs; None where bot.yaml names no channel for them.
    """

    channel = CHANNEL
    prefix = "/slack"

    def __init__(
        self,
        app: Starlette,
        outgoing: Outgoing,
        streams: Streams,
        *,
        staff: StaffChannel | None,
        sockets: SocketMode | None,
        home: Home,
    ) -> None:
        self._home = home
        self._streams = streams
        self._app = app
        self._outgoing = outgoing
        self._sockets = sockets
        self.tell_staff: Callable[[Delivery], str] | None = staff.tell if staff else None

    @property
    def app(self) -> Starlette:
        """The ASGI application, to be mounted at `prefix`."""
        return self._app

    def deliver(self, delivery: Delivery) -> str:
        """Post a reply; return its `ts`. Raises NotYet or ConnectorError."""
        return self._outgoing.deliver(delivery)

    def preview(self, draft: Draft) -> Tell:
        """Show a reply while it is made, where Slack has streams."""
        return self._streams.preview(draft)

    def start(self) -> None:
        """Connect, in Socket Mode. Raises ConnectorError."""
        if self._sockets is not None:
            self._sockets.start()

    def close(self) -> None:
        """Disconnect."""
        if self._sockets is not None:
            self._sockets.close()
        self._home.close()
        self._streams.close()


def _workspaces(settings: SlackSettings, secrets: Secrets, service: Service) -> tuple[Workspaces, OAuthFlow | None]:
    if settings.workspaces == "one":
        return OneWorkspace(secrets.bot_token, settings.api_url), None
    if service.vault is None:
        raise ConfigError("connectors.slack.workspaces: tokens are kept encrypted; name the key in 'privacy.key_env'")
    many = ManyWorkspaces(Installations(service.vault), settings.api_url)
    return many, oauth_flow(settings, secrets, service.vault)


def _staff(settings: SlackSettings, service: Service, outgoing: Outgoing, people: People) -> StaffChannel | None:
    if settings.staff_channel is None:
        return None
    if service.hand_offs is None:
        raise ConfigError("connectors.slack.staff_channel: nothing is handed off; add the section 'hand_off'")
    team, _, channel = settings.staff_channel.rpartition("/")
    if not team and settings.workspaces == "many":
        raise ConfigError(
            "connectors.slack.staff_channel: with many workspaces, name the team too: T0123ABCD/C0123ABCD"
        )
    return StaffChannel(service.hand_offs, outgoing, people, {"team": team, "channel": channel})
