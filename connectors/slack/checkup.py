"""A check that Slack and the bot fit together: tokens, permissions, events, the address."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from slack_sdk import WebClient

from botkit.domain.errors import ConfigError, ConnectorError
from connectors.slack.client import PacedClient, quiet_logger
from connectors.slack.manifest import EVENTS, scopes
from connectors.slack.refusals import plain_words
from connectors.slack.settings import CONFIG_TOKEN, SlackSettings, read_secrets

_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was looked at; `remedy` is what to do about it, "" where all is well."""

    subject: str
    found: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.subject}: {self.found}" + (f"; {self.remedy}" if self.remedy else "")


def examine(settings: SlackSettings, environment: Mapping[str, str], url: str = "") -> Iterator[Finding]:
    """Look at everything that can be seen from here; `url` is the bot's address where it is to be asked, too.

    Raises ConfigError if a secret is missing.
    """
    given = read_secrets(settings, environment)
    if given.bot_token:
        yield from _bot_token(settings, given.bot_token)
    if settings.transport == "socket":
        yield _app_token(settings, given.app_token)
    elif url:
        yield _address(url, given.signing_secret)
    else:
        yield Finding("address", "not asked", "name it with --url https://bot.example.com to have it checked")
    yield _events(settings, environment)


def _bot_token(settings: SlackSettings, token: str) -> Iterator[Finding]:
    try:
        with plain_words("auth.test"):
            answer = PacedClient(token, settings.api_url).auth_test()
    except ConnectorError as error:
        yield Finding("bot token", "not taken", str(error))
        return
    yield Finding("bot token", f"belongs to @{answer.get('user')} in {answer.get('team')} ({answer.get('team_id')})")
    header = answer.headers.get("X-OAuth-Scopes") or answer.headers.get("x-oauth-scopes") or ""
    granted = {scope.strip() for scope in str(header).split(",")} - {""}
    missing = [f"{scope} ({what})" for scope, what in scopes(settings).items() if scope not in granted]
    if missing:
        remedy = "add them under OAuth & Permissions, then reinstall the app"
        yield Finding("scopes", f"missing are {', '.join(missing)}", remedy)
    else:
        yield Finding("scopes", "all there")


def _app_token(settings: SlackSettings, token: str) -> Finding:
    try:
        with plain_words("apps.connections.open"):
            WebClient(base_url=settings.api_url, logger=quiet_logger()).apps_connections_open(app_token=token)
    except ConnectorError as error:
        remedy = "make an app-level token with the scope connections:write under Basic Information"
        return Finding("app token", f"not taken ({error})", remedy)
    return Finding("app token", "opens connections (Socket Mode)")


def _address(url: str, signing_secret: str) -> Finding:
    """Ask the bot what Slack asks when the address is entered."""
    address = f"{url.rstrip('/')}/slack/events"
    challenge = secrets.token_hex(8)
    body = json.dumps({"type": "url_verification", "challenge": challenge, "token": ""})
    moment = str(int(time.time()))
    signature = hmac.new(signing_secret.encode(), f"v0:{moment}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": moment,
        "X-Slack-Signature": f"v0={signature}",
    }
    if not url.startswith(("http://", "https://")):
        raise ConfigError(f"--url: must be an address such as https://bot.example.com, not {url!r}")
    try:
        with urlopen(Request(address, body.encode(), headers), timeout=_SECONDS) as response:  # noqa: S310 - checked
            said = response.read(10_000).decode(errors="replace")
    except HTTPError as error:
        if error.code == HTTPStatus.UNAUTHORIZED:
            remedy = "the bot runs with another signing secret, or a proxy changes the body"
            return Finding("address", f"{address} refuses the signature", remedy)
        remedy = "let the proxy pass /slack/* on to botkit serve, with slack among the connectors"
        return Finding("address", f"{address} answers {error.code}", remedy)
    except (URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        return Finding("address", f"{address} cannot be reached ({reason})", "start the bot, and check name and proxy")
    if challenge not in said:
        return Finding("address", f"{address} is something else than the bot", "let the proxy pass /slack/* on to it")
    return Finding("address", f"{address} answers as Slack expects")


def _events(settings: SlackSettings, environment: Mapping[str, str]) -> Finding:
    """Compare the events with those that Slack has; only an app configuration token may read them."""
    token, app = environment.get(CONFIG_TOKEN, ""), environment.get("SLACK_APP_ID", "")
    if not token or not app:
        remedy = f"set {CONFIG_TOKEN} and SLACK_APP_ID to have them compared, or paste the manifest anew"
        return Finding("events", "not compared", remedy)
    try:
        with plain_words("apps.manifest.export"):
            there: Any = WebClient(token, settings.api_url, logger=quiet_logger()).apps_manifest_export(app_id=app)
    except ConnectorError as error:
        return Finding("events", "not compared", str(error))
    subscribed = there["manifest"].get("settings", {}).get("event_subscriptions", {}).get("bot_events", [])
    missing = [event for event in EVENTS if event not in subscribed]
    if missing:
        return Finding("events", f"missing are {', '.join(missing)}", "add them under Event Subscriptions")
    return Finding("events", "all there")
