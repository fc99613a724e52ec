"""The connector's part of bot.yaml, and the secrets that it names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from botkit.domain.errors import ConfigError

SIGNING_SECRET_PAGE = "Basic Information > App Credentials > Signing Secret"  # noqa: S105 - a page, not a secret
APP_TOKEN_PAGE = "Basic Information > App-Level Tokens (with the scope connections:write)"  # noqa: S105 - a page
CLIENT_PAGE = "Basic Information > App Credentials"
CONFIG_TOKEN = "SLACK_CONFIG_TOKEN"  # noqa: S105 - a name
BOT_TOKEN_PAGE = "OAuth & Permissions > Bot User OAuth Token (install the app first)"  # noqa: S105 - a page

VariableName = Annotated[str, StringConstraints(pattern=r"^[A-Z_][A-Z0-9_]*$")]
"""Capitals only: whoever writes the secret itself here by mistake is told so, and the value is not repeated."""


Prompt = Annotated[str, StringConstraints(min_length=1, max_length=200)]
TeamId = Annotated[str, StringConstraints(pattern=r"^T\w+$")]
NotEmpty = Annotated[str, StringConstraints(min_length=1)]
ChannelId = Annotated[str, StringConstraints(pattern=r"^[CG]\w+$")]


class SlackSettings(BaseModel):
    """`connectors.slack` of bot.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)

    transport: Literal["http", "socket"] = "http"
    """The transport: Slack posts to the bot's address, or the bot connects to Slack (Socket Mode)."""

    workspaces: Literal["one", "many"] = "one"
    """One workspace, which the token names, or many: whoever likes installs the app in theirs (OAuth)."""

    signing_secret_env: VariableName = "SLACK_SIGNING_SECRET"  # noqa: S105 - a name
    """Environment variable that holds the app's signing secret. Not needed in Socket Mode."""

    bot_token_env: VariableName = "SLACK_BOT_TOKEN"  # noqa: S105 - a name
    """Environment variable that holds the bot's token (xoxb-...). Not needed with many workspaces."""

    app_token_env: VariableName = "SLACK_APP_TOKEN"  # noqa: S105 - a name
    """Environment variable that holds the app-level token (xapp-...). Only in Socket Mode."""

    client_id_env: VariableName = "SLACK_CLIENT_ID"
    """Environment variable that holds the app's client id. Only with many workspaces."""

    client_secret_env: VariableName = "SLACK_CLIENT_SECRET"  # noqa: S105 - a name
    """Environment variable that holds the app's client secret. Only with many workspaces."""

    staff_channel: Annotated[str, StringConstraints(pattern=r"^(T\w+/)?[CG]\w+$")] | None = None
    """The channel where hand-offs are posted: its id, or TEAM/CHANNEL with several workspaces. None: nowhere."""

    answer_channels: Annotated[tuple[ChannelId, ...], Field(strict=False)] = ()
    """Channels in which every question is answered, without a mention."""

    answer_edits: bool = False
    """True if a question that is edited is answered again."""

    agent: bool = False
    """True if the app has Slack's agent view: every direct message opens a thread."""

    prompts: Annotated[tuple[Prompt, ...], Field(strict=False, max_length=4)] = ()
    """Questions to start with, in the App Home and in the agent view."""

    tenants: dict[TeamId, NotEmpty] = {}
    """The tenant of each workspace, by its id: documents of a tenant are found in its workspace only."""

    command: Annotated[str, StringConstraints(pattern=r"^/[a-z0-9_-]{1,31}$")] = "/ask"
    """The slash command."""

    api_url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] = "https://slack.com/api/"
    """The address of Slack's Web API; another one for tests and for proxies."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """The secrets that only this app and Slack know; not shown when printed. What the settings do not need is ""."""

    signing_secret: str = field(default="", repr=False)
    bot_token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    client_id: str = field(default="", repr=False)
    client_secret: str = field(default="", repr=False)


def read_settings(settings: Mapping[str, Any]) -> SlackSettings:
    """Check the settings. Raises ConfigError that names the key."""
    try:
        return SlackSettings.model_validate(dict(settings))
    except ValidationError as error:
        problem = error.errors()[0]
        key = ".".join(str(part) for part in problem["loc"])
        raise ConfigError(f"connectors.slack.{key}: {_explain(key, problem['type'])}") from None


def read_secrets(settings: SlackSettings, environment: Mapping[str, str] | None = None) -> Secrets:
    """Read the secrets, from `environment` (else the process's own). Raises ConfigError if one is missing."""
    environment = os.environ if environment is None else environment

    def secret(key: str, page: str, prefix: str = "", kind: str = "") -> str:
        value = _variable(environment, key, getattr(settings, key), page)
        if not value.startswith(prefix):
            raise ConfigError(
                f"connectors.slack.{key}: {getattr(settings, key)} holds no {kind}, which starts with {prefix}; "
                f"Slack shows it at https://api.slack.com/apps under {page}"
            )
        return value

    many, socket = settings.workspaces == "many", settings.transport == "socket"
    return Secrets(
        signing_secret="" if socket else secret("signing_secret_env", SIGNING_SECRET_PAGE),
        bot_token="" if many else secret("bot_token_env", BOT_TOKEN_PAGE, "xoxb-", "bot token"),
        app_token=secret("app_token_env", APP_TOKEN_PAGE, "xapp-", "app-level token") if socket else "",
        client_id=secret("client_id_env", CLIENT_PAGE) if many else "",
        client_secret=secret("client_secret_env", CLIENT_PAGE) if many else "",
    )


def _variable(environment: Mapping[str, str], key: str, name: str, page: str) -> str:
    value = environment.get(name, "").strip()
    if not value:
        raise ConfigError(
            f"connectors.slack.{key}: the environment variable {name} is not set; "
            f"set it to what Slack shows at https://api.slack.com/apps under {page}"
        )
    return value


def _explain(key: str, problem: str) -> str:
    known = list(SlackSettings.model_fields)
    if problem == "extra_forbidden":
        close = get_close_matches(key, known, n=1)
        return f"unknown key; did you mean '{close[0]}'?" if close else f"unknown key; known are {', '.join(known)}"
    name = key.partition(".")[0]
    if name in _SHAPES:
        return f"must be {_SHAPES[name]}"
    return "must be the name of an environment variable, in capitals (SLACK_BOT_TOKEN), not the secret itself"


_SHAPES = {
    "transport": "http or socket",
    "workspaces": "one or many",
    "staff_channel": "the id of a channel, such as C0123ABCD (Slack shows it at the end of the channel's details)",
    "answer_channels": "a list of ids of channels, such as [C0123ABCD]",
    "answer_edits": "true or false",
    "agent": "true or false",
    "prompts": "a list of at most 4 questions",
    "command": "a command such as /ask, in lower case",
    "api_url": "an address such as https://slack.com/api/",
}
