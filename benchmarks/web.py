"""The web interface: open sessions on one process, and the time until a reply begins."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

SESSIONS = int(os.environ.get("BOTKIT_SESSIONS", "2000"))
SECONDS = float(os.environ.get("BOTKIT_SECONDS", "60"))
LOOKS = 6
"""The number of times that the server's memory is read meanwhile."""
NOT_READING = 0.1
ASKING = 20
"""The number of sessions that ask in turn while all are open, ten times per second in all."""

SERVER = """
import resource, socket, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (20000, 20000))
import uvicorn
from botkit.runtime import HandOffRules, Runtime
from botkit.store import SqlStore
from botkit.domain import *
from connectors.web import connect
from intents.types import Understanding

def turn(message, conversation):  # an engine that takes no time
    reply = Reply("You can withdraw 500 pounds a day.", DecisionKind.ANSWER)
    yield TextDelta(reply.text)
    yield Outcome(Turn(conversation.length + 1, message, Understanding(message.text), reply), conversation.state)

store = SqlStore(sys.argv[1], str)
rules = HandOffRules(returned="back", expired="expired")
limits = {"requests_per_minute": 1000000, "messages_per_minute": 100000, "streams_per_address": 100000}
with Runtime(turn, store, deliver={"web": lambda d: ""}, apology="Sorry!", hand_off=rules) as runtime:
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    print(listener.getsockname()[1], flush=True)
    config = uvicorn.Config(connect("Bank", limits, runtime).app, log_level="warning", timeout_graceful_shutdown=1)
    uvicorn.Server(config).run(sockets=[listener])
"""


def main() -> None:
    """Print the time to the first piece of a reply with nobody else there, and with all sessions open."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", SERVER, f"sqlite:///{folder}/conversations.db"]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=Path(__file__).parents[1]
        ) as server:
            assert server.stdout is not None
            try:
                asyncio.run(_measure(int(server.stdout.readline()), server.pid))
            finally:
                server.terminate()


async def _measure(port: int, pid: int) -> None:
    token = await _begin(port)
    await _asked(port, token, 20)
    _tell("a request that does nothing, to compare with", await _alive(port, 200))
    _tell("nobody else", await _asked(port, token, 200))

    before = _kib(pid)
    writers = []
    readers = []
    for number in range(SESSIONS):
        reader, writer = await _request(port, "GET", "/api/v1/events", await _begin(port))
        assert b" 200 " in await reader.readline()
        writers.append(writer)
        if number >= SESSIONS * NOT_READING:
            readers.append(asyncio.create_task(_drain(reader)))
    await asyncio.sleep(5)
    opened = _kib(pid)
    print(f"{SESSIONS} sessions open, {NOT_READING:.0%} not reading: {(opened - before) / SESSIONS:.1f} KiB each")

    tokens = [await _begin(port) for _ in range(ASKING)]
    waits: list[float] = []
    deadline = time.monotonic() + SECONDS

    async def visitor(number: int, token: str) -> None:
        await asyncio.sleep(number / 10)
        while time.monotonic() < deadline:
            waits.extend(await _asked(port, token, 1))
            await asyncio.sleep(ASKING / 10)

    grown: list[float] = []

    async def look() -> None:
        for _ in range(LOOKS):
            await asyncio.sleep(SECONDS / LOOKS)
            grown.append((_kib(pid) - opened) / 1024)

    await asyncio.gather(look(), *(visitor(number, token) for number, token in enumerate(tokens)))
    _tell(f"{SESSIONS} sessions open, {ASKING} of others asking", waits)
    still = sum(not reading.done() for reading in readers)
    print(f"memory within {SECONDS:.0f} s, MiB: {', '.join(f'{mib:+.1f}' for mib in grown)}")
    print(f"{still} of {len(readers)} still read")
    for reading in readers:
        reading.cancel()
    for writer in writers:
        writer.close()


async def _asked(port: int, token: str, count: int) -> list[float]:
    """Return the seconds from sending to the first piece of the reply, for so many messages one after the other."""
    waits = []
    for _ in range(count):
        began = time.perf_counter()
        reader, writer = await _request(
            port, "POST", "/api/v1/messages", token, {"id": str(uuid.uuid4()), "text": "how much?"}
        )
        while b"event: delta" not in (line := await reader.readline()):
            assert line, "the answer broke off"
        waits.append(time.perf_counter() - began)
        while b"event: reply" not in (line := await reader.readline()):
            assert line, "the answer broke off"
        writer.close()
    return waits


async def _alive(port: int, count: int) -> list[float]:
    """Return the seconds of requests that need neither a database nor an engine."""
    waits = []
    for _ in range(count):
        began = time.perf_counter()
        reader, writer = await _request(port, "GET", "/healthz", "")
        await reader.read()
        waits.append(time.perf_counter() - began)
        writer.close()
    return waits


async def _begin(port: int) -> str:
    reader, writer = await _request(port, "POST", "/api/v1/conversations", "")
    body = (await reader.read()).partition(b"\r\n\r\n")[2]
    writer.close()
    return str(json.loads(body)["token"])


async def _request(
    port: int, method: str, path: str, token: str, body: object = None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    content = json.dumps(body).encode() if body else b""
    head = [f"{method} {path} HTTP/1.1", "Host: bot", "Content-Type: application/json"]
    head += [f"Content-Length: {len(content)}"]
    head += [f"Authorization: Bearer {token}"] if token else []
    head += ["Connection: close", "", ""]
    writer.write("\r\n".join(head).encode() + content)
    await writer.drain()
    return reader, writer


async def _drain(reader: asyncio.StreamReader) -> None:
    while await reader.read(65536):
        pass


def _kib(pid: int) -> int:
    """Return the resident memory of the process, in KiB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


def _tell(what: str, waits: list[float]) -> None:
    cuts = statistics.quantiles(waits, n=100)
    p50, p95, p99 = (1000 * cuts[at - 1] for at in (50, 95, 99))
    print(f"{what}: {len(waits)} requests, answered after {p50:.1f} ms (p50), {p95:.1f} (p95), {p99:.1f} (p99)")


if __name__ == "__main__":
    main()
