"""A turn that fails is answered with an apology; one that cannot be committed is told to the listener, and kept."""

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import DDL, create_engine

from botkit.domain import Answered, TextDelta
from botkit.domain.errors import StoreError
from botkit.runtime import Runtime
from botkit.store import SqlStore
from tests.runtime.echo import Echo, MakeRuntime, ask
from tests.runtime.listening import listen, wait_until


def test_a_turn_that_fails_is_answered_with_an_apology_once(
    runtime: Runtime, store: SqlStore, echo: Echo, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    assert listen(runtime, ask("explode")) == ["<understand>", "Sorry!", "<commit>", "."]
    assert listen(runtime, ask("explode")) == ["Sorry!", "."]
    assert echo.taken == ["explode"]
    assert store.inbox.unanswered() == []
    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert "ZeroDivisionError" in record.message
    assert "explode" not in caplog.text, "what people write is never logged"


def test_an_apology_comes_after_what_was_said_already(runtime: Runtime) -> None:
    *events, answered = runtime.stream(ask("so far explode"))
    assert isinstance(answered, Answered)
    assert answered.turn.reply.text == "so far\n\nSorry!"
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == answered.turn.reply.text


def test_the_conversation_goes_on_after_a_failure(runtime: Runtime) -> None:
    runtime.respond(ask("explode"))
    assert runtime.respond(ask("better now")).text == "better now"


def test_a_database_that_fails_is_told_to_the_listener_and_the_message_is_kept(
    make_runtime: MakeRuntime, store: SqlStore, echo: Echo, url: str
) -> None:
    echo.holding = {"hello there"}
    with ThreadPoolExecutor(1) as pool:
        heard = pool.submit(listen, make_runtime(), ask("hello there"))
        assert echo.begun.wait(10)
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(DDL("DROP TABLE outbox"))
        engine.dispose()
        echo.go.set()
        with pytest.raises(StoreError, match="outbox"):
            heard.result(10)
    assert store.inbox.unanswered() == ["c1"]
    wait_until(lambda: store.leases.claim() is not None)  # the claim was given back, and waits a little
