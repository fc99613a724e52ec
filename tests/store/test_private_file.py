"""What is in the database is for its owner's eyes."""

import os
import stat
from pathlib import Path

import pytest

from botkit.domain import Message
from botkit.store import Database, SqlStore
from botkit.store.private_file import take_from_others


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(autouse=True)
def usual_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_a_new_database_and_what_sqlite_puts_beside_it_are_private(url: str, tmp_path: Path) -> None:
    store = SqlStore(url, str)
    store.inbox.accept(Message("web", "c1", "m1", "hello"))
    names = ("conversations.db", "conversations.db-wal", "conversations.db-shm")
    assert {file.name: mode(file) for file in tmp_path.iterdir()} == dict.fromkeys(names, 0o600)
    store.close()


def test_a_database_that_others_could_read_is_taken_from_them(url: str, tmp_path: Path) -> None:
    Database.open(url).close()
    file = tmp_path / "conversations.db"
    file.chmod(0o644)
    Database.open(url).close()
    assert mode(file) == 0o600


@pytest.mark.parametrize(
    ("before", "after"),
    [(0o755, 0o700), (0o700, 0o700), (0o775, 0o770), (0o777, 0o770), (0o750, 0o700), (0o640, 0o600), (0o664, 0o660)],
)
def test_a_group_that_may_write_keeps_that_and_others_keep_nothing(tmp_path: Path, before: int, after: int) -> None:
    path = tmp_path / "it"
    path.mkdir()
    path.chmod(before)
    take_from_others(path)
    assert mode(path) == after


def test_what_is_not_there_is_no_mistake(tmp_path: Path) -> None:
    take_from_others(tmp_path / "nothing")
