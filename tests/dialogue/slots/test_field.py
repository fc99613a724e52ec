"""The form of an answer reaches the channel, and what a channel's field sends is the answer."""

from __future__ import annotations

import pytest

from botkit.domain import Field, FieldKind
from intents.types import Slot, Understanding

VISIT = {
    "intents": {"visit": {"flow": "visit"}, "card_abroad": {"label": "use your card abroad"}},
    "replies": {"refuse": "I don't know."},
    "slots": {
        "branch": {"question": "Which?", "label": "the branch", "choices": ["Leeds", "Kendal"]},
        "day": {"question": "On which day?", "label": "the day", "kind": "date", "entity": "when"},
        "fee": {"question": "How much?", "pattern": "£\\d+", "kind": "money"},
        "mail": {"question": "Your address?", "entity": "contact"},
    },
    "flows": {
        "visit": {
            "steps": [
                {"ask": "branch"},
                {"ask": "day"},
                {"ask": "fee"},
                {"ask": "mail"},
                {"confirm": "{branch}, {day}, {fee}, {mail}?"},
            ]
        }
    },
}
DAY = Field(FieldKind.DATE, "the day")


@pytest.fixture
def visit(talk_of):
    return talk_of(VISIT, {"contact": "email", "branch": "name"})


def test_a_slot_with_choices_is_a_choice(visit):
    assert visit.says("a visit", ("visit", 0.9)).field == Field(FieldKind.CHOICE, "the branch", ("Leeds", "Kendal"))


def test_each_question_has_the_field_of_its_slot(visit):
    visit.says("a visit", ("visit", 0.9))
    assert visit.says("Leeds").field == DAY
    assert visit.says("tomorrow").field == Field(FieldKind.MONEY)


def test_without_a_kind_the_field_is_that_of_the_value(visit):
    visit.says("a visit", ("visit", 0.9))
    visit.says("Leeds")
    visit.says("tomorrow")
    assert visit.says("£20").field == Field(FieldKind.EMAIL)


def test_a_question_in_between_asks_again_with_the_field(visit):
    visit.says("a visit", ("visit", 0.9))
    visit.says("Leeds")
    assert visit.says("can I use my card abroad in the summer?", ("card_abroad", 0.9)).field == DAY
    assert visit.is_refused("what does the summer ball in Leeds cost?").field == DAY


def test_a_confirmation_has_no_field(visit):
    visit.says("a visit", ("visit", 0.9))
    for answer in ("Leeds", "tomorrow", "£20"):
        visit.says(answer)
    assert visit.says("a@example.com").field is None


def test_what_a_calendar_sends_is_the_whole_answer_whatever_the_model_found_in_it(visit):
    visit.says("a visit", ("visit", 0.9))
    visit.says("Leeds")
    decision = visit.says("2026-11-24", slots={"when": "2026"})
    assert decision.state.values["day"] == "2026-11-24"


def test_an_address_is_no_digression(visit):
    visit.says("a visit", ("visit", 0.9))
    for answer in ("Leeds", "tomorrow", "£20"):
        visit.says(answer)
    assert visit.says("card.abroad@example.com", ("card_abroad", 0.95)).text == (
        "Leeds, tomorrow, £20, card.abroad@example.com?"
    )


def test_a_value_that_was_read_is_kept_as_it_was_read(visit):
    visit.says("a visit", ("visit", 0.9))
    for answer in ("Leeds", "tomorrow", "£20"):
        visit.says(answer)
    text = "Anna@Example.com"
    read = Understanding(text, slots=(Slot("contact", text, text.lower(), 0, len(text), "email"),))
    assert visit.policy.decide(read, visit.conversation).state.values["mail"] == "anna@example.com"


def test_a_pattern_has_the_last_word(visit):
    visit.says("a visit", ("visit", 0.9))
    visit.says("Leeds")
    visit.says("tomorrow")
    assert "fee" not in visit.says("20").state.values
