"""A client that sends a request in one go is answered; one that dawdles is hung up on."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route

from botkit.app.prompt_clients import PromptHttp

SECONDS = 1.0


class Impatient(PromptHttp):
    HEAD_SECONDS = SECONDS
    BODY_SECONDS = SECONDS


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(await request.body())


async def slowly(_: Request) -> StreamingResponse:
    import anyio

    async def pieces() -> AsyncIterator[str]:
        for number in range(6):
            yield f"{number}\n"
            await anyio.sleep(SECONDS / 2)

    return StreamingResponse(pieces())


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    app = Starlette(routes=[Route("/", echo, methods=["GET", "POST"]), Route("/slow", slowly)])
    config = uvicorn.Config(app, port=0, log_level="error", http=Impatient, timeout_keep_alive=30, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


class Client:
    """A connection, byte by byte."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)

    def send(self, text: str) -> None:
        self.socket.sendall(text.encode())

    def rest(self) -> str:
        """All that comes until the server hangs up."""
        received = b""
        try:
            while piece := self.socket.recv(65_536):
                received += piece
        except ConnectionResetError:
            pass
        return received.decode()


@pytest.fixture
def client(port: int) -> Iterator[Client]:
    client = Client(port)
    yield client
    client.socket.close()


@pytest.mark.parametrize("sent", ["", "GET", "GET / HTTP/1.1\r\nHost: a\r\n", "POST / HTTP/1.1\r\nHost: a\r\nX: "])
def test_who_begins_a_request_and_does_not_end_its_head_is_hung_up_on(client: Client, sent: str) -> None:
    client.send(sent)
    assert client.rest().startswith("HTTP/1.1 408")


def test_a_head_that_trickles_in_has_no_more_time(client: Client) -> None:
    began = time.monotonic()
    client.send("GET / HTTP/1.1\r\n")
    with pytest.raises(OSError):  # noqa: PT011, PT012 - which one depends on who is quicker
        for number in range(1_000):
            client.send(f"X-{number}: y\r\n")
            time.sleep(SECONDS / 10)
    assert time.monotonic() - began < 20 * SECONDS


def test_a_body_that_trickles_in_is_given_up(client: Client) -> None:
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
    began = time.monotonic()
    with pytest.raises(OSError):  # noqa: PT011, PT012 - as above
        for _ in range(1_000):
            client.send("x")
            time.sleep(SECONDS / 10)
    assert time.monotonic() - began < 20 * SECONDS


def test_a_half_body_is_given_up(client: Client) -> None:
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf")
    assert "200 OK" not in client.rest()


def test_a_request_in_one_go_is_answered_and_so_is_the_next_after_a_while(client: Client) -> None:
    for text in ("hello", "again"):
        client.send(f"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {len(text)}\r\n\r\n{text}")
        received = ""
        while not received.endswith(text):
            received += client.socket.recv(65_536).decode()
        assert received.startswith("HTTP/1.1 200")
        time.sleep(1.5 * SECONDS)


def test_a_second_request_has_a_limit_of_its_own(client: Client) -> None:
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert client.socket.recv(65_536).startswith(b"HTTP/1.1 200")
    client.send("GET / HTTP/1.1\r\n")
    assert "408" in client.rest()


def test_an_answer_may_take_as_long_as_it_likes(client: Client) -> None:
    client.send("GET /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    received = client.rest()
    assert "408" not in received
    assert all(f"{number}\n" in received for number in range(6))
