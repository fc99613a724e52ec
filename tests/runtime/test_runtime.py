import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import DDL, create_engine, event, select

from botkit.domain import Answered, Message, Status, TextDelta
from botkit.domain.errors import BotkitError, Busy, ConnectorError, StoreError
from botkit.domain.ports import Service
from botkit.runtime import Runtime
from botkit.store import SqlStore
from botkit.store.tables import InboxRow
from tests.runtime.echo import Echo, Post, ask

MakeRuntime = Callable[..., Runtime]


def listen(runtime: Runtime, message: Message) -> list[str]:
    """The stream of the message: stages in angle brackets, then words, then the committed text."""
    return [
        f"<{event.stage}>" if isinstance(event, Status) else event.text if isinstance(event, TextDelta) else "."
        for event in runtime.stream(message)
    ]


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


# Streaming


def test_a_stream_tells_the_turn_and_ends_when_it_is_committed(runtime: Runtime, store: SqlStore) -> None:
    service: Service = runtime
    *events, answered = service.stream(ask("hello there"))
    assert events == [Status("understand"), TextDelta("hello"), TextDelta(" there"), Status("commit")]
    assert isinstance(answered, Answered)
    assert store.history.turns("c1") == (answered.turn,) == service.history("c1")


def test_the_answer_is_the_stream_read_to_its_end(runtime: Runtime) -> None:
    assert runtime.respond(ask("hello there")).text == "hello there"


def test_a_repeated_message_gets_the_stored_reply_and_no_second_turn(runtime: Runtime, echo: Echo) -> None:
    listen(runtime, ask("hello there", "m1"))
    assert listen(runtime, ask("hello there", "m1")) == ["hello there", "."]
    assert echo.taken == ["hello there"]


def test_two_who_listen_to_one_message_both_hear_all_of_it(runtime: Runtime, echo: Echo) -> None:
    echo.holding = {"hello there"}
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(listen, runtime, ask("hello there", "m1"))
        assert echo.begun.wait(10)
        stream = runtime.stream(ask("hello there", "m1"))
        events = [next(stream)]
        echo.go.set()
        events += stream
        assert first.result(10) == ["<understand>", "hello", " there", "<commit>", "."]
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == "hello there"
    assert events[0] == Status("understand")
    assert isinstance(events[-1], Answered)
    assert echo.taken == ["hello there"]


def test_a_read_reply_is_not_sent_as_well(runtime: Runtime, store: SqlStore, post: Post) -> None:
    for heard in runtime.stream(ask("read me")):
        if isinstance(heard, Answered):
            break  # like a reader that asks for no more
    runtime.submit(ask("send me"))
    assert post.wait_for(1) == ["send me"]
    wait_until(lambda: store.outbox.undelivered() == [])
    assert post.attempts == 1


def test_a_listener_who_leaves_loses_nothing(runtime: Runtime, store: SqlStore, echo: Echo, post: Post) -> None:
    echo.holding = {"a long story"}
    stream = runtime.stream(ask("a long story", "m1"))
    assert [next(stream), next(stream)] == [Status("understand"), TextDelta("a")]
    stream.close()  # type: ignore[attr-defined]
    echo.go.set()
    assert post.wait_for(1) == ["a long story"]
    assert [turn.reply.text for turn in store.history.turns("c1")] == ["a long story"]
    assert listen(runtime, ask("a long story", "m1")) == ["a long story", "."]


def test_a_reply_on_a_channel_without_delivery_waits_for_its_reader(
    runtime: Runtime, store: SqlStore, echo: Echo
) -> None:
    echo.holding = {"for the page"}
    stream = runtime.stream(ask("for the page", channel="web"))
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    echo.go.set()
    wait_until(lambda: len(store.outbox.undelivered()) == 1)
    listen(runtime, ask("for the page", channel="web"))
    assert store.outbox.undelivered() == []


# Order


def test_messages_of_a_conversation_are_answered_one_after_the_other(
    runtime: Runtime, echo: Echo, store: SqlStore, post: Post
) -> None:
    echo.holding = {"first"}
    runtime.submit(ask("first"))
    assert echo.begun.wait(10)
    for text in ("second", "third", "fourth"):
        runtime.submit(ask(text))
    assert echo.taken == ["first"]
    echo.go.set()
    assert post.wait_for(4) == ["first", "second", "third", "fourth"]
    assert [turn.seq for turn in store.history.turns("c1")] == [1, 2, 3, 4]


