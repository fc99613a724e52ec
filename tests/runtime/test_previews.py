"""A channel that shows replies while they are made: it is told early, and the reply arrives whatever becomes of it."""

from __future__ import annotations

from botkit.domain import Answered, Event, Status, TextDelta
from botkit.domain.errors import StaleClaim
from botkit.domain.ports import Draft, Tell
from botkit.store import SqlStore
from tests.runtime.echo import Echo, MakeRuntime, Post, ask


class Screen:
    """Shows replies while they are made, each at a place of its own, and notes that first; or fails."""

    def __init__(self, *, fails_at: str = "") -> None:
        self.events: list[Event | Exception] = []
        self.noted: list[bool] = []
        self.fails_at = fails_at

    def preview(self, draft: Draft) -> Tell:
        if self.fails_at == "the beginning":
            raise OSError("no screen")
        self.noted.append(draft.may_be_shown() and draft.shown_at(f"screen {len(self.noted) + 1}"))
        return self.tell

    def tell(self, event: Event | Exception) -> None:
        if self.fails_at == "an event":
            raise OSError("the screen went dark")
        self.events.append(event)


def test_a_reply_is_shown_from_its_first_text_on_and_delivered_with_its_place(
    make_runtime: MakeRuntime, echo: Echo, post: Post
) -> None:
    screen = Screen()
    echo.holding = {"one two"}
    runtime = make_runtime(previews={"post": screen.preview})
    runtime.start()
    runtime.submit(ask("one two"))
    assert echo.begun.wait(10)
    assert screen.events == [TextDelta("one")]
    assert post.taken == []
    echo.go.set()
    assert post.wait_for(1) == ["one two"]
    assert [delivery.preview for delivery in post.taken] == ["screen 1"]
    *said, answered = screen.events
    assert said == [TextDelta("one"), TextDelta(" two"), Status("commit")]
    assert isinstance(answered, Answered)


def test_other_channels_are_shown_nothing(make_runtime: MakeRuntime, post: Post) -> None:
    screen = Screen()
    runtime = make_runtime(previews={"elsewhere": screen.preview})
    runtime.start()
    runtime.submit(ask("hello"))
    assert post.wait_for(1) == ["hello"]
    assert screen.events == []


def test_a_preview_that_fails_spoils_no_turn(make_runtime: MakeRuntime, post: Post) -> None:
    for number, moment in enumerate(("the beginning", "an event"), start=1):
        runtime = make_runtime(previews={"post": Screen(fails_at=moment).preview})
        runtime.start()
        runtime.submit(ask(f"message {number}"))
        assert post.wait_for(number)[-1] == f"message {number}"
        runtime.close()


def test_a_turn_that_passes_to_somebody_else_ends_its_preview(make_runtime: MakeRuntime, echo: Echo, url: str) -> None:
    screen = Screen()
    store = SqlStore(url, str, lease_seconds=0)
    echo.holding = {"one two"}
    runtime = make_runtime(store=store, previews={"post": screen.preview})
    runtime.submit(ask("one two"))
    assert echo.begun.wait(10)
    assert store.leases.claim("c1") is not None
    echo.go.set()
    runtime.close()
    store.close()
    assert isinstance(screen.events[-1], StaleClaim)
