"""`botkit serve` in a process of its own, as people run it."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from botkit.app.serving import application
from tests import ROOT
from tests.small_bot import SmallBot


@dataclass(frozen=True, slots=True)
class Served:
    """A bot that is served at `address`."""

    address: str
    process: subprocess.Popen[str]

    def get(self, path: str, token: str = "") -> str:
        return self._text(urllib.request.Request(self.address + path), token)

    def post(self, path: str, body: object, token: str = "") -> str:
        request = urllib.request.Request(self.address + path, data=json.dumps(body).encode(), method="POST")
        request.add_header("Content-Type", "application/json")
        return self._text(request, token)

    def ask(self, text: str, token: str) -> list[tuple[str, Any]]:
        """The events of the answer: their names and data."""
        stream = self.post("/api/v1/messages", {"text": text, "id": str(uuid.uuid4())}, token)
        events = []
        for block in filter(None, re.split(r"\r?\n\r?\n", stream)):
            fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
            if fields:
                events.append((fields["event"], json.loads(fields["data"])))
        return events

    def stop(self) -> tuple[int, str]:
        """Ends the process as a service manager does; its exit status and what it complained of."""
        self.process.send_signal(signal.SIGTERM)
        _, complaints = self.process.communicate(timeout=15)
        return self.process.returncode, complaints

    def _text(self, request: urllib.request.Request, token: str) -> str:
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        with urllib.request.urlopen(request, timeout=30) as response:
            return str(response.read().decode())


@contextmanager
def serving(bot: SmallBot) -> Iterator[Served]:
    command = [sys.executable, "-m", "botkit", "serve", str(bot.folder), "--port", "0", "--data", str(bot.data)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            ready = re.match(r"(http://127\.0\.0\.1:\d+) \(Ctrl-C stops\)\n", process.stdout.readline())
            assert ready, process.communicate(timeout=15)
            yield Served(ready[1], process)
        finally:
            process.kill()


def test_a_conversation_is_served_and_outlives_the_process(built: SmallBot) -> None:
    with serving(built) as served:
        assert json.loads(served.get("/healthz")) == {"status": "ok"}
        assert "Small bank" in served.get("/")
        token = json.loads(served.post("/api/v1/conversations", {}))["token"]
        *before, (name, reply) = served.ask("How much cash can I withdraw?", token)
        assert served.stop() == (0, "")

    assert name == "reply"
    assert reply["text"] == "".join(data["text"] for event, data in before if event == "delta")
    assert before[0] == ("status", {"stage": "understand"})
    assert [source["source"] for source in reply["citations"]] == ["cash.md"]

    with serving(built) as served:
        (turn,) = json.loads(served.get("/api/v1/messages", token))["turns"]
        *_, (_, second) = served.ask("hello", token)
        assert served.stop() == (0, "")

    assert (turn["text"], turn["reply"]) == ("How much cash can I withdraw?", reply)
    assert (reply["seq"], second["seq"]) == (1, 2)


def test_a_server_that_is_stopped_hangs_up_on_those_who_only_listen(built: SmallBot) -> None:
    built.change("bot.yaml", "name: Small bank\n", "name: Small bank\nhand_off: {}\n")
    with serving(built) as served:
        token = json.loads(served.post("/api/v1/conversations", {}))["token"]
        listening = urllib.request.Request(f"{served.address}/api/v1/events")
        listening.add_header("Authorization", f"Bearer {token}")
        with urllib.request.urlopen(listening, timeout=60) as stream:
            assert stream.readline() == b": listening\n"
            assert served.stop() == (0, "")
            assert b"event" not in stream.read()  # it ended, and did not break off


class Channel:
    """A connector that says its name and where it was asked."""

    def __init__(self, channel: str, prefix: str) -> None:
        self.channel = channel
        self.prefix = prefix
        self.app = Starlette(routes=[Route("/{path:path}", self.answer)])

    def answer(self, request: Request) -> PlainTextResponse:
        return PlainTextResponse(f"{self.channel}: {request.path_params['path']}")

    def deliver(self, delivery: object) -> str:
        return ""


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_each_channel_answers_at_its_prefix_whatever_their_order(order: tuple[int, int]) -> None:
    channels = [Channel("page", ""), Channel("slack", "/slack")]

    with TestClient(application([channels[number] for number in order])) as client:
        assert client.get("/slack/events").text == "slack: events"
        assert client.get("/healthz").text == "page: healthz"
        assert client.get("/slacker").text == "page: slacker"
