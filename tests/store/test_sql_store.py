import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Protocol

import pytest
from sqlalchemy import Engine, event

from botkit.domain import (
    Attachment,
    AttachmentKind,
    Citation,
    Claim,
    Conversation,
    DecisionKind,
    Delivery,
    DialogueState,
    Fate,
    Field,
    FieldKind,
    Message,
    Reply,
    Turn,
    Verdict,
    now,
)
from botkit.domain.errors import MessageError, StaleClaim
from botkit.domain.ports import Store
from botkit.store import SqlStore
from intents.types import Intent, Slot, Understanding

CITATION = Citation("Fees", "fees.md", "A card costs 8 EUR, not more.", "https://bank.example/fees")
FORM = DialogueState(
    form="lost_card",
    values={"card": "Größe 😀"},
    asked="date",
    attempts=2,
    options=("a", "b"),
    pending="x",
    offered=True,
)


class OpenStore(Protocol):
    def __call__(self, lease_seconds: float = 60) -> Store: ...


def redact(text: str) -> str:
    return text.replace("4111 1111 1111 1111", "[card]")


def message(external_id: str, text: str = "What does a card cost?", conversation_id: str = "c1") -> Message:
    address = {"channel": "C1", "thread": "17.3"}
    return Message("slack", conversation_id, external_id, text, "U1", {"name": "Ada"}, address)


def turn_of(claim: Claim, text: str = "8 EUR.") -> Turn:
    understood = Understanding(
        claim.message.text, (Intent("fee", 0.75), Intent("limit", 0.25)), (Slot("item", "card", "CARD", 12, 16),)
    )
    field = Field(FieldKind.CHOICE, "how much", ("More", "Less"))
    reply = Reply(text, DecisionKind.ANSWER, (CITATION,), field.choices, field)
    verdicts = (
        Verdict("A card costs 9 EUR.", Fate.REPLACED, 0.75, "no passage has '9 EUR'"),
        Verdict("A card costs 8 EUR.", Fate.SENT, 1.0),
    )
    return Turn(claim.conversation.length + 1, claim.message, understood, reply, verdicts=verdicts)


def answer(store: Store, conversation_id: str = "c1", state: DialogueState = FORM) -> tuple[Turn, Delivery]:
    claim = store.leases.claim(conversation_id)
    assert claim is not None
    turn = turn_of(claim)
    return turn, store.turns.commit(claim, turn, state)


