import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from botkit.domain.ports import Store
from tests.store.talk import OpenStore, answer, message


class OutboxContract:
    """The contract of every outbox."""

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


class TestSqlOutbox(OutboxContract):
    """On SQLite and PostgreSQL."""
