import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from botkit.domain import Claim, Conversation
from botkit.domain.errors import StaleClaim
from botkit.domain.ports import Store
from tests.store.talk import FORM, OpenStore, answer, message, turn_of


class LeasesContract:
    """The contract of every keeper of leases."""

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

    def test_the_next_claim_stands_where_the_last_turn_ended(self, store: Store) -> None:
        store.inbox.accept(message("m1"))
        store.inbox.accept(message("m2"))
        turn, _ = answer(store, state=FORM)
        claim = store.leases.claim("c1")
        assert claim is not None
        assert claim.conversation == Conversation("c1", length=1, state=FORM, recent=(turn,))


class TestSqlLeases(LeasesContract):
    """On SQLite and PostgreSQL."""
