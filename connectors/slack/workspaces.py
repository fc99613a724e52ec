"""The workspaces that the app is installed in."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from botkit.domain.errors import ConnectorError
from connectors.slack.client import PacedClient
from connectors.slack.pace import Pace
from connectors.slack.refusals import plain_words


class NotInstalled(ConnectorError):
    """The app is not installed in that workspace."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """One workspace: how to ask Slack there, and who the bot is there."""

    team: str
    client: PacedClient
    bot_user: str
    bot_id: str = ""


class Workspaces(Protocol):
    """The workspaces by the ids of their teams."""

    def of(self, team: str) -> Workspace:
        """Return the workspace. Raises NotInstalled, or ConnectorError if Slack doesn't say."""
        ...

    def forget(self, team: str) -> None:
        """Forget the workspace, as the app was taken out of it."""
        ...


class OneWorkspace:
    """The workspace that a token belongs to. Slack is asked which one that is when it is first needed."""

    def __init__(self, token: str, api_url: str) -> None:
        self._token = token
        self._api_url = api_url
        self._lock = Lock()
        self._known: Workspace | None = None

    def of(self, team: str) -> Workspace:
        """Return the workspace, also for "". Raises NotInstalled if it is another team's, or ConnectorError."""
        with self._lock:
            if self._known is None:
                self._known = self._ask()
        if team not in ("", self._known.team):
            raise NotInstalled(f"team {team} is not the one that the bot's token belongs to ({self._known.team})")
        return self._known

    def forget(self, team: str) -> None:
        """Do nothing: the token is the operator's to change."""

    def _ask(self) -> Workspace:
        client = PacedClient(self._token, self._api_url)
        with plain_words("Slack did not say who the bot is (auth.test)"):
            answer = client.auth_test()
        team = str(answer["team_id"])
        paced = PacedClient(self._token, self._api_url, team=team, pace=Pace())
        return Workspace(team, paced, str(answer["user_id"]), str(answer.get("bot_id") or ""))
