import multiprocessing
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import select, text

from botkit.domain import Message
from botkit.domain.errors import StoreError
from botkit.store import Database, SqlStore, upgrade
from botkit.store.tables import ConversationRow


def refusal(url: str) -> str:
    with pytest.raises(StoreError) as caught:
        Database.open(url).close()
    said = str(caught.value)
    assert "\n" not in said
    return said


def test_sqlite_is_set_up_to_survive_a_power_cut(url: str) -> None:
    database = Database.open(url)
    with database.writing() as session:
        pragmas = {
            name: session.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    database.close()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


def test_readers_do_not_wait_for_a_writer(url: str) -> None:
    database = Database.open(url)
    with database.writing(), database.reading() as session:
        assert session.scalars(select(ConversationRow)).all() == []
    database.close()


def test_a_transaction_that_fails_writes_nothing(url: str) -> None:
    database = Database.open(url)
    with pytest.raises(StoreError, match="refused"), database.writing() as session:  # noqa: PT012
        session.add(ConversationRow(id="c1", fence=0, length=0, state={}))
        session.flush()
        session.execute(text("INSERT INTO conversations (id) VALUES ('c2')"))
    with database.reading() as session:
        assert session.scalars(select(ConversationRow)).all() == []
    database.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_processes_that_open_a_new_database_together_all_succeed(
    kind: str, url: str, request: pytest.FixtureRequest
) -> None:
    if kind == "postgresql":
        url = request.getfixturevalue("postgres").new_database()
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=upgrade, args=(url,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(30)
    assert [process.exitcode for process in processes] == [0, 0, 0]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    said = refusal(f"sqlite:///{tmp_path}/missing/bot.db")
    assert f"the folder {tmp_path}/missing does not exist; create it" in said


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    assert "cannot be opened" in refusal(f"sqlite:///{tmp_path}")


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("these are my notes, " * 100)
    assert "something else than a database" in refusal(f"sqlite:///{file}")
    assert file.read_text().startswith("these are my notes")


def test_a_damaged_database_is_named(url: str, tmp_path: Path) -> None:
    upgrade(url)
    file = tmp_path / "conversations.db"
    damaged = bytearray(file.read_bytes())
    damaged[4096:8192] = b"\xff" * 4096
    damaged[100:200] = b"\xff" * 100
    file.write_bytes(damaged)
    assert "damaged" in refusal(url)


def test_a_read_only_database_is_refused_with_the_remedy(url: str, tmp_path: Path) -> None:
    upgrade(url)
    store = SqlStore(f"sqlite:///file:{tmp_path}/conversations.db?mode=ro&uri=true", str)
    with pytest.raises(StoreError, match="make the file and its folder writable"):
        store.inbox.accept(Message("web", "c1", "m1", "hello"))
    store.close()


def test_a_database_locked_by_another_process_is_reported(url: str) -> None:
    store = SqlStore(f"{url}?timeout=0.1", str)
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another process keeps it locked"):
        store.inbox.accept(Message("web", "c1", "m1", "hello"))
    other.close()
    store.inbox.accept(Message("web", "c1", "m1", "hello"))
    store.close()


def test_a_full_disk_is_reported_and_no_message_body_with_it(url: str) -> None:
    database = Database.open(url)
    with database.reading() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
    with pytest.raises(StoreError, match="no space is left on its disk") as caught, database.writing() as session:  # noqa: PT012
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
        for number in range(100):
            session.add(ConversationRow(id=f"secret {number}" * 100, fence=0, length=0, state={}))
        session.flush()
    assert "secret" not in f"{caught.value} {caught.value.__cause__}"
    database.close()


def test_a_database_in_memory_is_refused() -> None:
    assert "sqlite:///bot.db" in refusal("sqlite://")
    assert "name a file" in refusal("sqlite:///:memory:")


def test_a_password_is_never_shown() -> None:
    for url in (
        "postgresql+nodriver://bot:hunter2@host/db",
        "mysql://bot:hunter2@host/db",
        "postgresql://bot:hunter2@host:port/db",
        "bot:hunter2",
        "mysql://host/db?password=hunter2",
    ):
        assert "hunter2" not in refusal(url)


def test_an_unknown_kind_of_database_names_those_that_are_known() -> None:
    assert "'mysql' is not supported; use sqlite:/// or postgresql+psycopg://" in refusal("mysql://host/db")
