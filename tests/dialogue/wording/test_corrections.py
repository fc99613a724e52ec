"""Words by which people take back what they said."""

from __future__ import annotations

import pytest

from botkit.dialogue.wording.corrections import Corrections, Swap
from botkit.dialogue.wording.words import Tokens

ENGLISH, GERMAN = Corrections.of("en"), Corrections.of("de")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("change the amount to £60", "£60"),
        ("the date should be the 12th", "the 12th"),
        ("the payee should have been Priya Shah", "Priya Shah"),
        ("make that to say Priya", "Priya"),
        ("change it\nto\n60", "60"),
        ("change the amount", None),
        ("which one to", None),
    ],
)
def test_a_new_value_stands_behind_to_and_the_like(text, value):
    assert ENGLISH.new_value(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("der Betrag soll 60 € sein", "60 € sein"),
        ("ändern Sie das Datum auf den 12. Mai", "12. Mai"),
        ("die Karte ist die Kreditkarte", "Kreditkarte"),
    ],
)
def test_so_it_does_in_german(text, value):
    assert GERMAN.new_value(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Anna, please.", "Anna"),
        ("£50 instead, thanks", "£50"),
        ("20% please", "20%"),
        ("Priya, not Anna", "Priya"),
        ("please", "please"),
        ("not", "not"),
        ("not Anna, not Priya", "not Anna, not Priya"),
        (" 14 Mill Lane; ", "14 Mill Lane"),
    ],
)
def test_what_stands_behind_a_value_is_no_part_of_it(text, value):
    assert ENGLISH.stripped(text) == value


def test_what_stands_behind_a_value_may_be_all():
    assert [ENGLISH.is_tail(text) for text in ("thanks", "not that one", "please", "Anna please")] == [
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("no, I meant the 12th", "the 12th"),
        ("sorry, £60", "£60"),
        ("no no, actually make it 60", "60"),
        ("the 12th", "the 12th"),
        ("no, sorry", ""),
    ],
)
def test_a_correction_begins_with_words_that_are_no_value(text, rest):
    assert ENGLISH.without_lead_in(text) == rest


@pytest.mark.parametrize(
    ("text", "swap"),
    [
        ("not Anna, Priya", Swap("Anna", "Priya")),
        ("sorry, not Anna but Priya", Swap("Anna", "Priya")),
        ("not Anna Lee - it's Priya Shah", Swap("Anna Lee", "Priya Shah")),
        ("not Anna, my sister, Priya", Swap("Anna, my sister", "Priya")),
        ("not Anna", None),
        ("Anna, Priya", None),
    ],
)
def test_a_swap_names_the_old_value_and_the_new_one(text, swap):
    assert ENGLISH.swap(text) == swap


@pytest.mark.parametrize(
    ("text", "word", "is_taken_back"),
    [
        ("not the debit card", "debit", True),
        ("credit rather than debit", "debit", True),
        ("credit, not from my debit card", "debit", True),
        ("not that, debit", "debit", False),
        ("credit, not debit", "credit", False),
    ],
)
def test_a_value_behind_not_is_taken_back(text, word, is_taken_back):
    tokens = Tokens.of(text)
    assert ENGLISH.is_taken_back(tokens, tokens.words.index(word)) is is_taken_back


def test_of_two_values_the_one_behind_from_is_the_old_one():
    tokens = Tokens.of("change it from the 10th to the 12th")
    assert [ENGLISH.is_origin(tokens, tokens.words.index(word)) for word in ("10th", "12th")] == [True, False]
