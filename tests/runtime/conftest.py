from collections.abc import Iterator
from typing import Any

import pytest

from botkit.runtime import Runtime
from botkit.store import SqlStore
from tests.runtime.echo import Echo, MakeRuntime, Post


@pytest.fixture
def url(database_url: str) -> str:
    return database_url


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    store = SqlStore(url, str)
    yield store
    store.close()


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def make_runtime(store: SqlStore, echo: Echo, post: Post) -> Iterator[MakeRuntime]:
    """Makes runtimes that are not started yet, and closes them."""
    made: list[Runtime] = []

    def make_runtime(store: SqlStore = store, echo: Echo = echo, **options: Any) -> Runtime:
        deliver = {"post": post.deliver}
        options = {"poll_seconds": 0.05, **options}
        made.append(Runtime(echo.turn, store, deliver=deliver, apology="Sorry!", **options))
        return made[-1]

    yield make_runtime
    echo.go.set()
    for runtime in made:
        runtime.close()


@pytest.fixture
def runtime(make_runtime: MakeRuntime) -> Runtime:
    runtime = make_runtime()
    runtime.start()
    return runtime
