"""A pooler that gives every transaction another connection (PgBouncer) breaks nothing."""

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from botkit.domain import DecisionKind, DialogueState, Message, Reply, Turn
from botkit.store import SqlStore, check, upgrade
from botkit.testing.postgresql import PostgresServer
from intents.types import Understanding

PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")

pytestmark = pytest.mark.skipif(PGBOUNCER is None, reason="needs pgbouncer; install the package of your system")


@pytest.fixture
def pooled_url(postgres: PostgresServer) -> Iterator[str]:
    """A new database behind a pooler of transactions that has two connections for everybody."""
    name = postgres.new_database().partition("?")[0].rpartition("/")[2]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    configuration = postgres.data / f"{name}.ini"  # where the server's own user may read it
    configuration.write_text(
        f"[databases]\n{name} = host={postgres.data} dbname={name} user=postgres\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n"
        "pool_mode = transaction\ndefault_pool_size = 2\nmax_client_conn = 200\n"
    )
    as_user = ["-u", postgres.data.owner()] if getpass.getuser() == "root" else []  # it refuses to run as root
    pooler = subprocess.Popen([str(PGBOUNCER), "-q", *as_user, str(configuration)], stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
                break
            except OSError:
                if pooler.poll() is not None or time.monotonic() > deadline:
                    pytest.skip("pgbouncer does not start here")
                time.sleep(0.05)
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/{name}"
    finally:
        pooler.terminate()
        pooler.wait(30)
        postgres.drop_database(f"/{name}?")


def answer_all(store: SqlStore) -> None:
    while claim := store.leases.claim():
        reply = Reply(claim.message.text, DecisionKind.ANSWER)
        turn = Turn(claim.conversation.length + 1, claim.message, Understanding(claim.message.text), reply)
        delivery = store.turns.commit(claim, turn, DialogueState())
        until = time.monotonic() + 60
        while not store.outbox.take(delivery):  # another thread may not have sent the reply before yet
            assert time.monotonic() < until
            time.sleep(0.01)
        store.outbox.delivered(delivery, "")


def test_every_message_is_answered_once_behind_a_pooler_of_transactions(pooled_url: str) -> None:
    upgrade(pooled_url)
    stores = [SqlStore(pooled_url, str) for _ in range(2)]
    messages = [Message("web", f"c{n % 5}", f"m{n}", f"message {n}") for n in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: stores[n % 2].inbox.accept(messages[n]), range(40)))
        list(pool.map(lambda n: stores[n % 2].inbox.accept(messages[n]), range(40)))  # its channel sends all again
        list(pool.map(lambda n: answer_all(stores[n % 2]), range(8)))
    for store in stores:  # a conversation may have been with the other thread just then
        answer_all(store)
    texts = [turn.message.text for n in range(5) for turn in stores[0].history.turns(f"c{n}")]
    assert sorted(texts) == sorted(message.text for message in messages)
    for store in stores:
        store.close()
    assert check(pooled_url).good
