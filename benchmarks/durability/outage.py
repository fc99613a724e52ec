"""PostgreSQL stopped and restarted under load: everything is answered, soon after its return."""

from __future__ import annotations

import random
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.durability.checker import Verdict, judge
from benchmarks.durability.fleet import Fleet, Sender, history, wait_until_drained
from botkit.store import upgrade
from botkit.testing.postgresql import PostgresServer


@dataclass(frozen=True, slots=True)
class Outage:
    """The figures of a run. `drained_in` is the time from the server's last return until nothing was waiting."""

    stops: int
    messages: int
    seconds: float
    drained_in: float
    verdict: Verdict


def run(
    server: PostgresServer,
    *,
    processes: int,
    conversations: int,
    messages: int,
    every: tuple[float, float],
    limit: float = 600.0,
) -> Outage:
    """Send while the server is stopped for a second or two, every so many seconds; start nothing after `limit`."""
    url = server.new_database()
    upgrade(url)
    dice = random.Random(1)
    sending, stops, back_at = threading.Event(), 0, time.monotonic()
    with tempfile.TemporaryDirectory(prefix="botkit-outage-") as folder:
        fleet = Fleet(url, Path(folder), processes)
        try:
            fleet.wait_until_up()
            sender = Sender(fleet.sockets, repeats=1)
            started = time.monotonic()

            def send() -> None:
                sender.send_all(conversations, messages, seconds=limit)
                sending.set()

            people = threading.Thread(target=send)
            people.start()
            while not sending.wait(dice.uniform(*every)) or stops == 0:
                server.stop()
                time.sleep(dice.uniform(0.5, 2))
                server.start()
                back_at = time.monotonic()
                stops += 1
            people.join()
            seconds = time.monotonic() - started
            wait_until_drained(url, 300)
            drained_in = time.monotonic() - back_at
        finally:
            fleet.close()
        past = history(url, fleet.ledger, sender.sent)
    return Outage(stops, len(past.sent), seconds, drained_in, judge(past))
