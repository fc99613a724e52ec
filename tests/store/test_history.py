from botkit.domain import now
from botkit.domain.ports import Store
from botkit.store import SqlStore
from tests.store.talk import OpenStore, answer, message, redact


class HistoryContract:
    """The contract of every history."""

    def test_a_committed_turn_is_found_by_its_message_and_its_conversation(self, open_store: OpenStore) -> None:
        store = open_store()
        kept = store.inbox.accept(message("m1"))
        assert store.history.turn_for(kept.id) is None
        turn, _ = answer(store)
        later = open_store()
        assert later.history.turn_for(kept.id) == turn
        assert later.history.turns("c1") == (turn,)

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


class TestSqlHistory(HistoryContract):
    """On SQLite and PostgreSQL."""


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
