"""Files and recordings are read beside everything else, by a few at a time, and for those who wait for it."""

from __future__ import annotations

import asyncio
import threading
import time
import uuid
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import httpx2 as httpx
import pytest

from botkit.domain import Attachment, AttachmentKind
from botkit.domain.errors import MessageError
from connectors.web import connect
from tests.connectors.parrot import Parrot


class SlowReader:
    """Reads for as long as somebody waits, or until it is let go."""

    suffixes = (".txt",)

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.reading = 0
        self.given_up = threading.Event()

    def read(self, name: str, content: bytes, *, wanted: Callable[[], bool] = lambda: True) -> Attachment:
        self.reading += 1
        while not self.go_on.wait(0.01):
            if not wanted():
                self.given_up.set()
                raise MessageError(f"{name}: nobody waits for it")
        return Attachment(AttachmentKind.FILE, name, content.decode(), size=len(content))


@pytest.fixture
def reader() -> SlowReader:
    return SlowReader()


@pytest.fixture
def app(reader: SlowReader) -> Any:
    parrot = Parrot()
    parrot.files = reader
    return connect("Bank", {"files": True, "requests_per_minute": 10_000}, parrot).app


@asynccontextmanager
async def client(app: Any, address: str = "203.0.113.9") -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, client=(address, 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://bank.example", timeout=30) as asking:
        yield asking


async def ask(asking: httpx.AsyncClient) -> httpx.Response:
    token = (await asking.post("/api/v1/conversations")).json()["token"]
    file = {"name": "a.txt", "data": b64encode(b"It costs 5.").decode()}
    body = {"text": "what does it say?", "id": str(uuid.uuid4()), "files": [file]}
    return await asking.post("/api/v1/messages", json=body, headers={"Authorization": f"Bearer {token}"})


async def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


def test_while_files_are_read_everything_else_is_answered(app: Any, reader: SlowReader) -> None:
    async def scene() -> list[int]:
        async with client(app) as mine, client(app, "198.51.100.7") as other:
            slow = [asyncio.create_task(ask(mine)) for _ in range(2)]
            await until(lambda: reader.reading == 2)
            quick = [(await other.get("/api/v1/bot")).status_code for _ in range(50)]
            reader.go_on.set()
            return [*quick, *[(await one).status_code for one in slow]]

    assert asyncio.run(scene()) == [200] * 52


def test_one_network_gets_two_places_and_all_together_eight(app: Any, reader: SlowReader) -> None:
    async def scene() -> tuple[httpx.Response, list[int], httpx.Response]:
        async with client(app) as mine:
            waiting = [asyncio.create_task(ask(mine)) for _ in range(2)]
            await until(lambda: reader.reading == 2)
            refused = await ask(mine)
            others = []
            for number in range(3):
                asking = httpx.AsyncClient(
                    transport=httpx.ASGITransport(app, client=(f"198.51.100.{number}", 1)), base_url="http://b"
                )
                others += [asyncio.create_task(ask(asking)) for _ in range(2)]
            await asyncio.sleep(0.3)
            async with client(app, "192.0.2.1") as late:
                full = await ask(late)
            reader.go_on.set()
            return refused, [(await one).status_code for one in (*waiting, *others)], full

    refused, served, full = asyncio.run(scene())
    assert refused.status_code == full.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert served == [200] * 8


def test_a_place_is_free_again_when_it_is_done(app: Any, reader: SlowReader) -> None:
    reader.go_on.set()

    async def scene() -> list[int]:
        async with client(app) as mine:
            return [(await ask(mine)).status_code for _ in range(12)]

    assert asyncio.run(scene()) == [200] * 12


def test_who_leaves_is_read_no_longer(app: Any, reader: SlowReader) -> None:
    """A client that closes its connection: the server says so to the application, as ASGI has it."""

    async def scene() -> None:
        async with client(app) as asking:
            token = (await asking.post("/api/v1/conversations")).json()["token"]
        file = {"name": "a.txt", "data": b64encode(b"It costs 5.").decode()}
        request = httpx.Request(
            "POST", "http://b/api/v1/messages", json={"text": "hm?", "id": str(uuid.uuid4()), "files": [file]}
        )
        headers = [(b"authorization", f"Bearer {token}".encode()), (b"content-type", b"application/json")]
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
            "path": "/api/v1/messages", "raw_path": b"/api/v1/messages", "query_string": b"", "root_path": "",
            "headers": headers, "client": ("203.0.113.9", 1), "server": ("b", 80),
        }  # fmt: skip
        body = iter([{"type": "http.request", "body": request.read(), "more_body": False}])

        async def receive() -> dict[str, Any]:
            if (part := next(body, None)) is not None:
                return part
            await until(lambda: reader.reading == 1)
            return {"type": "http.disconnect"}

        async def send(_: Any) -> None:
            """Nobody is there."""

        await app(scope, receive, send)

    asyncio.run(scene())
    assert reader.given_up.is_set()


def test_recordings_have_a_pool_of_their_own() -> None:
    """Speech that takes long keeps nobody else waiting."""
    hold = threading.Event()

    class Ears:
        def transcribe(self, audio: bytes) -> str:
            hold.wait(20)
            return audio.decode()

    parrot = Parrot()
    parrot.speech = Ears()
    app = connect("Bank", {"requests_per_minute": 10_000}, parrot).app

    async def scene() -> tuple[int, list[int], list[int]]:
        async with client(app) as asking:
            token = (await asking.post("/api/v1/conversations")).json()["token"]
            bearer = {"Authorization": f"Bearer {token}"}

            async def speak() -> int:
                return (await asking.post("/api/v1/speech", content=b"hi", headers=bearer)).status_code

            spoken = [asyncio.create_task(speak()) for _ in range(2)]
            await asyncio.sleep(0.2)
            refused = await speak()
            quick = [(await asking.get("/api/v1/bot")).status_code for _ in range(50)]
            hold.set()
            return refused, quick, [await one for one in spoken]

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(asyncio.run, scene()).result() == (429, [200] * 50, [200, 200])
