"""The runtime starts, closes, refuses what is too much, and shares a database with others."""

import threading

import pytest

from botkit.domain.errors import BotkitError, Busy
from botkit.store import SqlStore
from tests.runtime.echo import Echo, MakeRuntime, Post, ask
from tests.runtime.listening import listen, wait_until


def test_a_start_takes_up_what_was_left_unanswered_and_undelivered(
    make_runtime: MakeRuntime, store: SqlStore, post: Post
) -> None:
    make_runtime().submit(ask("undelivered"))
    wait_until(lambda: len(store.outbox.undelivered()) == 1)
    store.inbox.accept(ask("unanswered", conversation_id="c2"))
    assert post.attempts == 0
    make_runtime().start()
    assert sorted(post.wait_for(2)) == ["unanswered", "undelivered"]


def test_closing_waits_for_the_running_turn_and_sends_its_reply(
    make_runtime: MakeRuntime, store: SqlStore, echo: Echo, post: Post
) -> None:
    runtime = make_runtime()
    runtime.start()
    echo.holding = {"running"}
    runtime.submit(ask("running"))
    assert echo.begun.wait(10)
    runtime.submit(ask("not begun"))
    closing = threading.Thread(target=runtime.close)
    closing.start()
    closing.join(0.2)
    assert closing.is_alive()
    echo.go.set()
    closing.join(10)
    assert [delivery.reply.text for delivery in post.taken] == ["running"]
    assert store.inbox.unanswered() == ["c1"]


def test_a_message_to_a_closed_bot_is_kept_and_its_listener_told(make_runtime: MakeRuntime, store: SqlStore) -> None:
    runtime = make_runtime()
    runtime.close()
    with pytest.raises(BotkitError, match="will be answered when it starts again"):
        listen(runtime, ask("anybody there"))
    assert store.inbox.unanswered() == ["c1"]


def test_two_runtimes_on_one_database_answer_and_deliver_each_message_once(
    make_runtime: MakeRuntime, url: str, echo: Echo, post: Post
) -> None:
    other_store = SqlStore(url, str)
    runtimes = [make_runtime(), make_runtime(store=other_store)]
    for runtime in runtimes:
        runtime.start()
    texts = [f"message {number}" for number in range(12)]
    for number, text in enumerate(texts):
        runtimes[number % 2].submit(ask(text, conversation_id=f"c{number % 3}"))
    delivered = post.wait_for(12)
    for runtime in runtimes:
        runtime.close()
    other_store.close()
    assert sorted(delivered) == sorted(texts) == sorted(echo.taken)
    assert post.attempts == 12
    for conversation in range(3):
        assert [text for text in delivered if int(text.split()[1]) % 3 == conversation] == texts[conversation::3]


def test_a_full_queue_is_told_and_nothing_is_kept(
    make_runtime: MakeRuntime, url: str, echo: Echo, store: SqlStore
) -> None:
    small = SqlStore(url, str, max_waiting=3, max_waiting_here=2)
    runtime = make_runtime(store=small)
    echo.holding = {"first", "elsewhere"}
    runtime.submit(ask("first"))
    assert echo.begun.wait(10)
    runtime.submit(ask("second"))
    with pytest.raises(Busy, match="still at your earlier messages"):
        runtime.submit(ask("third"))
    runtime.submit(ask("second"))  # a repeated message is none too many
    runtime.submit(ask("elsewhere", conversation_id="c2"))
    with pytest.raises(Busy, match="too many people are asking"):
        runtime.submit(ask("anywhere", conversation_id="c3"))
    echo.go.set()
    wait_until(lambda: store.inbox.unanswered() == [])
    assert runtime.respond(ask("third")).text == "third"
    runtime.close()
    small.close()
