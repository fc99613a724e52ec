"""A conversation passes to people and back: what the customer sees, and what staff see."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from botkit.domain import (
    STAFF,
    Answered,
    Conversation,
    DecisionKind,
    HandOff,
    HandOffStatus,
    Message,
    Outcome,
    Reply,
    StaffMember,
    Status,
    TextDelta,
    Turn,
    now,
)
from botkit.domain.errors import HandOffError, MessageError
from botkit.domain.ports import HandOffs
from botkit.runtime import HandOffRules, Runtime
from botkit.store import SqlStore
from intents.types import Intent, Slot, Understanding
from tests.runtime.echo import Echo, Post, ask

ANNA = StaffMember("U-Anna", "Anna", "console")
BEN = StaffMember("U-Ben", "Ben", "console")
RULES = HandOffRules(returned="It's me again.", expired="Nobody is free.")


class Teller(Echo):
    """Hands off whoever says `person`, finds no answer to `secret`, and echoes the rest."""

    def turn(self, message: Message, conversation: Conversation):
        decisions = {"person": DecisionKind.HAND_OFF, "secret": DecisionKind.REFUSE}
        decision = next((kind for word, kind in decisions.items() if word in message.text), None)
        if decision is None:
            yield from super().turn(message, conversation)
            return
        self.taken.append(message.text)
        reply = "One moment." if decision is DecisionKind.HAND_OFF else "I don't know."
        understood = Understanding(message.text, (Intent("card_fee", 0.9),), (Slot("card", "debit", "debit", 0, 5),))
        yield Status("understand")
        yield TextDelta(reply)
        yield Outcome(Turn(conversation.length + 1, message, understood, Reply(reply, decision)), conversation.state)


@pytest.fixture
def teller() -> Teller:
    return Teller()


@pytest.fixture
def desk_of(store: SqlStore, teller: Teller, post: Post):
    """Starts a runtime with rules, and gives its desk; what staff are told goes through the same post."""
    made: list[Runtime] = []

    def desk_of(rules: HandOffRules = RULES) -> tuple[Runtime, HandOffs]:
        deliver = {"post": post.deliver, STAFF: post.deliver}
        made.append(Runtime(teller.turn, store, deliver=deliver, apology="Sorry!", hand_off=rules, poll_seconds=0.05))
        made[-1].start()
        desk = made[-1].hand_offs
        assert desk is not None
        return made[-1], desk

    yield desk_of
    for runtime in made:
        runtime.close()


def said(post: Post, count: int, channel: str = "post") -> list[str]:
    """The first `count` texts on the channel."""
    deadline = time.monotonic() + 30
    while len(texts := [one.reply.text for one in post.taken if one.channel == channel]) < count:
        assert time.monotonic() < deadline, texts
        time.sleep(0.01)
    return texts


def open_one(desk: HandOffs) -> HandOff:
    deadline = time.monotonic() + 30
    while not (found := desk.open()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return found[0]


def test_the_bot_is_quiet_while_people_have_the_conversation(desk_of, teller: Teller, post: Post) -> None:
    runtime, desk = desk_of()
    runtime.submit(ask("a person please"))
    hand_off = open_one(desk)
    runtime.submit(ask("are you there?"))
    assert said(post, 2, STAFF) == ["a person please", "are you there?"]
    desk.reply(hand_off.id, ANNA, "I am.", "m1")
    assert said(post, 2) == ["One moment.", "I am."]
    desk.give_back(hand_off.id, ANNA)
    assert said(post, 3)[2] == "It's me again."
    runtime.submit(ask("hello again"))
    assert said(post, 4)[3] == "hello again"
    assert teller.taken == ["a person please", "hello again"]


def test_a_listener_hears_no_reply_to_what_went_to_people(desk_of) -> None:
    runtime, desk = desk_of()
    assert runtime.respond(ask("a person please")).text == "One moment."
    open_one(desk)
    *events, answered = runtime.stream(ask("are you there?"))
    assert isinstance(answered, Answered)
    assert (answered.turn.reply.text, answered.turn.reply.decision) == ("", DecisionKind.HAND_OFF)
    assert not [event for event in events if isinstance(event, TextDelta)]


def test_where_staff_cannot_reach_the_customer_nothing_is_handed_off(desk_of) -> None:
    runtime, desk = desk_of()
    assert runtime.respond(ask("a person please", channel="terminal")).text == "One moment."
    assert desk.open() == ()
    assert runtime.respond(ask("still there?", channel="terminal")).text == "still there?"


def test_without_rules_nothing_is_handed_off(store: SqlStore, teller: Teller, post: Post) -> None:
    with Runtime(teller.turn, store, deliver={"post": post.deliver}, apology="Sorry!") as runtime:
        assert runtime.hand_offs is None
        runtime.respond(ask("a person please"))
        assert store.hand_offs.open() == ()
        assert runtime.respond(ask("still there?")).text == "still there?"


def test_another_process_gives_the_staffs_words_to_the_customer(desk_of, post: Post) -> None:
    runtime, desk = desk_of()
    runtime.submit(ask("a person please"))
    hand_off = open_one(desk)
    runtime.close()
    _, other = desk_of()
    other.reply(hand_off.id, ANNA, "Here I am.", "m1")
    assert said(post, 2)[1] == "Here I am."
    assert [one.author for one in post.taken if one.channel == "post"] == ["", "Anna"]


def test_what_nobody_claims_goes_back_to_the_bot(desk_of, post: Post) -> None:
    runtime, desk = desk_of(HandOffRules("", "Nobody is free.", wait=timedelta(seconds=0.2)))
    runtime.submit(ask("a person please"))
    assert said(post, 2) == ["One moment.", "Nobody is free."]
    runtime.submit(ask("hello"))
    assert said(post, 3)[2] == "hello"
    assert desk.events("c1")[-2].kind.value == "expired"


def test_what_is_claimed_goes_back_once_nobody_has_said_a_word_for_long(
    store: SqlStore, desk_of: Callable[..., tuple[Runtime, HandOffs]]
) -> None:
    runtime, desk = desk_of(HandOffRules("", "Nobody is free.", wait=timedelta(0.5), idle=timedelta(hours=1)))
    runtime.submit(ask("a person please"))
    hand_off = desk.claim(open_one(desk).id, ANNA)
    desk.give_back_overdue(now() + timedelta(minutes=59))  # type: ignore[attr-defined]
    assert desk.find(hand_off.id).is_open
    desk.give_back_overdue(now() + timedelta(minutes=61))  # type: ignore[attr-defined]
    assert desk.find(hand_off.id).status is HandOffStatus.EXPIRED


def test_an_empty_message_of_staff_is_refused_and_a_late_one_named(desk_of) -> None:
    runtime, desk = desk_of()
    runtime.submit(ask("a person please"))
    hand_off = open_one(desk)
    with pytest.raises(MessageError, match="empty"):
        desk.reply(hand_off.id, ANNA, " \x00 ", "m1")
    desk.give_back(hand_off.id, ANNA)
    with pytest.raises(HandOffError, match="take it over"):
        desk.reply(hand_off.id, ANNA, "late", "m2")


def test_a_conversation_can_be_taken_over_at_any_time(desk_of, post: Post) -> None:
    runtime, desk = desk_of()
    runtime.respond(ask("hello"))
    hand_off = desk.take_over("c1", BEN)
    runtime.submit(ask("who is there?"))
    said(post, 1, STAFF)
    desk.reply(hand_off.id, BEN, "Ben.", "m1")
    assert said(post, 1) == ["Ben."]


def test_the_briefing_says_what_was_asked_what_was_tried_and_what_is_known(desk_of) -> None:
    runtime, desk = desk_of()
    for text in ("hello", "what is the secret fee?", "a person please"):
        runtime.respond(ask(text))
    hand_off = open_one(desk)
    desk.reply(hand_off.id, ANNA, "Anna here.", "m1")
    briefing = desk.briefing(hand_off.id)
    assert briefing.summary == (
        "The customer asks: “what is the secret fee?”. Understood as card fee. "
        "The bot found no answer to 1 of 3 messages."
    )
    assert briefing.slots == {"card": "debit"}
    assert briefing.tried[-1] == "Found no answer to “what is the secret fee?”"
    assert [(line.speaker, line.text) for line in briefing.transcript] == [
        ("customer", "hello"),
        ("bot", "hello"),
        ("customer", "what is the secret fee?"),
        ("bot", "I don't know."),
        ("customer", "a person please"),
        ("bot", "One moment."),
        ("Anna", "Anna here."),
    ]
