from collections.abc import Iterator

import pytest

from botkit.store import SqlStore
from tests.store.talk import redact


@pytest.fixture
def store(database_url: str) -> Iterator[SqlStore]:
    store = SqlStore(database_url, redact)
    yield store
    store.close()
