from collections.abc import Iterator
from pathlib import Path

import pytest

from botkit.domain.ports import Store
from botkit.store import Database, SqlStore
from tests.store.talk import OpenStore, redact


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/conversations.db"


@pytest.fixture
def open_store(database_url: str) -> Iterator[OpenStore]:
    """Open the same data anew at each call. The contract of another store has a fixture of this name in its class."""
    stores: list[SqlStore] = []

    def open_store(lease_seconds: float = 60) -> Store:
        stores.append(SqlStore(database_url, redact, lease_seconds=lease_seconds, delivery_seconds=lease_seconds))
        return stores[-1]

    yield open_store
    for store in stores:
        store.close()


@pytest.fixture
def store(open_store: OpenStore) -> Store:
    return open_store()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database.open(database_url)
    yield database
    database.close()
