"""Hand-offs in the store: nothing is lost on the way to people and back, and nothing is said twice."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from botkit.domain import (
    STAFF,
    Claim,
    Conversation,
    DecisionKind,
    Delivery,
    DialogueState,
    HandOff,
    HandOffEventKind,
    HandOffStatus,
    Message,
    Reply,
    StaffMember,
    Turn,
    now,
)
from botkit.domain.errors import HandOffError, StaleClaim
from botkit.store import Database, SqlStore, erase, export
from intents.types import Understanding

ANNA = StaffMember("U-Anna", "Anna Adler", "slack")
BEN = StaffMember("U-Ben", "Ben Busch", "console")


def redact(text: str) -> str:
    return text.replace("4111 1111 1111 1111", "[card]")


@pytest.fixture
def store(database_url: str) -> Iterator[SqlStore]:
    store = SqlStore(database_url, redact)
    yield store
    store.close()


def claimed(store: SqlStore, text: str, conversation: str = "c1", sender: str = "customer-1") -> Claim:
    address = {"channel": conversation}
    store.inbox.accept(Message("web", conversation, f"{conversation} {text}", text, sender=sender, address=address))
    claim = store.leases.claim(conversation)
    assert claim is not None
    return claim


def take_turn(store: SqlStore, claim: Claim, reply: str, *, to_staff: bool = False) -> Delivery:
    decision = DecisionKind.HAND_OFF if to_staff else DecisionKind.ANSWER
    turn = Turn(claim.conversation.length + 1, claim.message, Understanding(claim.message.text), Reply(reply, decision))
    return store.turns.commit(claim, turn, DialogueState(), to_staff=to_staff)


def handed_off(store: SqlStore, conversation: str = "c1", sender: str = "customer-1") -> HandOff:
    """A conversation that the bot has handed off, its reply and the news delivered."""
    take_turn(store, claimed(store, "a person, please", conversation, sender), "One moment.", to_staff=True)
    deliver_all(store)
    return store.hand_offs.open()[-1]


def deliver_all(store: SqlStore) -> list[tuple[str, str, str]]:
    """Delivers what is due until nothing is; channel, author and text of each."""
    sent = []
    while due := store.outbox.undelivered():
        for delivery in due:
            assert store.outbox.take(delivery)
            store.outbox.delivered(delivery, f"place of {delivery.id}")
            sent.append((delivery.channel, delivery.author, delivery.reply.text))
    return sent


def kinds(store: SqlStore, conversation: str = "c1") -> list[str]:
    return [event.kind.value for event in store.hand_offs.events(conversation)]


def test_a_turn_that_hands_off_answers_the_customer_and_tells_staff(store: SqlStore) -> None:
    take_turn(store, claimed(store, "a person, please"), "One moment.", to_staff=True)
    due = store.outbox.undelivered()
    assert sorted((one.channel, one.reply.text) for one in due) == [(STAFF, "a person, please"), ("web", "One moment.")]
    (hand_off,) = store.hand_offs.open()
    assert (hand_off.status, hand_off.channel, hand_off.customer) == (HandOffStatus.WAITING, "web", "customer-1")
    assert (hand_off.address, hand_off.claimed_by) == ({"channel": "c1"}, None)
    news = next(one.news for one in due if one.news)
    assert (news.hand_off, news.event.kind) == (hand_off, HandOffEventKind.OPENED)


def test_the_place_where_staff_were_told_finds_the_hand_off(store: SqlStore) -> None:
    hand_off = handed_off(store)
    assert hand_off.reference.startswith("place of ")
    assert store.hand_offs.at(hand_off.reference) == hand_off == store.hand_offs.find(hand_off.id)
    assert store.hand_offs.at("elsewhere") is None


def test_what_the_customer_writes_meanwhile_goes_to_staff_and_gets_no_reply(store: SqlStore) -> None:
    hand_off = handed_off(store)
    claim = claimed(store, "are you there?")
    assert claim.conversation.hand_off == hand_off.id
    assert take_turn(store, claim, "", to_staff=True).channel == STAFF
    assert deliver_all(store) == [(STAFF, "", "are you there?")]
    assert kinds(store) == ["opened", "customer"]
    assert [turn.reply.text for turn in store.history.turns("c1")] == ["One moment.", ""]


def test_what_staff_write_goes_to_the_customer_once_and_claims_the_hand_off(store: SqlStore) -> None:
    hand_off = handed_off(store)
    for _ in range(2):
        now_ = store.hand_offs.say(hand_off.id, ANNA, "Hello, your card 4111 1111 1111 1111 is fine.", "m1")
    assert (now_.status, now_.claimed_by) == (HandOffStatus.CLAIMED, ANNA)
    sent = deliver_all(store)
    assert [one for one in sent if one[0] == "web"] == [("web", "Anna Adler", "Hello, your card [card] is fine.")]
    assert kinds(store) == ["opened", "claimed", "staff"]


def test_replies_and_staff_messages_reach_the_customer_in_their_order(store: SqlStore) -> None:
    take_turn(store, claimed(store, "a person, please"), "One moment.", to_staff=True)
    (hand_off,) = store.hand_offs.open()
    store.hand_offs.say(hand_off.id, ANNA, "Hello.", "m1")
    store.hand_offs.say(hand_off.id, ANNA, "How can I help?", "m2")
    to_customer = [text for channel, _, text in deliver_all(store) if channel == "web"]
    assert to_customer == ["One moment.", "Hello.", "How can I help?"]


def test_a_hand_off_can_be_claimed_by_another_and_given_to_another(store: SqlStore) -> None:
    hand_off = handed_off(store)
    assert store.hand_offs.claim(hand_off.id, ANNA).claimed_by == ANNA
    assert store.hand_offs.claim(hand_off.id, ANNA).claimed_by == ANNA
    assert store.hand_offs.claim(hand_off.id, BEN, by=ANNA).claimed_by == BEN
    first, second = store.hand_offs.events("c1")[1:]
    assert (first.by, first.text, second.by, second.text) == (ANNA, "", ANNA, "Ben Busch")


def test_given_back_the_bot_answers_again_and_the_customer_is_told(store: SqlStore) -> None:
    hand_off = handed_off(store)
    ended = store.hand_offs.end(hand_off.id, HandOffStatus.RETURNED, "It's me again.", by=ANNA, note="refunded")
    assert ended is not None
    assert (ended.status, ended.is_open, store.hand_offs.open()) == (HandOffStatus.RETURNED, False, ())
    assert sorted(deliver_all(store)) == [(STAFF, "Anna Adler", "refunded"), ("web", "", "It's me again.")]
    assert claimed(store, "thanks").conversation.hand_off is None


def test_over_is_over(store: SqlStore) -> None:
    hand_off = handed_off(store)
    store.hand_offs.end(hand_off.id, HandOffStatus.RETURNED, "", by=ANNA)
    for late in (
        lambda: store.hand_offs.say(hand_off.id, ANNA, "late", "m9"),
        lambda: store.hand_offs.claim(hand_off.id, ANNA),
        lambda: store.hand_offs.end(hand_off.id, HandOffStatus.RETURNED, ""),
    ):
        with pytest.raises(HandOffError, match="given back"):
            late()
    with pytest.raises(HandOffError, match="no such hand-off"):
        store.hand_offs.find(4711)


def test_a_message_on_its_way_to_staff_when_they_leave_goes_to_the_bot(store: SqlStore) -> None:
    hand_off = handed_off(store)
    claim = claimed(store, "one more thing")
    store.hand_offs.end(hand_off.id, HandOffStatus.RETURNED, "", by=ANNA)
    with pytest.raises(StaleClaim):
        take_turn(store, claim, "", to_staff=True)
    again = store.leases.claim("c1")
    assert again is not None
    assert (again.message.text, again.conversation.hand_off) == ("one more thing", None)


def test_staff_may_take_over_while_the_bot_thinks_and_its_turn_is_dropped(store: SqlStore) -> None:
    claim = claimed(store, "what does it cost?")
    hand_off = store.hand_offs.begin("c1", BEN)
    assert (hand_off.status, hand_off.claimed_by, hand_off.customer) == (HandOffStatus.CLAIMED, BEN, "customer-1")
    assert store.hand_offs.begin("c1", ANNA).id == hand_off.id
    with pytest.raises(StaleClaim):
        take_turn(store, claim, "8 EUR.")
    again = store.leases.claim("c1")
    assert again is not None
    assert again.conversation.hand_off == hand_off.id
    with pytest.raises(HandOffError, match="no conversation 'nowhere'"):
        store.hand_offs.begin("nowhere", BEN)


def test_what_is_not_idle_is_not_ended_for_being_so(store: SqlStore) -> None:
    hand_off = handed_off(store)
    told = "Nobody is free."
    before = hand_off.active_at - timedelta(seconds=1)
    assert store.hand_offs.end(hand_off.id, HandOffStatus.EXPIRED, told, idle_since=before) is None
    assert deliver_all(store) == []
    assert store.hand_offs.end(hand_off.id, HandOffStatus.EXPIRED, told, idle_since=now()) is not None
    assert kinds(store) == ["opened", "expired", "bot"]


def test_a_conversation_can_be_handed_off_again(store: SqlStore) -> None:
    first = handed_off(store)
    store.hand_offs.end(first.id, HandOffStatus.RETURNED, "", by=ANNA)
    claim = claimed(store, "a person again")
    take_turn(store, claim, "One moment.", to_staff=True)
    (second,) = store.hand_offs.open()
    assert second.id != first.id


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
