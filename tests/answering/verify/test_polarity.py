"""What turns a sentence's meaning round."""

import pytest

from botkit.answering.verify.polarity import bounded, charges, negated, signs, turned
from botkit.text.content_words import stems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You can freeze it.", set()),
        ("You cannot freeze the card.", {"freez", "card"}),
        ("You can’t freeze it.", {"freez"}),
        ("You can freeze it, but not cancel it.", {"cancel"}),
        ("Never share the code if somebody calls.", {"share", "code"}),
        ("There is no fee for transfers.", set()),
        ("It costs nothing.", set()),
    ],
)
def test_a_negation_reaches_to_the_end_of_its_clause(text, expected):
    assert negated(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The fee is £5.", True),
        ("You are charged for it.", True),
        ("There is no charge.", False),
        ("It's free of charge.", False),
        ("Pay by card.", False),
    ],
)
def test_no_fee_is_not_a_charge(text, expected):
    assert charges(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It takes up to 5 days.", True),
        ("You are over 18.", True),
        ("Pay £5 or more.", True),
        ("It takes 5 days.", False),
        ("Pay £5 over the phone.", False),
    ],
)
def test_a_bounded_number_is_told_from_an_exact_one(text, expected):
    assert bounded(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pay at least £5.", {"at least"}),
        ("You can withdraw up to £300.", {"at most"}),
        ("You must be over 18.", {"duty", "more than"}),
        ("Do it within 14 days, before you pay.", {"within", "before"}),
        ("Call once you have it.", {"after"}),
        ("Use a debit card.", {"debit"}),
        ("It is always free.", {"always"}),
        ("Turn on alerts.", {"on"}),
        ("Your card arrives.", set()),
    ],
)
def test_bounds_duties_and_directions_are_signs(text, expected):
    assert signs(text) == expected


TURNED = [
    # sentence, source, why
    ("You can freeze the card.", "You can freeze the card.", ""),
    ("You cannot freeze the card.", "You can freeze the card.", "the negation differs"),
    ("You can freeze the card.", "You cannot freeze the card.", "the negation differs"),
    ("You can't freeze the card.", "You cannot freeze the card.", ""),
    ("You cannot freeze the card.", "You cannot cancel the loan.", "something else is negated"),
    ("You can freeze the card.", "You can freeze the card, but not the loan.", ""),
    (
        "You can close it and freeze the card.",
        "You cannot close it, and you can freeze the card.",
        "the negation differs",
    ),
    ("It is not linked, and you cannot pay.", "It is linked, and you cannot pay.", "the negation differs"),
    ("Never share the PIN.", "Do not share the PIN.", ""),
    ("Both can agree, and both can sign.", "Both can agree, and both must sign.", "what must be is said to be allowed"),
    ("Fee: none", "Fee: none", ""),
    ("Pay at least £5.", "Pay up to £5.", "'at least' is not what the source says"),
    ("Pay within 5 days.", "Pay in up to 5 days.", ""),
    ("You must call.", "You can call.", "'duty' is not what the source says"),
    ("Call before you pay.", "Call after you pay.", "'before' is not what the source says"),
    ("Turn on alerts.", "Turn off alerts.", "'on' is not what the source says"),
    ("Use a debit card.", "Use a credit card.", "'debit' is not what the source says"),
]


@pytest.mark.parametrize(("sentence", "source", "reason"), TURNED)
def test_a_sentence_is_turned_round_or_not(sentence, source, reason):
    assert turned(sentence, source, stems(sentence) & stems(source)) == reason
