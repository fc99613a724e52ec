"""Two servers on one database: a reply that one began is read to its end from the other."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests import ROOT

PIECES = ["You can withdraw £500", " a day.", " Abroad it is £300."]

SERVER = """
import socket, sys, time
from pathlib import Path
import uvicorn
from botkit.runtime import Runtime
from botkit.store import SqlStore
from botkit.domain import *
from connectors.web import connect
from intents.types import Understanding

url, go, *pieces = sys.argv[1:]

def turn(message, conversation):
    yield Status("generate")
    for piece in pieces[:-1]:
        yield TextDelta(piece)
    while not Path(go).exists():
        time.sleep(0.05)
    yield TextDelta(pieces[-1])
    reply = Reply("".join(pieces), DecisionKind.ANSWER)
    yield Outcome(Turn(conversation.length + 1, message, Understanding(message.text), reply), conversation.state)

store = SqlStore(url, str, lease_seconds=1)
with Runtime(turn, store, deliver={}, apology="Sorry!", poll_seconds=0.1) as runtime:
    app = connect("Bank", {}, runtime).app
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    server.run(sockets=[listener])
"""


@contextmanager
def server(url: str, go: Path, pieces: list[str] = PIECES) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A bot that says the pieces, the last one as soon as there is a file `go`; its address and its process."""
    command = [sys.executable, "-c", SERVER, url, str(go), *pieces]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        patience = threading.Timer(120, process.kill)
        patience.start()
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}", process
        finally:
            patience.cancel()
            process.kill()


def events(
    client: httpx2.Client, message: dict[str, str], headers: dict[str, str]
) -> Generator[dict[str, Any], None, None]:
    """The events of the turn, as they come: name, data, id."""
    with client.stream("POST", "/api/v1/messages", json=message, headers=headers, timeout=60) as response:
        assert response.status_code == 200
        event: dict[str, Any] = {}
        for line in response.iter_lines():
            name, _, value = line.partition(": ")
            if not line and event:
                yield event
                event = {}
            elif name in ("event", "data", "id"):
                event[name] = json.loads(value) if name == "data" else value


def shown(told: list[dict[str, Any]], before: str = "") -> str:
    for event in told:
        if event["event"] == "reset":
            before = ""
        elif event["event"] == "delta":
            before += event["data"]["text"]
    return before


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/conversations.db"


@pytest.mark.parametrize(
    ("said_then", "resets"), [(PIECES, 0), (["You can withdraw", " £600", " each day."], 1)], ids=["same", "reworded"]
)
def test_a_reply_whose_server_is_killed_is_read_to_its_end_from_another(
    url: str, tmp_path: Path, said_then: list[str], resets: int
) -> None:
    message = {"id": str(uuid.uuid4()), "text": "how much?"}
    with server(url, tmp_path / "never") as (first, killed), httpx2.Client(base_url=first) as client:
        token = client.post("/api/v1/conversations").json()["token"]
        auth = {"Authorization": f"Bearer {token}"}
        stream = events(client, message, auth)
        read = [next(stream) for _ in range(3)]
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait(20)
    assert shown(read) == "You can withdraw £500 a day."

    with server(url, tmp_path, said_then) as (second, _), httpx2.Client(base_url=second) as client:
        resumed = list(events(client, message, auth | {"Last-Event-ID": read[-1]["id"]}))
        turns = client.get("/api/v1/messages", headers=auth).json()["turns"]

    assert [event["event"] for event in resumed].count("reset") == resets
    assert shown(resumed, shown(read)) == "".join(said_then) == resumed[-1]["data"]["text"]
    if not resets:
        assert [event["data"]["text"] for event in resumed if event["event"] == "delta"] == PIECES[2:]
    assert [turn["reply"]["text"] for turn in turns] == ["".join(said_then)], "answered once"


def test_a_server_goes_on_with_what_another_is_still_saying(url: str, tmp_path: Path) -> None:
    message = {"id": str(uuid.uuid4()), "text": "how much?"}
    go = tmp_path / "go"
    with server(url, go) as (first, _):
        with httpx2.Client(base_url=first) as client:
            token = client.post("/api/v1/conversations").json()["token"]
            auth = {"Authorization": f"Bearer {token}"}
            stream = events(client, message, auth)
            read = [next(stream) for _ in range(3)]
            stream.close()
        with server(url, go) as (second, _), httpx2.Client(base_url=second) as client:
            threading.Timer(1, go.touch).start()
            rest = list(events(client, message, auth | {"Last-Event-ID": read[-1]["id"]}))

    assert shown(read) == PIECES[0] + PIECES[1]
    assert [event["data"]["text"] for event in rest if event["event"] == "delta"] == PIECES[2:]
