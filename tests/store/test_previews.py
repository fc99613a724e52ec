from botkit.domain.ports import Store
from tests.store.talk import FORM, OpenStore, answer, claimed, message, turn_of


class PreviewsContract:
    """The contract of every keeper of previews."""

    def test_where_a_reply_is_shown_while_it_is_made_is_known_to_whoever_delivers_it(
        self, store: Store, open_store: OpenStore
    ) -> None:
        store.inbox.accept(message("1"))
        claim = claimed(store)
        assert store.previews.allows(claim)
        assert store.previews.note(claim, "1700000000.000100")
        delivery = store.turns.commit(claim, turn_of(claim), FORM)
        assert delivery.preview == "1700000000.000100"
        assert open_store().outbox.undelivered() == [delivery]

    def test_a_reply_is_shown_in_one_place_only(self, open_store: OpenStore) -> None:
        store = open_store(lease_seconds=0)
        store.inbox.accept(message("1"))
        slow = claimed(store)
        assert store.previews.note(slow, "first")
        assert not store.previews.note(slow, "second")
        quick = claimed(open_store())
        assert not store.previews.allows(quick)
        assert not store.previews.note(quick, "third")
        assert store.turns.commit(quick, turn_of(quick), FORM).preview == "first"

    def test_nothing_is_shown_by_a_turn_that_is_over_or_has_passed_to_another(self, open_store: OpenStore) -> None:
        store = open_store(lease_seconds=0)
        store.inbox.accept(message("1"))
        slow, quick = claimed(store), claimed(store)
        assert not store.previews.note(slow, "late")
        assert store.turns.commit(quick, turn_of(quick), FORM).preview == ""
        assert not store.previews.note(quick, "later")

    def test_a_reply_is_not_shown_before_the_earlier_ones_of_its_conversation_arrived(self, store: Store) -> None:
        store.inbox.accept(message("1"))
        _, earlier = answer(store)
        store.inbox.accept(message("2"))
        claim = claimed(store)
        assert not store.previews.allows(claim)
        assert store.outbox.take(earlier)
        store.outbox.delivered(earlier, "receipt")
        assert store.previews.allows(claim)


class TestSqlPreviews(PreviewsContract):
    """On SQLite and PostgreSQL."""
