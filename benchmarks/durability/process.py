"""A bot process to kill: takes messages over a socket, answers in no time, and posts replies to a ledger file.

`python -m benchmarks.durability.process URL SOCKET LEDGER [--die-at N] [--lease SECONDS]`
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from botkit.errors import BotkitError, Busy
from botkit.runtime import Runtime
from botkit.state import SqlStore
from botkit.types import Conversation, DecisionKind, Delivery, Message, Outcome, Reply, Status, TextDelta, Turn
from intents.types import Understanding

CHANNEL = "ledger"


def engine_turn(message: Message, conversation: Conversation) -> Iterator[Status | TextDelta | Outcome]:
    """Appends to the conversation's list: the reply names the message and the one that the turn found before it."""
    before = conversation.recent[-1].message.external_id if conversation.recent else ""
    text = json.dumps({"message": message.external_id, "after": before})
    yield TextDelta(text)
    turn = Turn(conversation.length + 1, message, Understanding(message.text), Reply(text, DecisionKind.ANSWER))
    yield Outcome(turn, conversation.state)


class Ledger:
    """The channel: a file that outlives the process. A line is one write, so a post is there whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def post(self, delivery: Delivery) -> str:
        message = json.loads(delivery.reply.text)["message"]
        line = json.dumps([delivery.conversation_id, message, delivery.attempts])
        os.write(self._file, line.encode() + b"\n")
        return message


class Intake(socketserver.StreamRequestHandler):
    """Lines of JSON [conversation, message] in; `ok` once it is kept, `busy`, or `away`."""

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
    """Kills this process at its so many-th commit: just before it if the number is even, else just after it."""
    count = 0
    lock = threading.Lock()

    def die(*_: Any) -> None:
        nonlocal count
        with lock:
            count += 1
            if count == number:
                os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "commit" if number % 2 == 0 else "checkin", die)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("socket", type=Path)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--die-at", type=int, default=0)
    parser.add_argument("--lease", type=float, default=2.0)
    options = parser.parse_args()
    if options.die_at:
        die_at_commit(options.die_at)
    store = SqlStore(options.url, str, lease_seconds=options.lease, delivery_seconds=options.lease, max_waiting=100_000)
    ledger = Ledger(options.ledger)
    options.socket.unlink(missing_ok=True)
    done = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: done.set())
    with (
        Runtime(engine_turn, store, deliver={CHANNEL: ledger.post}, apology="{}", poll_seconds=0.25) as runtime,
        Server(str(options.socket), Intake) as server,
    ):
        server.runtime = runtime  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        done.wait()
        server.shutdown()
    store.close()


if __name__ == "__main__":
    main()
