"""A number that is spread over several messages is kept no more than one in a single message."""

import json
from collections.abc import Iterator
from functools import partial

import pytest

from botkit.domain import Attachment, AttachmentKind, DecisionKind, DialogueState, Message, Reply, Turn
from botkit.domain.ports import BETWEEN_MESSAGES
from botkit.store import SqlStore
from botkit.store.split_numbers import without_split_numbers
from intents.folded_text import BREAK
from intents.privacy import redact
from intents.types import Slot, Understanding

CARD = "[card number ending 1111]"
ALL = partial(redact, kinds=("card_number", "iban", "email", "phone"), region="GB")


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    store = SqlStore(url, partial(redact, kinds=("card_number", "iban")))
    yield store
    store.close()


def say(store: SqlStore, text: str, number: int, *, sender: str = "ada", conversation: str = "c1") -> Message:
    return store.inbox.accept(Message("web", conversation, f"{conversation}-{number}", text, sender=sender))


def answer(store: SqlStore, replied: str = "Go on.", *, to_staff: bool = False) -> None:
    claim = store.leases.claim()
    assert claim is not None
    said = claim.message.text
    understood = Understanding(said, slots=(Slot("number", said, said, 0, len(said)),))
    turn = Turn(claim.conversation.length + 1, claim.message, understood, Reply(replied, DecisionKind.ASK))
    store.turns.commit(claim, turn, DialogueState(), to_staff=to_staff)


@pytest.mark.parametrize(
    ("texts", "kept"),
    [
        (["4111 1111", "1111 1111"], [CARD, CARD]),
        (["my card is 4111 1111", "1111 1111 thanks"], [f"my card is {CARD}", f"{CARD} thanks"]),
        (["4111 11", "11 1111", "1111"], [CARD, CARD, CARD]),
        (["4111", "1111", "1111", "1111"], [CARD, CARD, CARD, CARD]),
        (["hello", "４１１１–１１１１", "1111–1111"], ["hello", CARD, CARD]),
        (["it starts 4111 1111 and", "the rest is 1111 1111 ok"], [f"it starts {CARD} and", f"the rest is {CARD} ok"]),
        (["DE89 3704 0044", "0532 0130 00"], ["[IBAN]", "[IBAN]"]),
        (["write to jane@", "example.com"], ["write to [e-mail address]", "[e-mail address]"]),
        (["jane", "@example.com"], ["[e-mail address]", "[e-mail address]"]),
        (["07700", "900123"], ["[phone number]", "[phone number]"]),
    ],
)
def test_the_parts_of_a_number_are_read_together(texts: list[str], kept: list[str]) -> None:
    assert list(without_split_numbers(texts, ALL)) == kept


@pytest.mark.parametrize(
    "texts",
    [
        ["account 12345674", "87654321"],
        ["01234567", "12-34-56"],
        ["on 12/05/2026", "at 10:30 for 4 people"],
        ["£4,111.11", "£1,111.11"],
        ["hello", "are you there?"],
        ["5"],
    ],
)
def test_other_numbers_of_two_messages_stay(texts: list[str]) -> None:
    assert list(without_split_numbers(texts, ALL)) == texts


def test_what_stands_between_messages_is_known_to_what_redacts() -> None:
    assert BETWEEN_MESSAGES == BREAK


def test_the_second_half_is_taken_out_when_it_comes_and_the_first_is_taken_back(store: SqlStore) -> None:
    say(store, "my card is 4111 1111 111", 1)
    answer(store, "You said 4111 1111 111. And then?")
    assert say(store, "1 1111", 2).text == CARD
    answer(store)
    first, second = store.history.turns("c1")
    assert first.message.text == first.understanding.text == f"my card is {CARD}"
    assert first.reply.text == f"You said {CARD}. And then?"
    assert first.understanding.slots == ()
    assert second.message.text == second.understanding.text == CARD
    assert "4111 1111" not in json.dumps(store.archive.export("c1"))


def test_a_half_that_is_being_answered_meanwhile_is_taken_back_too(store: SqlStore) -> None:
    say(store, "4111 1111 1111", 1)
    claim = store.leases.claim()
    assert claim is not None
    say(store, "1111", 2)
    understood = Understanding(claim.message.text)
    reply = Reply("4111 1111 1111 is no whole number.", DecisionKind.ASK)
    delivery = store.turns.commit(claim, Turn(1, claim.message, understood, reply), DialogueState())
    (turn,) = store.history.turns("c1")
    assert turn.message.text == turn.understanding.text == CARD
    assert turn.reply.text == delivery.reply.text == f"{CARD} is no whole number."


def test_halves_that_wait_together_are_one_message_without_the_number(store: SqlStore) -> None:
    say(store, "4111 1111", 1)
    say(store, "1111 1111", 2)
    claim = store.leases.claim(merge=True)
    assert claim is not None
    assert claim.message.text == f"{CARD}\n{CARD}"


def test_what_staff_were_told_is_taken_back(store: SqlStore) -> None:
    say(store, "4111 1111 1111", 1)
    answer(store, "", to_staff=True)
    say(store, "1111", 2)
    assert [event.text for event in store.hand_offs.events("c1")] == [CARD]


def test_numbers_of_two_people_or_two_conversations_are_not_put_together(store: SqlStore) -> None:
    say(store, "4111 1111", 1)
    assert say(store, "1111 1111", 2, sender="ben").text == "1111 1111"
    assert say(store, "1111 1111", 3, conversation="c2").text == "1111 1111"


def test_a_message_that_comes_twice_is_not_put_together_with_itself(store: SqlStore) -> None:
    for _ in range(2):
        assert say(store, "4111 1111", 1).text == "4111 1111"


def test_the_address_and_the_text_of_a_page_and_a_file_are_redacted(store: SqlStore) -> None:
    number = "4111\u200b1111\u200b1111\u200b1111"
    attachments = (
        Attachment(
            AttachmentKind.PAGE, "Pay", f"Card {number}", url="https://shop.example/?n=4111%201111%201111%201111"
        ),
        Attachment(AttachmentKind.FILE, f"{number}.txt", f"one\x0c{number}\x0ctwo"),
    )
    page, file = store.inbox.accept(Message("web", "c1", "m1", "look", attachments=attachments)).attachments
    assert page.text == f"Card {CARD}"
    assert page.url == f"https://shop.example/?n={CARD}"
    assert file.title == f"{CARD}.txt"
    assert file.text == f"one\x0c{CARD}\x0ctwo"
