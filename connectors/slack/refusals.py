"""The refusals of Slack's Web API, in plain words.

Source: the lists of errors at https://docs.slack.dev/reference/methods/chat.postMessage and .../auth.test.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPException

from slack_sdk.errors import SlackApiError, SlackClientError

from botkit.domain.errors import ConnectorError, NotYet
from connectors.slack.client import retry_after
from connectors.slack.settings import BOT_TOKEN_PAGE

_TOKEN = f"take the token that Slack shows under {BOT_TOKEN_PAGE}"
REMEDIES = {
    "account_inactive": f"the bot's token belongs to a deleted user or workspace; {_TOKEN}",
    "channel_not_found": "the channel does not exist or the bot may not see it; invite the bot into it",
    "invalid_auth": f"the bot's token is wrong; {_TOKEN}",
    "is_archived": "the channel has been archived",
    "missing_scope": "the app lacks a permission; paste what botkit slack manifest prints, and reinstall it",
    "msg_too_long": "the reply is longer than Slack takes",
    "not_authed": f"no token was sent; {_TOKEN}",
    "not_in_channel": "the bot is not a member of the channel; invite it",
    "restricted_action": "a setting of the workspace forbids the bot to post there",
    "token_expired": f"the bot's token has expired; {_TOKEN}",
    "token_revoked": f"the bot's token has been revoked; reinstall the app and {_TOKEN}",
}


@contextmanager
def plain_words(what: str) -> Iterator[None]:
    """Turn what goes wrong in a call to Slack into a ConnectorError; `what` is what was tried."""
    try:
        yield
    except SlackApiError as error:
        raise _refusal(what, error) from None
    except (SlackClientError, HTTPException, OSError) as error:
        raise ConnectorError(f"{what}: Slack cannot be reached ({error or type(error).__name__})") from error


def _refusal(what: str, error: SlackApiError) -> ConnectorError:
    if error.response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        wait = retry_after(error)
        return NotYet(f"{what}: Slack asks to wait {wait:g} s (rate limit)", retry_after=wait)
    if error.response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ConnectorError(f"{what}: Slack fails (HTTP {error.response.status_code})")
    code = str(error.response.get("error"))
    return ConnectorError(f"{what}: {code}: {REMEDIES[code]}" if code in REMEDIES else f"{what}: Slack says {code!r}")
