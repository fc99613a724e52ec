"""Durability: processes are killed, paused and cut off from their database, and checked from outside.

`python -m benchmarks durability` is a small run; BOTKIT_DURABILITY=1 makes it as large as the figures in README.md (at
most about 25 minutes per database). PostgreSQL is a server of its own, with fsync on.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import fields

from benchmarks.durability import kill, load, outage
from benchmarks.durability.checker import Verdict
from benchmarks.machine import described
from botkit.domain.errors import BotkitError
from botkit.testing.postgresql import PostgresServer, postgres_server

LARGE = "BOTKIT_DURABILITY"
_LIMIT_SECONDS = 900.0
"""The most seconds that a part sends for; only messages sent by then count."""


def main() -> None:
    """Run all parts and print the results."""
    large = bool(os.environ.get(LARGE))
    print(described(), flush=True)
    with tempfile.TemporaryDirectory(prefix="botkit-sqlite-") as folder:
        _measure(lambda name: f"sqlite:///{folder}/{name}.db", "SQLite", (1,), large)
    try:
        with postgres_server() as server:
            _measure(lambda _: server.new_database(), "PostgreSQL", (1, 2, 4), large)
            _outage(server, large)
    except BotkitError as error:
        print(f"PostgreSQL left out: {error}")


def _measure(new: Callable[[str], str], name: str, processes: tuple[int, ...], large: bool) -> None:
    """Run kills, loads and acknowledgements on databases that `new` makes, by name."""
    kills, conversations, messages = (300, 400, 50) if large else (10, 20, 20)
    killed = kill.run(
        new("kill"),
        processes=3,
        kills=kills,
        conversations=conversations,
        messages=messages,
        pause=0.6,
        limit=_LIMIT_SECONDS,
    )
    _tell(f"{name}, kill -9, every message sent 4 times", killed)
    for count in processes:
        rate = load.turns_a_second(new(f"load{count}"), processes=count, conversations=64, messages=50 if large else 5)
        print(
            f"{name}, {count} processes: {rate.turns_a_second:.0f} turns/s, "
            f"{rate.processor_ms_a_turn:.1f} ms of the processor a turn",
            flush=True,
        )
    busy = os.cpu_count() or 1
    acknowledged = load.acknowledgements(new("ack"), rate=200, seconds=30 if large else 3, busy=busy)
    _tell(f"{name}, acknowledgements in ms, {busy} processes computing", acknowledged)


def _outage(server: PostgresServer, large: bool) -> None:
    messages, every = (50, (5.0, 20.0)) if large else (5, (1.0, 3.0))
    survived = outage.run(server, processes=4, conversations=100, messages=messages, every=every, limit=_LIMIT_SECONDS)
    _tell("PostgreSQL stopped and started, 4 processes", survived)


def _tell(what: str, found: object) -> None:
    print(f"{what}:")
    for field in fields(found):  # type: ignore[arg-type]
        value = getattr(found, field.name)
        if isinstance(value, Verdict):
            print(f"  faults: {len(value.faults)}; replies that came again, as declared: {value.doubled}")
            print("".join(f"    {fault}\n" for fault in value.faults[:10]), end="", flush=True)
        else:
            print(f"  {field.name.replace('_', ' ')}: {round(value, 1):,}")
    print(flush=True)
