"""Hand-offs go with the person, and with what is too old."""

import json

from botkit.domain import Conversation, now
from botkit.store import Database, SqlStore, erase, export
from tests.store.hand_offs.customers import ANNA, BEN, claimed, handed_off


def test_an_export_holds_the_hand_offs_of_a_person_and_an_erasure_takes_them_along(
    store: SqlStore, database_url: str
) -> None:
    database = Database.open(database_url)
    mine, other = handed_off(store), handed_off(store, "c2", "customer-2")
    store.hand_offs.say(mine.id, ANNA, "I called you at Gänseblümchenweg", "reply-0001")
    store.hand_offs.say(other.id, BEN, "Hello, second customer", "reply-0002")
    given = json.dumps(export(database, "customer-1"), ensure_ascii=False)
    assert "I called you at Gänseblümchenweg" in given
    assert "second customer" not in given
    erasure = erase(database, "customer-1")
    assert erasure.found == 0
    assert [one.conversation_id for one in store.hand_offs.open()] == ["c2"]
    assert export(database, "customer-1")["hand_offs"] == export(database, "customer-1")["hand_off_events"] == []
    assert "Gänseblümchenweg" not in json.dumps(export(database, "U-Anna"), ensure_ascii=False)
    database.close()


def test_a_conversation_that_is_erased_by_its_id_takes_its_hand_offs_along(store: SqlStore, database_url: str) -> None:
    database = Database.open(database_url)
    hand_off = handed_off(store)
    store.hand_offs.say(hand_off.id, ANNA, "I called you at Gänseblümchenweg", "reply-0001")
    assert erase(database, "c1").found == 0
    assert store.hand_offs.open() == ()
    database.close()


def test_somebody_of_the_staff_can_be_exported_and_erased(store: SqlStore, database_url: str) -> None:
    database = Database.open(database_url)
    hand_off = handed_off(store)
    store.hand_offs.say(hand_off.id, ANNA, "Hello.", "m1")
    store.hand_offs.claim(hand_off.id, BEN, by=ANNA)
    store.hand_offs.claim(hand_off.id, ANNA, by=BEN)
    assert [event["kind"] for event in export(database, "U-Anna")["hand_off_events"]] == ["claimed", "staff", "claimed"]
    assert erase(database, "U-Anna").found == 0
    assert "Anna" not in json.dumps(export(database, "customer-1"), ensure_ascii=False)
    assert store.hand_offs.find(hand_off.id).is_open
    database.close()


def test_what_is_too_old_is_forgotten_with_its_hand_off(store: SqlStore) -> None:
    hand_off = handed_off(store)
    store.hand_offs.say(hand_off.id, ANNA, "Hello.", "m1")
    assert store.retention.forget(now()) == 1
    assert (store.hand_offs.open(), store.hand_offs.events("c1"), store.outbox.undelivered()) == ((), (), [])
    assert claimed(store, "and now?").conversation == Conversation("c1")
