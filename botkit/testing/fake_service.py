"""A service for webhooks on the loopback interface: it checks signatures, does each request once, and misbehaves.

The actions it is made with, such as those of a bot's actions.py, do its work.
"""

from __future__ import annotations

import json
import socket
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self

from botkit.actions import is_signed
from botkit.actions.signing import KEY, SIGNATURE, TIMESTAMP
from botkit.domain.errors import ActionError
from botkit.domain.ports import Actions

Fault = Literal["away", "slow", "lost", "elsewhere", "nonsense", "large", "silent"]
"""The faults of a request: status 503; no answer until the service closes; done, but the answer is lost; a redirect;
no JSON; too much JSON; a refusal without words.
"""


@dataclass(frozen=True, slots=True)
class Call:
    """A request with a valid signature: its body and its headers."""

    asked: Mapping[str, Any]
    headers: Mapping[str, str]


@dataclass
class FakeService:
    """A service to use as a context manager; it listens at `url`. `faults` happen to the next requests, in order."""

    actions: Actions
    secret: str
    faults: deque[Fault] = field(default_factory=deque)
    calls: list[Call] = field(default_factory=list)
    refused: int = 0
    """The number of requests without a valid signature."""
    url: str = ""

    def __enter__(self) -> Self:
        self._done: dict[str, tuple[int, bytes]] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes] | None:
        """Return the status and the content; None if no answer is given."""
        if not is_signed(self.secret, headers.get(TIMESTAMP, ""), body, headers.get(SIGNATURE, "")):
            self.refused += 1
            return 401, b'{"message": "not signed"}'
        asked = json.loads(body)
        self.calls.append(Call(asked, dict(headers)))
        match self.faults.popleft() if self.faults else None:
            case "away":
                return 503, b""
            case "slow":
                self._closing.wait(60)
                return None
            case "lost":
                self._do(asked, headers.get(KEY, ""))
                return None
            case "elsewhere":
                return 307, b""
            case "nonsense":
                return 200, b"<html>"
            case "large":
                return 200, json.dumps({"result": "a" * 2**20}).encode()
            case "silent":
                return 404, b""
            case _:
                return self._do(asked, headers.get(KEY, ""))

    def _do(self, asked: Mapping[str, Any], key: str) -> tuple[int, bytes]:
        """Do what is asked, once for each key."""
        with self._lock:
            if key and key in self._done:
                return self._done[key]
            try:
                results = self.actions.run(
                    asked["action"], asked["arguments"], conversation=asked["conversation_id"], key=key
                )
                answer = 200, json.dumps(dict(results)).encode()
            except ActionError as error:
                answer = 422, json.dumps({"error": str(error)}).encode()
            if key and answer[0] == 200:
                self._done[key] = answer
            return answer


def _handler(service: FakeService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer = service.answer(body, dict(self.headers))
            if answer is None:
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            status, content = answer
            self.send_response(status)
            if status == 307:
                self.send_header("Location", f"{service.url}/elsewhere")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's names
            """Log nothing: requests are in `calls`."""

    return Handler
