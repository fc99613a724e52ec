"""Those who listen hear the whole turn, and a reply that was heard is not sent as well."""

import time
from concurrent.futures import ThreadPoolExecutor

from botkit.domain import Answered, Outcome, Status, TextDelta
from botkit.domain.ports import Service
from botkit.runtime import Runtime
from botkit.store import SqlStore
from tests.runtime.echo import Echo, Post, ask
from tests.runtime.listening import listen, wait_until


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
        assert isinstance(outcome, Outcome)
        other.turns.commit(claim, outcome.turn, outcome.state)
        assert heard.result(10) == ["hello there", "."]
    other.close()
