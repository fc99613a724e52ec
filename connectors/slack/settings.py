"""The connector's part of bot.yaml, and the two secrets that it names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from botkit.errors import ConfigError

SIGNING_SECRET_PAGE = "Basic Information > App Credentials > Signing Secret"  # noqa: S105 - a page, not a secret
BOT_TOKEN_PAGE = "OAuth & Permissions > Bot User OAuth Token (install the app first)"  # noqa: S105 - a page

VariableName = Annotated[str, StringConstraints(pattern=r"^[A-Z_][A-Z0-9_]*$")]
"""Capitals only: whoever writes the secret itself here by mistake is told so, and the value is not repeated."""


class SlackSettings(BaseModel):
    """`connectors.slack` of bot.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)

    signing_secret_env: VariableName = "SLACK_SIGNING_SECRET"  # noqa: S105 - a name
    """Environment variable that holds the app's signing secret."""

    bot_token_env: VariableName = "SLACK_BOT_TOKEN"  # noqa: S105 - a name
    """Environment variable that holds the bot's token (xoxb-...)."""

    staff_channel: Annotated[str, StringConstraints(pattern=r"^(T\w+/)?[CG]\w+$")] | None = None
    """Where hand-offs are posted for staff: a channel's id, or TEAM/CHANNEL with several workspaces. None: nowhere."""

    api_url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] = "https://slack.com/api/"
    """Where Slack's Web API is; another one for tests and for proxies."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What only this app and Slack know; not shown when printed."""

    signing_secret: str = field(repr=False)
    bot_token: str = field(repr=False)


def read_settings(settings: Mapping[str, Any]) -> SlackSettings:
    """The settings, checked. Raises ConfigError that names the key."""
    try:
        return SlackSettings.model_validate(dict(settings))
    except ValidationError as error:
        problem = error.errors()[0]
        key = ".".join(str(part) for part in problem["loc"])
        raise ConfigError(f"connectors.slack.{key}: {_explain(key, problem['type'])}") from None


def read_secrets(settings: SlackSettings, environment: Mapping[str, str] | None = None) -> Secrets:
    """The secrets, from the environment (the process's own if none is given). Raises ConfigError if one is missing."""
    environment = os.environ if environment is None else environment
    signing_secret = _variable(environment, "signing_secret_env", settings.signing_secret_env, SIGNING_SECRET_PAGE)
    bot_token = _variable(environment, "bot_token_env", settings.bot_token_env, BOT_TOKEN_PAGE)
    if not bot_token.startswith("xoxb-"):
        raise ConfigError(
            f"connectors.slack.bot_token_env: {settings.bot_token_env} holds no bot token, which starts with xoxb-; "
            f"Slack shows it at https://api.slack.com/apps under {BOT_TOKEN_PAGE}"
        )
    return Secrets(signing_secret, bot_token)


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
    if key == "api_url":
        return "must be an address such as https://slack.com/api/"
    if key == "staff_channel":
        return "must be the id of a channel, such as C0123ABCD (Slack shows it at the end of the channel's details)"
    return "must be the name of an environment variable, in capitals (SLACK_BOT_TOKEN), not the secret itself"
