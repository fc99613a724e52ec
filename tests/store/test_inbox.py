from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from botkit.domain import Message
from botkit.domain.errors import Busy, MessageError
from botkit.domain.ports import Store
from botkit.store import SqlStore
from tests.store.talk import OpenStore, answer, message


class InboxContract:
    """The contract of every inbox."""

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

    def test_it_tells_which_messages_wait_no_longer(self, store: Store) -> None:
        first, second = store.inbox.accept(message("m1")), store.inbox.accept(message("m2"))
        assert store.inbox.settled([first.id, second.id]) == set()
        answer(store)
        assert store.inbox.settled([first.id, second.id, "deleted"]) == {first.id, "deleted"}


class TestSqlInbox(InboxContract):
    """On SQLite and PostgreSQL."""


def test_a_message_of_which_redaction_leaves_nothing_is_refused(url: str) -> None:
    hide: Callable[[str], str] = lambda text: ""  # noqa: E731
    store = SqlStore(url, hide)
    with pytest.raises(MessageError, match="empty"):
        store.inbox.accept(message("m1"))
    assert store.inbox.unanswered() == []
    store.close()


def test_one_tenant_cannot_take_all_the_room(database_url: str) -> None:
    def asked(number: int, tenant: str) -> Message:
        return replace(message(f"{tenant}{number}", conversation_id=f"{tenant}{number}"), profile={"tenant": tenant})

    small = SqlStore(database_url, str, max_waiting=5, max_waiting_of_tenant=2)
    small.inbox.accept(asked(1, "acme"))
    small.inbox.accept(asked(2, "acme"))
    with pytest.raises(Busy, match="too many people are asking"):
        small.inbox.accept(asked(3, "acme"))
    small.inbox.accept(asked(1, "acme"))  # a repeated message is none too many
    small.inbox.accept(asked(1, "globex"))
    small.inbox.accept(message("whose am I?", conversation_id="c"))
    small.inbox.accept(message("and I?", conversation_id="d"))
    with pytest.raises(Busy, match="too many people are asking"):
        small.inbox.accept(message("one too many", conversation_id="e"))
    small.close()
