"""Messages of a conversation are answered in their order, each once; conversations don't wait for each other."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from botkit.domain import Outcome
from botkit.runtime import Runtime
from botkit.store import SqlStore
from tests.runtime.echo import Echo, MakeRuntime, Post, ask
from tests.runtime.listening import listen, wait_until, waiting


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

    def go_on_writing() -> None:
        store.inbox.accept(ask(f"{next(numbers)}"))

    echo.while_thinking = go_on_writing
    assert make_runtime(several="restart").respond(ask("start")).text == "start 0 1 2"


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
    assert isinstance(outcome, Outcome)
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
