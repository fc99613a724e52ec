"""A bot process to kill: it takes messages from a socket, answers in no time, and posts replies to a ledger file."""

from __future__ import annotations

import json
import logging
import os
import signal
import socketserver
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from botkit.domain import Conversation, DecisionKind, Delivery, Message, Outcome, Reply, Status, TextDelta, Turn
from botkit.domain.errors import BotkitError, Busy, StoreAway
from botkit.runtime import Runtime
from botkit.store import SqlStore
from intents.types import Understanding

CHANNEL = "ledger"
_THREADS = 16
"""The number of threads for turns: their engine takes no time, so a turn mostly waits for the disk."""


def engine_turn(message: Message, conversation: Conversation) -> Iterator[Status | TextDelta | Outcome]:
    """Append to the conversation's list: the reply names the message and the one that the turn found before it."""
    before = conversation.recent[-1].message.external_id if conversation.recent else ""
    text = json.dumps({"message": message.external_id, "after": before})
    yield TextDelta(text)
    turn = Turn(conversation.length + 1, message, Understanding(message.text), Reply(text, DecisionKind.ANSWER))
    yield Outcome(turn, conversation.state)


class Ledger:
    """The channel: a file that outlives the process. A line is one write, so a post is either complete or not there."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def post(self, delivery: Delivery) -> str:
        message: str = json.loads(delivery.reply.text)["message"]
        line = json.dumps([delivery.conversation_id, message, delivery.attempts])
        os.write(self._file, line.encode() + b"\n")
        return message


class Intake(socketserver.StreamRequestHandler):
    """The intake of JSON lines [conversation, message], each answered `ok` once it is stored, `busy`, or `away`."""

    def handle(self) -> None:
        for line in self.rfile:
            conversation, message = json.loads(line)
            try:
                self.server.runtime.submit(Message(CHANNEL, conversation, message, f"append {message}"))  # type: ignore[attr-defined]
                said = b"ok\n"
            except Busy:
                said = b"busy\n"
            except BotkitError:
                said = b"away\n"
            self.wfile.write(said)


class Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 128


def die_at_commit(number: int) -> None:
    """Kill this process at the commit of that number: just before it if the number is even, else just after it."""
    count = 0
    lock = threading.Lock()

    def die(*_: Any) -> None:
        nonlocal count
        with lock:
            count += 1
            if count == number:
                os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "commit" if number % 2 == 0 else "checkin", die)


def serve(url: str, address: Path, ledger: Path, die_at: int, lease: float) -> None:
    """Run until SIGTERM, or until killed; the log is written beside the ledger."""
    logging.basicConfig(filename=ledger.with_name("log"), format="%(process)d %(message)s", force=True)
    if die_at:
        die_at_commit(die_at)
    done = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: done.set())
    store = _open(url, lease)
    channel = Ledger(ledger)
    address.unlink(missing_ok=True)
    deliver = {CHANNEL: channel.post}
    before = time.process_time()
    with (
        Runtime(engine_turn, store, deliver=deliver, apology="{}", threads=_THREADS, poll_seconds=0.25) as runtime,
        Server(str(address), Intake) as server,
    ):
        server.runtime = runtime  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        done.wait()
        server.shutdown()
    store.close()
    address.with_suffix(".cpu").write_text(str(time.process_time() - before))


def _open(url: str, lease: float) -> SqlStore:
    """Open the store, waiting while its database cannot be reached."""
    while True:
        try:
            return SqlStore(url, str, lease_seconds=lease, delivery_seconds=lease, max_waiting=100_000)
        except StoreAway:
            time.sleep(0.1)
