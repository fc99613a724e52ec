"""Hand-offs in the store: nothing is lost on the way to people and back, and nothing is said twice."""

from datetime import timedelta

import pytest

from botkit.domain import STAFF, HandOffEventKind, HandOffStatus, now
from botkit.domain.errors import HandOffError, StaleClaim
from botkit.store import SqlStore
from tests.store.hand_offs.customers import ANNA, BEN, claimed, deliver_all, handed_off, kinds, take_turn


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