def test_conversations_do_not_wait_for_each_other(runtime: Runtime, echo: Echo) -> None:
    echo.holding = {"slow"}
    runtime.submit(ask("slow", conversation_id="c1"))
    assert echo.begun.wait(10)
    assert runtime.respond(ask("quick", conversation_id="c2")).text == "quick"


def test_many_threads_in_many_conversations_get_each_message_answered_once(runtime: Runtime, store: SqlStore) -> None:
    texts = [f"message {number}" for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        replies = list(
            pool.map(
                lambda text: runtime.respond(ask(text, conversation_id=f"c{len(text) + ord(text[-1]) % 3}")), texts
            )
        )
    assert [reply.text for reply in replies] == texts
    conversations = {f"c{len(text) + ord(text[-1]) % 3}" for text in texts}
    answered = [turn.message.text for conversation in conversations for turn in store.history.turns(conversation)]
    assert sorted(answered) == sorted(texts)
    for conversation in conversations:
        turns = store.history.turns(conversation)
        assert [turn.seq for turn in turns] == list(range(1, len(turns) + 1))


def test_an_older_message_that_a_crash_left_is_answered_first_and_sent_to_its_own_address(
    runtime: Runtime, store: SqlStore, echo: Echo, post: Post
) -> None:
    store.inbox.accept(ask("left behind"))
    assert runtime.respond(ask("asked now", channel="web")).text == "asked now"
    assert echo.taken == ["left behind", "asked now"]
    assert post.wait_for(1) == ["left behind"]
    assert post.taken[0].address == {"to": "c1"}


# Failure


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


# Delivery


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
    channels = {}
    with Runtime(echo.turn, store, deliver=channels, apology="Sorry!", poll_seconds=0.05) as runtime:
        channels["post"] = post.deliver
        runtime.submit(ask("hello there"))
        assert post.wait_for(1) == ["hello there"]


# Starting and closing


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


# Other processes on the same database (here: other stores and runtimes)


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


def test_a_listener_gets_the_reply_that_another_process_wrote(runtime: Runtime, url: str, store: SqlStore) -> None:
    other = SqlStore(url, str)
    other.inbox.accept(ask("hello there", channel="web"))
    claim = other.leases.claim("c1")
    assert claim is not None
    with ThreadPoolExecutor(1) as pool:
        heard = pool.submit(listen, runtime, ask("hello there", channel="web"))
        time.sleep(0.2)
        assert not heard.done()
        *_, outcome = Echo().turn(claim.message, claim.conversation)
        other.turns.commit(claim, outcome.turn, outcome.state)
        assert heard.result(10) == ["hello there", "."]
    other.close()


def test_a_turn_that_outlasts_its_lease_gives_way_to_the_process_that_took_over(
    make_runtime: MakeRuntime, url: str, store: SqlStore, echo: Echo, caplog: pytest.LogCaptureFixture
) -> None:
    hasty = SqlStore(url, str, lease_seconds=0.05)
    slow = make_runtime(store=hasty)
    echo.holding = {"take your time"}
    slow.submit(ask("take your time", channel="web"))
    assert echo.begun.wait(10)
    time.sleep(0.1)
    claim = store.leases.claim("c1")
    assert claim is not None
    echo.go.set()
    wait_until(lambda: "what stands is the turn on record" in caplog.text)
    *_, outcome = Echo().turn(claim.message, claim.conversation)
    store.turns.commit(claim, outcome.turn, outcome.state)
    assert listen(slow, ask("take your time", channel="web")) == ["take your time", "."]
    assert len(store.history.turns("c1")) == 1
    slow.close()
    hasty.close()


def test_a_turn_that_takes_long_keeps_its_lease_while_its_process_lives(
    make_runtime: MakeRuntime, url: str, store: SqlStore, echo: Echo, post: Post
) -> None:
    hasty = SqlStore(url, str, lease_seconds=1)
    runtime = make_runtime(store=hasty)
    runtime.start()
    echo.holding = {"take your time"}
    runtime.submit(ask("take your time"))
    assert echo.begun.wait(10)
    time.sleep(1.5)
    assert store.leases.claim() is None
    echo.go.set()
    assert post.wait_for(1) == ["take your time"]
    runtime.close()
    hasty.close()


# Several messages at once


def test_merged_messages_are_answered_by_one_turn(make_runtime: MakeRuntime, store: SqlStore, echo: Echo) -> None:
    runtime = make_runtime(several="merge")
    echo.holding = {"first"}
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(listen, runtime, ask("first"))
        assert echo.begun.wait(10)
        others = [pool.submit(listen, runtime, ask(text)) for text in ("second",)]
        wait_until(lambda: len(waiting(store)) == 2)
        others.append(pool.submit(listen, runtime, ask("third")))
        wait_until(lambda: len(waiting(store)) == 3)
        echo.go.set()
        assert first.result(10)[-3:] == ["first", "<commit>", "."]
        assert [other.result(10)[-3:] for other in others] == [[" third", "<commit>", "."]] * 2
    assert echo.taken == ["first", "second\nthird"]
    assert [turn.message.text for turn in store.history.turns("c1")] == ["first", "second\nthird"]
    assert listen(runtime, ask("second")) == ["second third", "."], "a repeated message gets the reply to all"


def test_a_message_that_comes_before_anything_was_said_restarts_the_turn(
    make_runtime: MakeRuntime, store: SqlStore, echo: Echo, post: Post
) -> None:
    runtime = make_runtime(several="restart")
    runtime.start()
    echo.thinking_about = {"I lost"}
    runtime.submit(ask("I lost"))
    assert echo.begun.wait(10)
    runtime.submit(ask("my card"))
    echo.go.set()
    assert post.wait_for(1) == ["I lost my card"]
    assert echo.taken == ["I lost", "I lost\nmy card"]
    assert len(store.history.turns("c1")) == 1


def test_a_message_that_comes_after_something_was_said_gets_a_turn_of_its_own(
    make_runtime: MakeRuntime, echo: Echo, post: Post
) -> None:
    runtime = make_runtime(several="restart")
    runtime.start()
    echo.holding = {"I lost"}
    runtime.submit(ask("I lost"))
    assert echo.begun.wait(10)
    runtime.submit(ask("my card"))
    echo.go.set()
    assert post.wait_for(2) == ["I lost", "my card"]


def test_who_goes_on_writing_gets_an_answer_at_last(make_runtime: MakeRuntime, store: SqlStore, echo: Echo) -> None:
    numbers = iter(range(5))
    echo.while_thinking = lambda: store.inbox.accept(ask(f"{next(numbers)}")) and None
    assert make_runtime(several="restart").respond(ask("start")).text == "start 0 1 2"


# Too many


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


def test_one_tenant_cannot_take_all_the_room(url: str, store: SqlStore) -> None:
    def asked(number: int, tenant: str) -> Message:
        return replace(ask(f"{tenant}{number}", conversation_id=f"{tenant}{number}"), profile={"tenant": tenant})

    small = SqlStore(url, str, max_waiting=5, max_waiting_of_tenant=2)
    small.inbox.accept(asked(1, "acme"))
    small.inbox.accept(asked(2, "acme"))
    with pytest.raises(Busy, match="too many people are asking"):
        small.inbox.accept(asked(3, "acme"))
    small.inbox.accept(asked(1, "acme"))  # a repeated message is none too many
    small.inbox.accept(asked(1, "globex"))
    small.inbox.accept(ask("whose am I?", conversation_id="c"))
    small.inbox.accept(ask("and I?", conversation_id="d"))
    with pytest.raises(Busy, match="too many people are asking"):
        small.inbox.accept(ask("one too many", conversation_id="e"))
    small.close()


# Keeping


def test_what_is_too_old_is_deleted_while_the_bot_runs(make_runtime: MakeRuntime, store: SqlStore, echo: Echo) -> None:
    make_runtime().respond(ask("hello there"))
    make_runtime(retention=timedelta(0)).start()
    wait_until(lambda: store.history.turns("c1") == ())


def waiting(store: SqlStore) -> list[str]:
    with store._database.reading() as session:
        return list(session.scalars(select(InboxRow.text).where(InboxRow.answered_at.is_(None))))
