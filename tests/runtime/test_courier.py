"""Replies arrive, in their order, however often a channel refuses them."""

import time
from collections.abc import Callable

import pytest
from sqlalchemy import event

from botkit.domain import Delivery
from botkit.domain.errors import ConnectorError
from botkit.runtime import Runtime
from botkit.store import SqlStore
from tests.runtime.echo import Echo, MakeRuntime, Post, ask
from tests.runtime.listening import wait_until


def test_a_submitted_message_is_answered_and_delivered_in_the_background(
    runtime: Runtime, store: SqlStore, post: Post
) -> None:
    runtime.submit(ask("hello there"))
    assert post.wait_for(1) == ["hello there"]
    wait_until(lambda: store.outbox.undelivered() == [])


def test_a_message_submitted_twice_is_delivered_once(runtime: Runtime, post: Post) -> None:
    runtime.submit(ask("hello there", "m1"))
    post.wait_for(1)
    runtime.submit(ask("hello there", "m1"))
    runtime.submit(ask("and now", "m2"))
    assert post.wait_for(2) == ["hello there", "and now"]


def test_a_refused_reply_is_sent_again_when_the_channel_says_so(runtime: Runtime, post: Post) -> None:
    post.failures = [ConnectorError("slow down", retry_after=0.4), ConnectorError("slow down", retry_after=0.0)]
    began = time.monotonic()
    runtime.submit(ask("hello there"))
    assert post.wait_for(1) == ["hello there"]
    assert time.monotonic() - began > 0.4
    assert post.taken[0].attempts == 2


def test_a_channel_that_breaks_is_tried_again_later(
    runtime: Runtime, store: SqlStore, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    post.failures = [OSError("no route to host")]
    runtime.submit(ask("hello there"))
    post.wait_for_attempts(1)
    assert post.wait_for(1) == ["hello there"]
    assert "post took no reply: OSError; trying again in 1 s" in caplog.text


def test_a_later_reply_does_not_overtake_one_that_is_held_up(runtime: Runtime, post: Post) -> None:
    post.failures = [ConnectorError("slow down", retry_after=0.5)]
    runtime.submit(ask("first"))
    post.wait_for_attempts(1)
    runtime.submit(ask("second"))
    runtime.submit(ask("elsewhere", conversation_id="c2"))
    assert post.wait_for(3) == ["elsewhere", "first", "second"]


def test_replies_of_one_conversation_arrive_in_order_however_many_there_are(runtime: Runtime, post: Post) -> None:
    texts = [f"message {number}" for number in range(15)]
    for text in texts:
        runtime.submit(ask(text))
    assert post.wait_for(15) == texts


def test_no_reply_is_looked_for_while_those_that_are_committed_go_out(
    make_runtime: MakeRuntime, store: SqlStore, post: Post
) -> None:
    looked: list[object] = []
    event.listen(
        store._database._engine,
        "before_cursor_execute",
        lambda *call: looked.append(call) if "FROM outbox" in call[2] and "due_at" in call[2] else None,
    )
    runtime = make_runtime(poll_seconds=3600)
    runtime.start()
    wait_until(lambda: len(looked) == 1)
    for number in range(4):
        runtime.submit(ask(f"message {number}", conversation_id=f"c{number}"))
    post.wait_for(4)
    assert len([call for call in looked if call[2].startswith("SELECT")]) == 1  # type: ignore[index]


def test_a_channel_may_be_entered_after_the_runtime_was_made(store: SqlStore, echo: Echo, post: Post) -> None:
    channels: dict[str, Callable[[Delivery], str]] = {}
    with Runtime(echo.turn, store, deliver=channels, apology="Sorry!", poll_seconds=0.05) as runtime:
        channels["post"] = post.deliver
        runtime.submit(ask("hello there"))
        assert post.wait_for(1) == ["hello there"]
