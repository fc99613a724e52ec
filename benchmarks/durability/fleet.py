"""Several bot processes on one database, killed and restarted, and people who send them messages."""

from __future__ import annotations

import json
import math
import multiprocessing
import os
import random
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.process import BaseProcess
from pathlib import Path

from sqlalchemy import create_engine, text

from benchmarks.durability.checker import History, Posted, Sent, Taken
from benchmarks.durability.process import serve

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["benchmarks.durability.process", "sqlalchemy.dialects.postgresql.psycopg"])
"""The context of the processes: they start with everything imported, so killed ones are replaced in milliseconds."""


class Fleet:
    """As many as `count` processes; killed ones are restarted. `kills` counts kills from outside and by themselves."""

    def __init__(self, url: str, folder: Path, count: int, *, lease: float = 2.0, seed: int = 0) -> None:
        self.url, self.folder, self.lease = url, folder, lease
        self.kills = 0
        self._dice = random.Random(seed)
        self._peace = threading.Event()
        self._processes = [self._start(number, die_at=0) for number in range(count)]
        self._keeper: threading.Thread | None = None

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger"

    @property
    def sockets(self) -> list[Path]:
        return [self.folder / f"{number}.sock" for number in range(len(self._processes))]

    def wait_until_up(self, seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        while not all(path.exists() for path in self.sockets):
            if time.monotonic() > deadline:
                raise TimeoutError("the processes did not start")
            time.sleep(0.05)

    def begin_killing(self, kills: int, pause: float) -> None:
        """Kill processes with SIGKILL in a thread, at random moments; half of the new ones die at a commit."""
        self._keeper = threading.Thread(target=self._keep_killing, args=(kills, pause), daemon=True)
        self._keeper.start()

    @property
    def killing(self) -> bool:
        return self._keeper is not None and self._keeper.is_alive()

    def stop_killing(self) -> None:
        """Let all processes live from now on."""
        self._peace.set()
        if self._keeper is not None:
            self._keeper.join()

    def signal(self, number: int, which: signal.Signals) -> None:
        os.kill(self._processes[number].pid or 0, which)

    def close(self) -> None:
        """Stop all processes, as an operator would."""
        self.stop_killing()
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join(60)

    def processor_seconds(self) -> float:
        """Return the processor time of the processes from when they could take messages, once they are closed."""
        return sum(float(path.with_suffix(".cpu").read_text()) for path in self.sockets)

    def _keep_killing(self, kills: int, pause: float) -> None:
        while self.kills < kills and not self._peace.wait(self._dice.uniform(0, 2 * pause)):
            number = self._dice.randrange(len(self._processes))
            self._processes[number].kill()
            self._processes[number].join()
            self.kills += 1
            die_at = self._dice.randrange(1, 60) if self._dice.random() < 0.5 else 0
            self._processes[number] = self._start(number, die_at=die_at)
            for other, process in enumerate(self._processes):
                if not process.is_alive():  # it died at its commit
                    self.kills += 1
                    self._processes[other] = self._start(other, die_at=0)
        for other, process in enumerate(self._processes):
            if not process.is_alive():
                self._processes[other] = self._start(other, die_at=0)

    def _start(self, number: int, die_at: int) -> BaseProcess:
        path = self.folder / f"{number}.sock"
        path.unlink(missing_ok=True)
        process = _FORKS.Process(target=serve, args=(self.url, path, self.ledger, die_at, self.lease))
        process.start()
        return process


class Sender:
    """The people: each sends the messages of one conversation, the next when the last was acknowledged.

    A message is sent until a process acknowledges it, and then `repeats` - 1 times more, to any process, at any time.
    """

    def __init__(self, sockets: list[Path], *, repeats: int = 4, seed: int = 0) -> None:
        self._sockets = sockets
        self._repeats = repeats
        self._seed = seed
        self.sent: list[Sent] = []
        self.latencies: list[float] = []
        self._until = math.inf  # a reading of the monotonic clock
        self._lock = threading.Lock()

    def send_all(self, conversations: int, messages: int, threads: int = 8, *, seconds: float = math.inf) -> None:
        """Send `messages` in each of the conversations, `threads` of them at a time; start none after `seconds`."""
        self._until = time.monotonic() + seconds
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda number: self._converse(f"c{number}", messages), range(conversations)))

    def _converse(self, conversation: str, messages: int) -> None:
        dice = random.Random(f"{self._seed} {conversation}")
        connections: dict[Path, socket.socket] = {}
        acknowledged: list[str] = []
        again: list[str] = []
        for number in range(messages):
            if time.monotonic() > self._until:
                break
            message = f"{conversation}-{number}"
            started = time.monotonic()
            while not self._send(connections, dice.choice(self._sockets), conversation, message):
                time.sleep(0.02)
            with self._lock:
                self.latencies.append(time.monotonic() - started)
                self.sent.append(Sent(conversation, message, frozenset(acknowledged[-5:])))
            acknowledged.append(message)
            again += [message] * (self._repeats - 1)
            for _ in range(min(len(again), dice.randrange(2 * self._repeats - 1))):
                late = again.pop(dice.randrange(len(again)))
                self._send(connections, dice.choice(self._sockets), conversation, late)
        for late in again:
            self._send(connections, dice.choice(self._sockets), conversation, late)
        for connection in connections.values():
            connection.close()

    @staticmethod
    def _send(connections: dict[Path, socket.socket], path: Path, conversation: str, message: str) -> bool:
        """Return whether a process has acknowledged the message."""
        try:
            if path not in connections:
                connections[path] = socket.socket(socket.AF_UNIX)
                connections[path].settimeout(30)
                connections[path].connect(str(path))
            connections[path].sendall(json.dumps([conversation, message]).encode() + b"\n")
            return connections[path].recv(16) == b"ok\n"
        except OSError:
            connections.pop(path).close()
            return False


def wait_until_drained(url: str, seconds: float) -> float:
    """Return the seconds until nothing waits for an answer or for delivery. Raises TimeoutError."""
    started = time.monotonic()
    engine = create_engine(url)
    waiting = text(
        "SELECT (SELECT count(*) FROM inbox WHERE answered_at IS NULL)"
        " + (SELECT count(*) FROM outbox WHERE delivered_at IS NULL)"
    )
    try:
        while True:
            with engine.connect() as connection:
                left = connection.execute(waiting).scalar_one()
            if not left:
                return time.monotonic() - started
            if time.monotonic() - started > seconds:
                raise TimeoutError(f"{left} messages and replies still wait after {seconds:.0f} s")
            time.sleep(0.1)
    finally:
        engine.dispose()


def history(url: str, ledger: Path, sent: list[Sent]) -> History:
    """Read the history from outside, when all is over."""
    engine = create_engine(url)
    turns = []
    with engine.connect() as connection:
        for conversation, seq, said in connection.execute(text("SELECT conversation_id, seq, text FROM turns")):
            reply = json.loads(said)
            turns.append(Taken(conversation, seq, reply["message"], reply["after"]))
    engine.dispose()
    posts = tuple(Posted(*json.loads(line)) for line in ledger.read_text().splitlines())
    return History(tuple(sent), tuple(turns), posts)
