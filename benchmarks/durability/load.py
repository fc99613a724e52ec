"""Turns per second, and the time until a message is acknowledged while the processor is busy with other work."""

from __future__ import annotations

import multiprocessing
import statistics
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.durability.fleet import Fleet, Sender, wait_until_drained
from botkit.store import upgrade


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The times from sending to the acknowledgement, in milliseconds, and the acknowledgements per second."""

    rate: float
    p50: float
    p99: float
    longest: float


@dataclass(frozen=True, slots=True)
class Rate:
    """The turns per second of wall-clock time, and the processor time per turn of all processes, in milliseconds."""

    turns_a_second: float
    processor_ms_a_turn: float


def turns_a_second(url: str, *, processes: int, conversations: int, messages: int) -> Rate:
    """Measure with an engine that takes no time: accept, claim, commit, take, post, record; until all is delivered."""
    upgrade(url)
    with tempfile.TemporaryDirectory(prefix="botkit-load-") as folder:
        fleet = Fleet(url, Path(folder), processes, lease=15)
        try:
            fleet.wait_until_up()
            started = time.monotonic()
            Sender(fleet.sockets, repeats=1).send_all(conversations, messages, threads=32)
            wait_until_drained(url, 300)
            seconds = time.monotonic() - started
        finally:
            fleet.close()
        turns = conversations * messages
        return Rate(turns / seconds, 1000 * fleet.processor_seconds() / turns)


def acknowledgements(url: str, *, rate: float, seconds: float, busy: int) -> Acknowledged:
    """Send messages at a fixed rate, each in a new conversation, while `busy` processes compute without a pause."""
    upgrade(url)
    others = [multiprocessing.get_context("spawn").Process(target=_compute, daemon=True) for _ in range(busy)]
    with tempfile.TemporaryDirectory(prefix="botkit-ack-") as folder:
        fleet = Fleet(url, Path(folder), 1, lease=15)
        try:
            fleet.wait_until_up()
            for other in others:
                other.start()
            sender = Sender(fleet.sockets, repeats=1)
            time.sleep(1)
            started = time.monotonic()
            with ThreadPoolExecutor(64) as pool:
                for number in range(int(rate * seconds)):
                    time.sleep(max(0.0, started + number / rate - time.monotonic()))
                    pool.submit(sender._converse, f"c{number}", 1)
            took = time.monotonic() - started
        finally:
            for other in others:
                other.kill()
            fleet.close()
    times = sorted(1000 * latency for latency in sender.latencies)
    return Acknowledged(len(times) / took, statistics.median(times), times[int(0.99 * len(times))], times[-1])


def _compute() -> None:
    import numpy as np

    threading.current_thread().name = "inference"
    matrix = np.random.default_rng(0).random((512, 512), dtype=np.float32)
    while True:
        matrix = matrix @ matrix
        matrix /= matrix.max()
