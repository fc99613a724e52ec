"""Short versions of the benchmarks of durability."""

import signal
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.durability import kill, outage
from benchmarks.durability.checker import judge
from benchmarks.durability.fleet import Fleet, Sender, history, wait_until_drained
from botkit.store import upgrade
from botkit.testing.postgresql import PostgresServer


def test_what_killed_processes_had_accepted_is_answered_once_and_in_order(database_url: str) -> None:
    killed = kill.run(database_url, processes=2, kills=4, conversations=8, messages=12, pause=0.7, lease=1.0)
    assert killed.verdict.faults == []
    assert (killed.kills >= 4, killed.messages) == (True, 96)


def test_a_process_that_slept_past_its_lease_changes_nothing_when_it_wakes(database_url: str) -> None:
    upgrade(database_url)
    with tempfile.TemporaryDirectory(prefix="botkit-stop-") as folder:
        fleet = Fleet(database_url, Path(folder), 2, lease=0.5)
        try:
            fleet.wait_until_up()
            sender = Sender(fleet.sockets[1:])
            with ThreadPoolExecutor(1) as pool:
                sending = pool.submit(sender.send_all, 8, 8)
                while not sending.done():
                    fleet.signal(0, signal.SIGSTOP)
                    time.sleep(0.8)
                    fleet.signal(0, signal.SIGCONT)
                    time.sleep(0.3)
                sending.result()
            wait_until_drained(database_url, 60)
        finally:
            fleet.signal(0, signal.SIGCONT)
            fleet.close()
        assert judge(history(database_url, fleet.ledger, sender.sent)).faults == []


def test_a_server_that_stops_and_starts_loses_nothing(postgres: PostgresServer) -> None:
    survived = outage.run(postgres, processes=2, conversations=8, messages=8, every=(0.3, 0.8))
    assert survived.verdict.faults == []
    assert (survived.stops >= 1, survived.messages) == (True, 64)