class StoreContract:
    """What every store must do. A subclass gives `open_store`, which opens the same data anew at each call."""

    @pytest.fixture
    def open_store(self) -> Iterator[OpenStore]:
        raise NotImplementedError

    @pytest.fixture
    def store(self, open_store: OpenStore) -> Store:
        return open_store()

    # Accepting

    def test_an_accepted_message_waits_as_it_was_written(self, store: Store) -> None:
        given = message("m1", "Größe 😀\nzweite Zeile")
        assert store.inbox.accept(given) == given
        assert store.inbox.unanswered() == ["c1"]
        claim = store.leases.claim("c1")
        assert claim is not None
        assert claim.message == given

    def test_a_message_that_comes_again_is_the_one_kept_then(self, store: Store) -> None:
        first = store.inbox.accept(message("m1", "first"))
        assert store.inbox.accept(message("m1", "second", conversation_id="c2")) == first

    def test_the_same_id_in_another_channel_is_another_message(self, store: Store) -> None:
        store.inbox.accept(message("m1"))
        other = replace(message("m1", conversation_id="c2"), channel="web")
        assert store.inbox.accept(other) == other
        assert store.inbox.unanswered() == ["c1", "c2"]

    def test_many_threads_that_accept_one_message_keep_it_once(self, store: Store) -> None:
        with ThreadPoolExecutor(8) as pool:
            kept = list(pool.map(lambda _: store.inbox.accept(message("m1")), range(16)))
        assert len({one.id for one in kept}) == 1
        answer(store)
        assert store.leases.claim("c1") is None

    def test_what_must_not_be_stored_is_redacted_for_everybody(self, open_store: OpenStore) -> None:
        store = open_store()
        kept = store.inbox.accept(message("m1", "My card is 4111 1111 1111 1111, is it blocked?"))
        assert kept.text == "My card is [card], is it blocked?"
        claim = open_store().leases.claim("c1")
        assert claim is not None
        assert claim.message.text == kept.text

    # Claiming

    def test_what_comes_with_a_message_is_kept_until_it_is_answered(self, open_store: OpenStore) -> None:
        store = open_store()
        page = Attachment(
            AttachmentKind.PAGE, "Fees", "Your card 4111 1111 1111 1111 costs 8 EUR.", "https://b.example/"
        )
        store.inbox.accept(replace(message("m1"), attachments=(page,)))
        claim = open_store().leases.claim()
        assert claim is not None
        assert claim.message.attachments == (replace(page, text="Your card [card] costs 8 EUR."),)
        store.turns.commit(claim, turn_of(claim), FORM)
        (kept,) = store.history.turns("c1")
        assert kept.message.attachments == ()

    def test_of_a_file_is_kept_that_it_came_and_not_what_it_says(self, open_store: OpenStore) -> None:
        store = open_store()
        file = Attachment(AttachmentKind.FILE, "card 4111 1111 1111 1111.txt", "It costs 8 EUR.", size=15)
        page = Attachment(AttachmentKind.PAGE, "Fees", "A card costs 8 EUR.", "https://b.example/")
        store.inbox.accept(replace(message("m1"), attachments=(page, file)))
        claim = open_store().leases.claim()
        assert claim is not None
        assert claim.message.files == (replace(file, title="card [card].txt"),)
        store.turns.commit(claim, turn_of(claim), FORM)
        (kept,) = store.history.turns("c1")
        assert kept.message.attachments == (Attachment(AttachmentKind.FILE, "card [card].txt", "", size=15),)

    def test_messages_are_claimed_in_the_order_of_acceptance(self, store: Store) -> None:
        for external_id in ("m3", "m1", "m2"):
            store.inbox.accept(message(external_id))
        assert [answer(store)[0].message.external_id for _ in range(3)] == ["m3", "m1", "m2"]
        assert store.leases.claim("c1") is None
        assert store.inbox.unanswered() == []

    def test_a_claimed_conversation_cannot_be_claimed_again(self, store: Store, open_store: OpenStore) -> None:
        store.inbox.accept(message("m1"))
        store.inbox.accept(message("m2"))
        assert store.leases.claim("c1") is not None
        assert store.leases.claim("c1") is None
        assert open_store().leases.claim("c1") is None

    def test_of_two_threads_that_claim_one_gets_it(self, store: Store) -> None:
        for round_ in range(10):
            conversation_id = f"c{round_}"
            store.inbox.accept(message(f"m{round_}", conversation_id=conversation_id))
            together = threading.Barrier(2)

            def claim(conversation_id: str = conversation_id, together: threading.Barrier = together) -> Claim | None:
                together.wait()
                return store.leases.claim(conversation_id)

            with ThreadPoolExecutor(2) as pool:
                claims = [future.result() for future in [pool.submit(claim), pool.submit(claim)]]
            assert sum(claim is not None for claim in claims) == 1

    def test_another_conversation_can_be_claimed_meanwhile(self, store: Store) -> None:
        store.inbox.accept(message("m1"))
        store.inbox.accept(message("m2", conversation_id="c2"))
        assert store.leases.claim("c1") is not None
        assert store.leases.claim("c2") is not None

    def test_an_unknown_conversation_has_nothing_to_claim(self, store: Store) -> None:
        assert store.leases.claim("nowhere") is None
        assert store.history.turns("nowhere") == ()

    def test_a_released_claim_leaves_the_message_to_the_next(self, store: Store) -> None:
        store.inbox.accept(message("m1"))
        first = store.leases.claim("c1")
        assert first is not None
        store.leases.release(first)
        second = store.leases.claim("c1")
        assert second is not None
        assert second.message == first.message
        assert second.fence > first.fence

    def test_an_old_claim_releases_nothing(self, store: Store) -> None:
        store.inbox.accept(message("m1"))
        old = store.leases.claim("c1")
        assert old is not None
        store.leases.release(old)
        assert store.leases.claim("c1") is not None
        store.leases.release(old)
        assert store.leases.claim("c1") is None

    def test_a_claim_that_ran_out_is_refused_once_another_holds(self, open_store: OpenStore) -> None:
        store = open_store(lease_seconds=0.05)
        store.inbox.accept(message("m1"))
        old = store.leases.claim("c1")
        assert old is not None
        time.sleep(0.1)
        new = store.leases.claim("c1")
        assert new is not None
        with pytest.raises(StaleClaim, match="c1"):
            store.turns.commit(old, turn_of(old, "late"), FORM)
        store.turns.commit(new, turn_of(new, "in time"), FORM)
        assert [turn.reply.text for turn in store.history.turns("c1")] == ["in time"]

    def test_a_claim_that_ran_out_still_counts_while_nobody_else_has_claimed(self, open_store: OpenStore) -> None:
        store = open_store(lease_seconds=0.01)
        store.inbox.accept(message("m1"))
        claim = store.leases.claim("c1")
        assert claim is not None
        time.sleep(0.05)
        store.turns.commit(claim, turn_of(claim), FORM)
        assert store.inbox.unanswered() == []

    def test_a_claim_is_committed_once(self, store: Store) -> None:
        store.inbox.accept(message("m1"))
        claim = store.leases.claim("c1")
        assert claim is not None
        store.turns.commit(claim, turn_of(claim), FORM)
        with pytest.raises(StaleClaim):
            store.turns.commit(claim, turn_of(claim), FORM)
        assert len(store.history.turns("c1")) == 1

    def test_a_crash_between_claim_and_commit_leaves_the_message_to_the_next_process(
        self, open_store: OpenStore
    ) -> None:
        crashed = open_store(lease_seconds=0.05)
        crashed.inbox.accept(message("m1"))
        assert crashed.leases.claim("c1") is not None
        time.sleep(0.1)
        store = open_store()
        assert store.inbox.unanswered() == ["c1"]
        turn, _ = answer(store)
        assert turn.message.external_id == "m1"

    # Committing

    def test_a_committed_turn_is_found_by_its_message_and_its_conversation(self, open_store: OpenStore) -> None:
        store = open_store()
        kept = store.inbox.accept(message("m1"))
        assert store.history.turn_for(kept.id) is None
        turn, _ = answer(store)
        later = open_store()
        assert later.history.turn_for(kept.id) == turn
        assert later.history.turns("c1") == (turn,)

    def test_the_next_claim_stands_where_the_last_turn_ended(self, store: Store) -> None:
        store.inbox.accept(message("m1"))
        store.inbox.accept(message("m2"))
        turn, _ = answer(store, state=FORM)
        claim = store.leases.claim("c1")
        assert claim is not None
        assert claim.conversation == Conversation("c1", length=1, state=FORM, recent=(turn,))

    def test_of_a_long_conversation_the_latest_turns_are_at_hand(self, store: Store) -> None:
        for number in range(9):
            store.inbox.accept(message(f"m{number}"))
            answer(store)
        store.inbox.accept(message("next"))
        claim = store.leases.claim("c1")
        assert claim is not None
        assert claim.conversation.length == 9
        assert [turn.seq for turn in claim.conversation.recent] == [4, 5, 6, 7, 8, 9]
        assert [turn.seq for turn in store.history.turns("c1", last=2)] == [8, 9]
        assert len(store.history.turns("c1")) == 9

    # Delivering

    def test_a_commit_makes_a_delivery_to_where_the_message_came_from(self, store: Store) -> None:
        kept = store.inbox.accept(message("m1"))
        assert store.outbox.delivery_for(kept.id) is None
        turn, delivery = answer(store)
        assert delivery.channel == "slack"
        assert delivery.address == {"channel": "C1", "thread": "17.3"}
        assert delivery.reply == turn.reply
        assert store.outbox.undelivered() == [delivery]
        assert store.outbox.delivery_for(kept.id) == delivery

    def test_where_a_reply_is_shown_while_it_is_made_is_known_to_whoever_delivers_it(
        self, store: Store, open_store: OpenStore
    ) -> None:
        store.inbox.accept(message("1"))
        claim = store.leases.claim()
        assert store.previews.allows(claim)
        assert store.previews.note(claim, "1700000000.000100")
        delivery = store.turns.commit(claim, turn_of(claim), FORM)
        assert delivery.preview == "1700000000.000100"
        assert open_store().outbox.undelivered() == [delivery]

    def test_a_reply_is_shown_in_one_place_only(self, open_store: OpenStore) -> None:
        store = open_store(lease_seconds=0)
        store.inbox.accept(message("1"))
        slow = store.leases.claim()
        assert store.previews.note(slow, "first")
        assert not store.previews.note(slow, "second")
        quick = open_store().leases.claim()
        assert not store.previews.allows(quick)
        assert not store.previews.note(quick, "third")
        assert store.turns.commit(quick, turn_of(quick), FORM).preview == "first"

    def test_nothing_is_shown_by_a_turn_that_is_over_or_has_passed_to_another(self, open_store: OpenStore) -> None:
        store = open_store(lease_seconds=0)
        store.inbox.accept(message("1"))
        slow, quick = store.leases.claim(), store.leases.claim()
        assert not store.previews.note(slow, "late")
        assert store.turns.commit(quick, turn_of(quick), FORM).preview == ""
        assert not store.previews.note(quick, "later")

    def test_a_reply_is_not_shown_before_the_earlier_ones_of_its_conversation_arrived(self, store: Store) -> None:
        store.inbox.accept(message("1"))
        _, earlier = answer(store)
        store.inbox.accept(message("2"))
        claim = store.leases.claim()
        assert not store.previews.allows(claim)
        assert store.outbox.take(earlier)
        store.outbox.delivered(earlier, "receipt")
        assert store.previews.allows(claim)

    def test_a_delivered_reply_is_done(self, store: Store, open_store: OpenStore) -> None:
        kept = store.inbox.accept(message("m1"))
        _, delivery = answer(store)
        store.outbox.delivered(delivery, "17.4")
        assert open_store().outbox.undelivered() == []
        assert store.outbox.delivery_for(kept.id) is None
        assert not store.outbox.take(delivery)

    def test_a_failed_delivery_is_due_again_after_the_pause(self, store: Store) -> None:
        store.inbox.accept(message("m1"))
        _, delivery = answer(store)
        assert store.outbox.take(delivery)
        store.outbox.failed(delivery, retry_after=0.5)
        assert store.outbox.undelivered() == []
        time.sleep(0.55)
        assert store.outbox.undelivered() == [replace(delivery, attempts=1)]

    def test_a_delivery_is_taken_by_one(self, store: Store) -> None:
        store.inbox.accept(message("m1"))
        _, delivery = answer(store)
        with ThreadPoolExecutor(4) as pool:
            taken = list(pool.map(lambda _: store.outbox.take(delivery), range(8)))
        assert taken.count(True) == 1
        assert store.outbox.undelivered() == []

    def test_what_a_dead_process_had_taken_is_due_after_the_lease_and_may_have_been_sent(
        self, open_store: OpenStore
    ) -> None:
        store = open_store(lease_seconds=0.05)
        store.inbox.accept(message("m1"))
        _, delivery = answer(store)
        assert store.outbox.take(delivery)
        time.sleep(0.1)
        assert open_store().outbox.undelivered() == [replace(delivery, attempts=1)]

    def test_a_reply_waits_for_the_earlier_ones_of_its_conversation(self, store: Store) -> None:
        for external_id, conversation_id in (("m1", "c1"), ("m2", "c1"), ("m3", "c2")):
            store.inbox.accept(message(external_id, conversation_id=conversation_id))
        first, second, other = (answer(store, conversation_id)[1] for conversation_id in ("c1", "c1", "c2"))
        assert store.outbox.undelivered() == [first, other]
        store.outbox.failed(first, retry_after=60)
        assert store.outbox.undelivered() == [other]
        store.outbox.delivered(first, "")
        assert store.outbox.undelivered() == [second, other]

    def test_who_does_not_know_of_an_attempt_cannot_make_the_next(self, open_store: OpenStore) -> None:
        store = open_store(lease_seconds=0.05)
        store.inbox.accept(message("m1"))
        _, delivery = answer(store)
        assert store.outbox.take(delivery)
        time.sleep(0.1)
        assert not store.outbox.take(delivery), "it would be sent as if for the first time"
        (due,) = store.outbox.undelivered()
        assert store.outbox.take(due)

    def test_a_reply_is_not_taken_before_the_earlier_ones_of_its_conversation_arrived(self, store: Store) -> None:
        store.inbox.accept(message("m1"))
        store.inbox.accept(message("m2"))
        first, second = answer(store)[1], answer(store)[1]
        assert not store.outbox.take(second)
        assert store.outbox.take(first)
        assert not store.outbox.take(second)
        store.outbox.delivered(first, "")
        assert store.outbox.take(second)

    def test_only_the_replies_of_the_named_channels_are_asked_for(self, store: Store) -> None:
        store.inbox.accept(message("m1"))
        _, delivery = answer(store)
        assert store.outbox.undelivered(["web", "slack"]) == [delivery]
        assert store.outbox.undelivered(["web"]) == []
        assert store.outbox.undelivered([]) == []

    # Secrets

    def test_whether_the_bot_takes_part_is_known_to_all_processes(self, open_store: OpenStore) -> None:
        store, another = open_store(), open_store()
        assert store.participation.takes_part("c1") is None
        store.participation.take_part("c1", present=False)
        assert store.participation.takes_part("c1") is None
        store.inbox.accept(message("1"))
        assert another.participation.takes_part("c1") is True
        store.participation.take_part("c1", present=False)
        assert another.participation.takes_part("c1") is False
        another.participation.take_part("c1", present=True)
        assert store.participation.takes_part("c1") is True

    def test_a_secret_is_the_same_for_all_processes_and_another_for_each_name(self, open_store: OpenStore) -> None:
        with ThreadPoolExecutor(4) as pool:
            found = set(pool.map(lambda store: store.secrets.secret("a"), [open_store() for _ in range(4)]))
        assert [len(secret) for secret in found] == [32]
        assert open_store().secrets.secret("b") not in found

    # Who listens

    def test_it_tells_which_messages_wait_no_longer(self, store: Store) -> None:
        first, second = store.inbox.accept(message("m1")), store.inbox.accept(message("m2"))
        assert store.inbox.settled([first.id, second.id]) == set()
        answer(store)
        assert store.inbox.settled([first.id, second.id, "deleted"]) == {first.id, "deleted"}


