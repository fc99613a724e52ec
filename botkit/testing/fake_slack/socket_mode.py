"""The fake's side of Socket Mode: a WebSocket server that sends envelopes and waits for their acknowledgement.

Source: https://docs.slack.dev/apis/events-api/using-socket-mode.
"""

from __future__ import annotations

import json
import threading
import uuid

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from botkit.testing.fake_slack.ledger import Payload


class SocketServer:
    """The server that the app connects to."""

    def __init__(self, app: str) -> None:
        self._app = app
        self._connections: list[ServerConnection] = []
        self._acknowledged: set[str] = set()
        self._changed = threading.Condition()
        self.opened = 0
        """The number of connections there have been."""
        self._server: Server = serve(self._talk, "127.0.0.1", 0)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def start(self) -> None:
        """Begin to accept connections."""
        self._thread.start()

    def close(self) -> None:
        """End all connections."""
        self._server.shutdown()
        self._thread.join()

    @property
    def url(self) -> str:
        """The address that apps connect to."""
        return f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}/link"

    def send(self, kind: str, payload: Payload, *, retry: int = 0, reason: str = "", timeout: float = 10.0) -> bool:
        """Send an envelope to the latest connection; return whether it was acknowledged in time."""
        envelope = uuid.uuid4().hex
        message = {
            "envelope_id": envelope,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
            **({"retry_attempt": retry, "retry_reason": reason} if kind == "events_api" else {}),
        }
        self._latest(timeout).send(json.dumps(message))
        with self._changed:
            return self._changed.wait_for(lambda: envelope in self._acknowledged, timeout)

    def disconnect(self, *, warn: bool = True) -> None:
        """End the latest connection, as Slack does every few hours; without a warning, as a network failure does."""
        connection = self._latest(10.0)
        if warn:
            connection.send(json.dumps({"type": "disconnect", "reason": "refresh_requested", "debug_info": {}}))
        connection.close()

    def wait_for_connection(self, number: int, timeout: float = 30.0) -> None:
        """Wait until there have been so many connections. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: self.opened >= number, timeout):
                raise TimeoutError(f"the app has connected {self.opened} times")

    def _latest(self, timeout: float) -> ServerConnection:
        with self._changed:
            if not self._changed.wait_for(lambda: self._connections, timeout):
                raise TimeoutError("the app is not connected")
            return self._connections[-1]

    def _talk(self, connection: ServerConnection) -> None:
        hello = {"type": "hello", "connection_info": {"app_id": self._app}, "num_connections": 1, "debug_info": {}}
        connection.send(json.dumps(hello))
        with self._changed:
            self._connections.append(connection)
            self.opened += 1
            self._changed.notify_all()
        try:
            for message in connection:
                self._note(json.loads(message))
        except ConnectionClosed:
            pass
        finally:
            with self._changed:
                self._connections.remove(connection)

    def _note(self, message: Payload) -> None:
        with self._changed:
            self._acknowledged.add(message.get("envelope_id", ""))
            self._changed.notify_all()
