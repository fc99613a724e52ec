"""Slack's Web API, asked no more often than it allows."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from connectors.slack.pace import Pace

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10
_REFUSED_BLOCKS = ("invalid_blocks", "invalid_blocks_format")


def quiet_logger() -> logging.Logger:
    """Return a logger for Bolt and the SDK: below errors they write whole payloads, which don't belong in a log."""
    library = logging.getLogger("connectors.slack.library")
    library.setLevel(logging.ERROR)
    return library


class PacedClient(WebClient):
    """A client of one workspace. A call that would come too early raises NotYet, and is not made."""

    def __init__(self, token: str, api_url: str, *, team: str = "", pace: Pace | None = None) -> None:
        super().__init__(
            token,
            api_url,
            timeout=TIMEOUT_SECONDS,
            logger=quiet_logger(),
            retry_handlers=[],  # the SDK would post twice where an answer was lost; deliveries are repeated with care
        )
        self._team = team
        self._pace = pace or Pace()

    def api_call(self, api_method: str, **options: Any) -> SlackResponse:
        """Make the call; without blocks, where Slack refuses these: a plain reply is better than none.

        Raises NotYet, and what the SDK raises.
        """
        arguments = options.get("json") or options.get("params") or {}
        self._pace.take(self._team, api_method, str(arguments.get("channel", "")))
        try:
            return super().api_call(api_method, **options)
        except SlackApiError as error:
            if error.response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
                wait = retry_after(error)
                logger.warning("Slack asks to wait %g s before the next %s (rate limit)", wait, api_method)
                self._pace.refused(self._team, api_method, wait)
            if error.response.get("error") not in _REFUSED_BLOCKS or "blocks" not in arguments:
                raise
        logger.error("Slack does not take the blocks of a message (%s); its text goes out alone", api_method)
        without = {key: value for key, value in arguments.items() if key != "blocks"}
        return self.api_call(api_method, **{**options, "json": without})


def retry_after(error: SlackApiError) -> float:
    """Return the seconds that Slack asks to wait."""
    header = error.response.headers.get("Retry-After") or error.response.headers.get("retry-after")
    value = header[0] if isinstance(header, list) else header
    return float(value) if value and value.isdecimal() else 1.0