class TestSqlStore(StoreContract):
    @pytest.fixture
    def open_store(self, database_url: str) -> Iterator[OpenStore]:
        stores: list[SqlStore] = []

        def open_store(lease_seconds: float = 60) -> Store:
            stores.append(SqlStore(database_url, redact, lease_seconds=lease_seconds, delivery_seconds=lease_seconds))
            return stores[-1]

        yield open_store
        for store in stores:
            store.close()


def test_a_message_of_which_redaction_leaves_nothing_is_refused(url: str) -> None:
    hide: Callable[[str], str] = lambda text: ""  # noqa: E731
    store = SqlStore(url, hide)
    with pytest.raises(MessageError, match="empty"):
        store.inbox.accept(message("m1"))
    assert store.inbox.unanswered() == []
    store.close()


def test_times_keep_their_zone(url: str) -> None:
    store = SqlStore(url, redact)
    given = message("m1")
    store.inbox.accept(given)
    turn, _ = answer(store)
    kept = store.history.turns("c1")[0]
    assert kept.at == turn.at
    assert kept.message.received_at == given.received_at
    assert kept.at.tzinfo is not None
    assert (now() - kept.at).total_seconds() < 60
    store.close()


def test_nothing_reads_a_whole_table_however_long_it_grows(url: str) -> None:
    statements: dict[str, Any] = {}

    def note(connection: object, cursor: object, statement: str, parameters: object, *_: object) -> None:
        statements[statement] = parameters

    store = SqlStore(url, redact)
    event.listen(Engine, "before_cursor_execute", note)
    try:
        kept = store.inbox.accept(message("m1"))
        _, delivery = answer(store)
        store.history.turn_for(kept.id)
        store.history.turns("c1")
        store.inbox.unanswered()
        store.outbox.delivery_for(kept.id)
        store.outbox.undelivered(["slack"])
        store.outbox.undelivered()
        store.outbox.take(delivery)
        store.outbox.failed(delivery, retry_after=1)
        store.outbox.delivered(delivery, "")
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    store.close()

    database = sqlite3.connect(url.removeprefix("sqlite:///"))
    plans = {
        statement: [row[-1] for row in database.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
        for statement, parameters in statements.items()
        if statement.startswith(("SELECT", "UPDATE"))
    }
    database.close()
    assert len(plans) >= 12
    for statement, plan in plans.items():
        tables = [
            step for step in plan if not step.startswith(("SCAN anon_", "SCAN CONSTANT"))
        ]  # what a LIMIT let through
        assert not [step for step in tables if step.startswith("SCAN") and "INDEX" not in step], statement
