"""The app in many workspaces: installed by whoever may, with the tokens in the bot's vault."""

from __future__ import annotations

import json
import secrets
import time
from logging import Logger
from threading import Lock

from slack_bolt.oauth import OAuthFlow
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk.oauth.installation_store import Bot, Installation, InstallationStore
from slack_sdk.oauth.state_store import OAuthStateStore

from botkit.domain.ports import Vault
from connectors.slack.client import PacedClient, quiet_logger
from connectors.slack.manifest import scopes
from connectors.slack.pace import Pace
from connectors.slack.settings import Secrets, SlackSettings
from connectors.slack.workspaces import NotInstalled, Workspace

STATE_SECONDS = 600
KNOWN_SECONDS = 60.0
"""The time for which another process may go on with a token that was taken away."""


class Installations(InstallationStore):
    """The store in which Bolt keeps what an installation brings; one for each workspace."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    @property
    def logger(self) -> Logger:
        """A quiet one: what Bolt says at lower levels holds tokens."""
        return quiet_logger()

    def save(self, installation: Installation) -> None:
        """Keep it, in place of an earlier one."""
        kept = {**installation.to_dict(), "installed_at": installation.installed_at}  # a number, that JSON can hold
        self._vault.write(_name(installation.team_id), json.dumps(kept))

    def save_bot(self, bot: Bot) -> None:
        """Do nothing: it is part of the installation."""

    def find_installation(
        self,
        *,
        enterprise_id: str | None,  # noqa: ARG002 - the signature is Bolt's
        team_id: str | None,
        user_id: str | None = None,  # noqa: ARG002
        is_enterprise_install: bool | None = False,  # noqa: ARG002
    ) -> Installation | None:
        """Return the installation of the team."""
        kept = self._vault.read(_name(team_id))
        return Installation(**json.loads(kept)) if kept else None

    def find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """Return the bot of the team."""
        found = self.find_installation(
            enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install
        )
        return found.to_bot() if found else None

    def delete_installation(
        self,
        *,
        enterprise_id: str | None,  # noqa: ARG002 - the signature is Bolt's
        team_id: str | None,
        user_id: str | None = None,  # noqa: ARG002
    ) -> None:
        """Forget the team."""
        self._vault.take(_name(team_id))

    def delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forget the team, too: without its bot, an installation is none."""
        self.delete_installation(enterprise_id=enterprise_id, team_id=team_id)


class States(OAuthStateStore):
    """Words that prove that an installation was begun here; each is good once, for ten minutes, in any process."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    @property
    def logger(self) -> Logger:
        """A quiet one."""
        return quiet_logger()

    def issue(self, *_: object, **__: object) -> str:
        """Issue a new one."""
        state = secrets.token_urlsafe(24)
        self._vault.write(f"slack-state:{state}", str(time.time() + STATE_SECONDS))
        return state

    def consume(self, state: str) -> bool:
        """Use it up, and tell whether it was good."""
        until = self._vault.read(f"slack-state:{state}")
        return self._vault.take(f"slack-state:{state}") and until is not None and time.time() < float(until)


class ManyWorkspaces:
    """The workspaces in which the app is installed."""

    def __init__(self, installations: Installations, api_url: str) -> None:
        self._installations = installations
        self._api_url = api_url
        self._known: dict[str, tuple[float, Workspace]] = {}
        self._lock = Lock()

    def of(self, team: str) -> Workspace:
        """Return the workspace. Raises NotInstalled, or StoreError."""
        with self._lock:
            at, known = self._known.get(team, (0.0, None))
        if known is not None and time.monotonic() < at + KNOWN_SECONDS:
            return known
        bot = self._installations.find_bot(enterprise_id=None, team_id=team)
        if bot is None or not bot.bot_token:
            with self._lock:
                self._known.pop(team, None)
            raise NotInstalled(f"the app is not installed in team {team or '(none)'}; install it at /slack/install")
        if known is None or known.client.token != bot.bot_token:
            client = PacedClient(bot.bot_token, self._api_url, team=team, pace=Pace())
            known = Workspace(team, client, bot.bot_user_id or "", bot.bot_id or "")
        with self._lock:
            self._known[team] = (time.monotonic(), known)
        return known

    def forget(self, team: str) -> None:
        """Forget the workspace, as the app was taken out of it."""
        self._installations.delete_installation(enterprise_id=None, team_id=team)
        with self._lock:
            self._known.pop(team, None)


def oauth_flow(settings: SlackSettings, secret: Secrets, vault: Vault) -> OAuthFlow:
    """Make Bolt's installation: /slack/install leads to Slack, which leads back to /slack/oauth_redirect."""
    return OAuthFlow(
        client=PacedClient("", settings.api_url),
        logger=quiet_logger(),
        settings=OAuthSettings(
            client_id=secret.client_id,
            client_secret=secret.client_secret,
            scopes=list(scopes(settings)),
            installation_store=Installations(vault),
            installation_store_bot_only=True,
            state_store=States(vault),
            state_expiration_seconds=STATE_SECONDS,
            logger=quiet_logger(),
        ),
    )


def _name(team: str | None) -> str:
    return f"slack:{team or ''}"
