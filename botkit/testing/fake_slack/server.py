"""The fake's HTTP server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl

from botkit.testing.fake_slack.web_api import WebApi


def handler(api: WebApi, files: Mapping[str, bytes]) -> type[BaseHTTPRequestHandler]:
    """Return a handler that answers calls of the Web API (POST) and serves files to holders of a token (GET)."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            is_json = self.headers.get("Content-Type", "").startswith("application/json")
            arguments = json.loads(body) if is_json and body else dict(parse_qsl(body))
            token = self._token()
            answer, misbehaviour = api.answer(self.path.removeprefix("/api/"), arguments, token)
            if misbehaviour.lost:
                self.close_connection = True
                return
            if misbehaviour.outage:
                self._answer(503, b"<html>We are away.</html>", {"Content-Type": "text/html"})
                return
            headers = {"Content-Type": "application/json; charset=utf-8"}
            if token in api.workspaces:
                headers["X-OAuth-Scopes"] = api.workspaces[token].scopes
            if misbehaviour.retry_after:
                headers["Retry-After"] = str(misbehaviour.retry_after)
            self._answer(429 if misbehaviour.retry_after else 200, json.dumps(answer).encode(), headers)

        def do_GET(self) -> None:
            workspace = api.workspaces.get(self._token())
            if workspace is None or "files:read" not in workspace.scopes:  # Slack redirects to the page for signing in
                self._answer(302, b"", {"Location": "/signin"})
            elif self.path not in files:
                self._answer(404, b"not found", {"Content-Type": "text/plain"})
            else:
                self._answer(200, files[self.path], {"Content-Type": "application/octet-stream"})

        def _token(self) -> str:
            return self.headers.get("Authorization", "").removeprefix("Bearer ")

        def _answer(self, status: int, content: bytes, headers: Mapping[str, str]) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the standard library's name
            """Log nothing: the ledger has it all."""

    return Handler
