"""Socket Mode: the bot connects to Slack, so that no address of its own has to be reachable."""

from __future__ import annotations

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from connectors.slack.client import TIMEOUT_SECONDS, quiet_logger
from connectors.slack.refusals import plain_words


class SocketMode:
    """Receiver of what Slack sends over a WebSocket. What could not be kept is not acknowledged, so it comes again.

    Bolt's handler connects anew when Slack closes the connection or says that it will.
    """

    def __init__(self, bolt: App, app_token: str, api_url: str) -> None:
        self._bolt = bolt
        self._app_token = app_token
        self._client = WebClient(base_url=api_url, timeout=TIMEOUT_SECONDS, logger=quiet_logger())
        self._handler: SocketModeHandler | None = None

    def start(self) -> None:
        """Connect. Raises ConnectorError if Slack refuses or cannot be reached."""
        self._handler = SocketModeHandler(
            self._bolt, self._app_token, logger=quiet_logger(), web_client=self._client, ping_interval=5
        )
        with plain_words("Slack did not open a connection (apps.connections.open)"):
            self._handler.connect()  # type: ignore[no-untyped-call]

    def close(self) -> None:
        """Disconnect."""
        if self._handler is not None:
            self._handler.close()  # type: ignore[no-untyped-call]
