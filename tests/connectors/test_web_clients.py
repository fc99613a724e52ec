"""The clients that docs/web-api.md shows, run as they stand there."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from connectors.web import connect
from tests import ROOT
from tests.connectors.parrot import FEE, Parrot

PAGE = (ROOT / "docs/web-api.md").read_text(encoding="utf-8")


def shown(language: str) -> str:
    """The client in that language."""
    return str(max(re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL), key=len))


@pytest.fixture
def parrot() -> Parrot:
    return Parrot()


@pytest.fixture
def address(parrot: Parrot) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(connect("Bank", {}, parrot).app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def client(address: str) -> Any:
    """The Python client, in a conversation."""
    names: dict[str, Any] = {"__name__": "client"}
    exec(compile(shown("python"), "docs/web-api.md", "exec"), names)
    return names["Chat"](address)


def test_the_python_client_asks_shows_the_text_as_it_comes_and_reads_the_history(client: Any) -> None:
    texts: list[str] = []

    reply = client.ask("what does a card cost", texts.append)

    assert texts[-1] == reply["text"] == FEE.text
    assert texts == sorted(texts, key=len)
    assert [turn["reply"] for turn in client.history()] == [reply]


def test_the_python_client_says_why_it_was_refused(client: Any) -> None:
    with pytest.raises(ValueError, match="the message is empty; write a question"):
        client.ask(" ")


def test_the_python_client_tries_again_and_is_answered_once(client: Any, parrot: Parrot) -> None:
    parrot.fail_next = 1

    assert client.ask("hello")["text"] == "hello"
    assert len(client.history()) == 1


@pytest.mark.skipif(shutil.which("node") is None, reason="the JavaScript client needs node on the PATH")
def test_the_javascript_client_asks_and_reads_the_history(address: str) -> None:
    code = (
        shown("js").partition("const chat =")[0]
        + """
        const chat = new Chat(process.argv[2]);
        const texts = [];
        const reply = await chat.ask("what does a card cost", { onText: (text) => texts.push(text) });
        console.log(JSON.stringify([texts.at(-1) === reply.text, reply.text, (await chat.history()).length]));
    """
    )
    run = subprocess.run(
        ["node", "--input-type=module", "-", address],
        input=code,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert run.stdout.strip() == f'[true,"{FEE.text}",1]', run.stderr
