"""Values in the message that starts a flow."""

from __future__ import annotations

import pytest

from botkit.dialogue import DialoguePolicy, DialogueSpec
from botkit.domain import Conversation
from intents.types import Intent, Slot, Understanding

AMOUNT = r"(?<!\w)£?\d[\d,]*(?:\.\d{1,2})?(?:\s?(?:k|quid|pounds))?\b"
SPEC = {
    "intents": {
        "raise": {"flow": "raise"},
        "send": {"flow": "send"},
        "block": {"flow": "block"},
        "both": {"flow": "both"},
        "order": {"flow": "order"},
    },
    "slots": {
        "new_limit": {"question": "How high?", "label": "the new limit", "kind": "money", "pattern": AMOUNT},
        "payee": {"question": "To whom?", "label": "the payee"},
        "amount": {"question": "How much?", "label": "the amount", "kind": "money", "pattern": AMOUNT},
        "last_four": {
            "question": "Which digits?",
            "label": "the card's last four digits",
            "pattern": r"(?<!\d)\d{4}(?![ -]?\d)",
        },
        "card": {"question": "Which card?", "label": "the card", "pattern": r"(?<!\d)\d{4}(?![ -]?\d)"},
        "account": {"question": "Of which account?", "label": "the account", "after": ["ending in"]},
        "pieces": {"question": "How many?", "label": "the number of pieces", "kind": "number"},
    },
    "flows": {
        "statement": {"buttons": "Statement", "steps": [{"ask": "account"}, {"end": "{account}"}]},
        "raise": {"steps": [{"ask": "new_limit"}, {"end": "{new_limit}"}]},
        "send": {"steps": [{"ask": "payee"}, {"ask": "amount"}, {"end": "{amount}"}]},
        "block": {"steps": [{"ask": "card"}, {"end": "{card}"}]},
        "both": {"steps": [{"ask": "payee"}, {"ask": "amount"}, {"ask": "new_limit"}, {"ask": "last_four"}]},
        "order": {"steps": [{"ask": "payee"}, {"ask": "pieces"}]},
    },
}
GERMAN = {
    "intents": {"raise": {"flow": "raise"}},
    "slots": {"limit": {"question": "Wie hoch?", "label": "das neue Limit", "kind": "money", "pattern": r"\d+"}},
    "flows": {"raise": {"steps": [{"ask": "limit"}, {"end": "{limit}"}]}},
}


def values(text, flow, *marked, language="en"):
    """The values after the message that starts the flow; `marked` are what the model finds, by name."""
    spec = DialogueSpec.model_validate(GERMAN if language == "de" else SPEC, context={"language": language})
    slots = tuple(Slot(name, value, value, text.index(value), text.index(value) + len(value)) for name, value in marked)
    decision = DialoguePolicy(spec).decide(Understanding(text, (Intent(flow, 0.9),), slots), Conversation("c"))
    return dict(decision.state.values) if decision.state.form else {"said": decision.text}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("can you raise my limit to 500", "500"),
        ("raise my limit to 500 please", "500"),
        ("raise it to £5,000 a day", "£5,000"),
        ("I want a limit of 750 now", "750"),
        ("please put my limit up to 2k", "2k"),
        ("new limit 1500, please", "1500"),
        ("change my limit from 500 to 750", "750"),
        ("raise my limit to 500, not 300", "500"),
    ],
)
def test_a_value_behind_to_or_what_it_is_called_is_kept(text, value):
    assert values(text, "raise") == {"said": value}


@pytest.mark.parametrize(
    "text",
    [
        "raise my limit by 500",
        "raise my limit for 3 days",
        "raise my limit on 12 March",
        "raise my limit, I asked on 12/03",
        "raise my limit at 5",
        "raise my limit, I have been here since 2019",
        "raise my limit to 500 or to 600",
        "raise my limit to 50%",
        "raise my limit and ring 01632 960118",
        "I asked 2 people to raise my limit",
        "for the one ending in 6314, can you raise what I may spend",
        "for account 6314 please raise my limit",
        "raise my limit",
    ],
)
def test_a_number_that_is_something_else_is_asked_for(text):
    assert values(text, "raise") == {}


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("send 50 to Anna", "50"),
        ("send Anna 50", "50"),
        ("I'd like to transfer 200 from my savings", "200"),
        ("pay £20 towards Anna's rent in 2 weeks", "£20"),
        ("send 50 quid to Anna", "50 quid"),
        ("send Anna money at 5", None),
        ("send Anna 3 letters", None),
    ],
)
def test_a_number_may_stand_anywhere_in_what_is_wished_for(text, amount):
    assert values(text, "send").get("amount") == amount


def test_a_number_that_the_model_gave_to_something_else_is_left_there():
    assert "amount" not in values("send 50 to Anna", "send", ("house_number", "50"))
    assert values("send 50 tomorrow", "send", ("date", "tomorrow"))["amount"] == "50"


def test_digits_are_taken_behind_what_they_belong_to_and_not_anywhere():
    assert values("block my card 4821", "block") == {"said": "4821"}
    assert values("I lost my card in 2019", "block") == {}
    assert values("please block it, 4821", "block") == {}


def test_what_two_slots_may_claim_is_asked_for():
    assert values("set it to 5000", "both") == {}


def test_a_slot_of_numbers_needs_no_pattern():
    assert values("order 3 for Anna", "order")["pieces"] == "3"
    assert values("I want 1,200.50.", "order")["pieces"] == "1,200.50"
    assert values("order Anna $40", "order")["pieces"] == "$40"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Können Sie mein Limit auf 500 erhöhen?", "500"),
        ("Limit bitte auf 500", "500"),
        ("Erhöhen Sie mein Limit um 500", None),
        ("Ich brauche in 3 Tagen ein höheres Limit", None),
    ],
)
def test_so_it_is_in_german(text, value):
    assert values(text, "raise", language="de") == ({"said": value} if value else {})
