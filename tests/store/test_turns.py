from dataclasses import replace

import pytest

from botkit.domain import Attachment, AttachmentKind
from botkit.domain.errors import StaleClaim
from botkit.domain.ports import Store
from tests.store.talk import FORM, OpenStore, answer, message, turn_of


class TurnsContract:
    """The contract of every record of turns."""

    def test_a_claim_is_committed_once(self, store: Store) -> None:
        store.inbox.accept(message("m1"))
        claim = store.leases.claim("c1")
        assert claim is not None
        store.turns.commit(claim, turn_of(claim), FORM)
        with pytest.raises(StaleClaim):
            store.turns.commit(claim, turn_of(claim), FORM)
        assert len(store.history.turns("c1")) == 1

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

    def test_a_commit_makes_a_delivery_to_where_the_message_came_from(self, store: Store) -> None:
        kept = store.inbox.accept(message("m1"))
        assert store.outbox.delivery_for(kept.id) is None
        turn, delivery = answer(store)
        assert delivery.channel == "slack"
        assert delivery.address == {"channel": "C1", "thread": "17.3"}
        assert delivery.reply == turn.reply
        assert store.outbox.undelivered() == [delivery]
        assert store.outbox.delivery_for(kept.id) == delivery


class TestSqlTurns(TurnsContract):
    """On SQLite and PostgreSQL."""
