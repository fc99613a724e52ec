"""kill -9 at random moments and at commits: no message unanswered, no turn taken twice, none out of order."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.durability.checker import Verdict, judge
from benchmarks.durability.fleet import Fleet, Sender, history, wait_until_drained
from botkit.store import upgrade


@dataclass(frozen=True, slots=True)
class Killed:
    """The figures of a run. `sends` counts deliveries of messages, repeats included."""

    kills: int
    messages: int
    posts: int
    seconds: float
    drained_in: float
    verdict: Verdict


def run(
    url: str,
    *,
    processes: int,
    kills: int,
    conversations: int,
    messages: int,
    pause: float,
    lease: float = 2.0,
    limit: float = 600.0,
) -> Killed:
    """Send `messages` in each conversation while processes are killed about every `pause` seconds.

    Nothing new is started after `limit` seconds; what was acknowledged by then is judged.
    """
    upgrade(url)
    with tempfile.TemporaryDirectory(prefix="botkit-kill-") as folder:
        fleet = Fleet(url, Path(folder), processes, lease=lease)
        try:
            fleet.wait_until_up()
            started = time.monotonic()
            fleet.begin_killing(kills, pause)
            sender = Sender(fleet.sockets)
            sender.send_all(conversations, messages, seconds=limit)
            seconds = time.monotonic() - started
            while fleet.killing and time.monotonic() - started < limit:
                time.sleep(0.1)
            fleet.stop_killing()
            drained_in = wait_until_drained(url, 300)
        finally:
            fleet.close()
        past = history(url, fleet.ledger, sender.sent)
    return Killed(fleet.kills, len(past.sent), len(past.posts), seconds, drained_in, judge(past))
