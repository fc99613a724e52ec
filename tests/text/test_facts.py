"""One fact, whatever way it is written, and different facts."""

import random
import time

import pytest

from botkit.text.facts import Fact, FactKind, facts, missing_facts

SAME = [
    # numbers in words
    ("five cards", "5 cards"),
    ("twenty-five cards", "25 cards"),
    ("twenty five cards", "25 cards"),
    ("a hundred cards", "100 cards"),
    ("two hundred and fifty cards", "250 cards"),
    ("three thousand points", "3,000 points"),
    ("the 2nd card", "the 2 card"),
    # amounts
    ("£1,000", "£1000.00"),
    ("£1,000", "1,000 pounds"),
    ("£1,000", "a thousand pounds"),
    ("£5", "5 pounds"),
    ("£5", "GBP 5"),
    ("£5", "5 GBP"),
    ("£5", "five pounds"),
    ("£5", "£5.00"),
    ("£0.50", "50p"),
    ("£0.50", "50 pence"),
    ("£85k", "£85,000"),
    ("£1.5m", "£1.5 million"),
    ("€20", "20 euros"),
    ("$20", "20 dollars"),
    # per cent
    ("4.5%", "4.50 %"),
    ("5%", "5 per cent"),
    ("5%", "five percent"),
    # dates
    ("1 May 2026", "2026-05-01"),
    ("1 May 2026", "01/05/2026"),
    ("1st of May 2026", "May 1, 2026"),
    ("5 April", "5th April"),
    ("3 Sept", "September 3rd"),
    # times
    ("8am", "8 a.m."),
    ("8am", "08:00"),
    ("8am", "8:00 am"),
    ("8.30pm", "20:30"),
    ("noon", "12pm"),
    ("midnight", "12am"),
    ("24/7", "24 hours a day"),
    # telephone numbers
    ("0345 600 1234", "03456001234"),
    ("0345 600 1234", "(0345) 600-1234"),
    ("+44 345 600 1234", "0345 600 1234"),
    ("+44 (0)345 600 1234", "0345 600 1234"),
    # links and e-mail addresses
    ("https://bank.example/fees.", "bank.example/fees"),
    ("https://Bank.example/", "bank.example"),
    ("help@bank.example", "Help@Bank.Example"),
    # durations
    ("five working days", "5 working days"),
    ("5 business days", "5 working days"),
    ("a 30-day trial", "a trial of 30 days"),
    ("10 mins", "10 minutes"),
    ("2 hrs", "two hours"),
    # ranges
    ("8am to 8pm", "08:00–20:00"),
    ("3-5 days", "three to five days"),
    ("between £1 and £5", "£1 to £5"),
    ("Mon-Fri", "Monday to Friday"),
    # prices, periods
    ("it's free", "there is no fee"),
    ("free of charge", "it costs nothing"),
    ("£5 a month", "£5 per month"),
    ("£5 monthly", "£5 each month"),
    # other currencies, other scales
    ("Rs. 500", "₹500"),
    ("Rs 1,50,000", "1.5 lakh rupees"),
    ("5 €", "€5"),
    ("¥500", "500 yen"),
    ("US$5", "$5"),
    ("two hundred thousand cards", "200,000 cards"),
    ("three thousand five hundred cards", "3,500 cards"),
    # telephone numbers of other countries
    ("+49 (0)30 1234567", "030 1234567"),
    ("+1 555 123 4567", "(555) 123-4567"),
    # what marks the text up is no fact
    ("3. Pay £5", "Pay £5"),
    ("**£5**", "£5"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_ways_of_writing_a_fact_are_equal(one, other):
    assert facts(one) == facts(other) != frozenset()


DIFFERENT = [
    ("five and ten cards", "15 cards"),
    ("nineteen eighty", "1980"),
    ("£5", "5%"),
    ("£5", "€5"),
    ("£5", "£50"),
    ("£5", "5p"),
    ("£5", "5"),
    ("£1,000", "£1,000,000"),
    ("£1.50", "£150"),
    ("5 days", "5 working days"),
    ("5 days", "5 weeks"),
    ("5 days", "3 to 5 days"),
    ("8am", "8pm"),
    ("8am", "8am to 8pm"),
    ("12am", "12pm"),
    ("1 May", "1 June"),
    ("1 May 2026", "1 May 2025"),
    ("0345 600 1234", "0345 600 1243"),
    ("bank.example/fees", "bank.example/rates"),
    ("help@bank.example", "help@bank-example.test"),
    ("Monday", "Tuesday"),
    ("free", "£5"),
    ("£5 a month", "£5 a year"),
    ("form P45", "form P60"),
    ("0123", "123"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_facts_are_not_equal(one, other):
    assert facts(one) != facts(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It costs £5.", {(FactKind.AMOUNT, "GBP 5")}),
        ("It costs 50p.", {(FactKind.AMOUNT, "GBP 0.5")}),
        ("The rate is 4.5%.", {(FactKind.PERCENT, "4.5")}),
        ("It takes 3 to 5 working days.", {(FactKind.DURATION, "3..5 working day")}),
        ("Open 8am to 8pm, Monday to Friday.", {(FactKind.TIME, "08:00..20:00"), (FactKind.DAY, "mon..fri")}),
        ("Call 0345 600 1234.", {(FactKind.PHONE, "03456001234")}),
        ("Dial 999.", {(FactKind.NUMBER, "999")}),
        ("Write to help@bank.example.", {(FactKind.EMAIL, "help@bank.example")}),
        ("See https://bank.example/fees.", {(FactKind.LINK, "bank.example/fees")}),
        ("Send form P45.", {(FactKind.CODE, "P45")}),
        ("By 31 January 2027.", {(FactKind.DATE, "2027-01-31")}),
        ("By the end of January.", {(FactKind.MONTH, "january")}),
        ("It is free.", {(FactKind.PRICE, "free")}),
        ("Once a month.", {(FactKind.PERIOD, "month")}),
        ("You may choose the one you like.", set()),
        ("Choose one card.", set()),
        ("One day later.", {(FactKind.DURATION, "1 day")}),
        ("Sign up for our sunny offer, e.g. in the app.", set()),
        ("Feel free of worries.", set()),
        ("A hands-free kit.", set()),
        ("On a working day.", set()),
        ("Per calendar month.", {(FactKind.PERIOD, "month")}),
        ("On 12/31/2026.", {(FactKind.DATE, "2026-12-31")}),
        ("A mıdnight blue one.", set()),
        ("", set()),
    ],
)
def test_the_facts_of_a_sentence(text, expected):
    assert facts(text) == {Fact(kind, value) for kind, value in expected}


@pytest.mark.parametrize(
    ("sentence", "source", "missing"),
    [
        ("It costs £5.", "The fee is five pounds.", set()),
        ("It costs £6.", "The fee is £5.", {Fact(FactKind.AMOUNT, "GBP 6")}),
        ("It takes 5 days.", "It takes 3 to 5 days.", {Fact(FactKind.DURATION, "5 day")}),
        ("It takes a while.", "It takes 3 to 5 days.", set()),
        ("Call 0345 600 1234 at 8am.", "Lines open at 08:00.", {Fact(FactKind.PHONE, "03456001234")}),
    ],
)
def test_missing_facts_are_those_that_the_source_lacks(sentence, source, missing):
    assert missing_facts(sentence, source) == missing


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Das kostet 3,50 € im Monat.", {(FactKind.AMOUNT, "EUR 3.5"), (FactKind.PERIOD, "month")}),
        ("1.500 Euro oder 5 Mio. Euro.", {(FactKind.AMOUNT, "EUR 1500"), (FactKind.AMOUNT, "EUR 5000000")}),
        ("Am 1. Mai 2026 und am 3. März.", {(FactKind.DATE, "2026-05-01"), (FactKind.DATE, "-03-03")}),
        ("8 Uhr bis 18.30 Uhr.", {(FactKind.TIME, "08:00..18:30")}),
        ("Montag bis Freitag, bis Ende Januar.", {(FactKind.DAY, "mon..fri"), (FactKind.MONTH, "january")}),
        ("Es ist kostenlos, ohne Gebühr.", {(FactKind.PRICE, "free")}),
        ("3 bis 5 Werktage.", {(FactKind.DURATION, "3..5 working day")}),
        ("Rund um die Uhr.", {(FactKind.DURATION, "24 hour"), (FactKind.PERIOD, "day")}),
        ("4,5 % jährlich.", {(FactKind.PERCENT, "4.5"), (FactKind.PERIOD, "year")}),
    ],
)
def test_german_says_facts_in_its_own_way(text, expected):
    assert facts(text, "de") == {Fact(kind, value) for kind, value in expected}


def test_a_language_without_a_list_is_read_as_far_as_digits_and_the_calendar_go():
    assert facts("Le 3 mars, 1 500,50 € à https://banque.example.", "fr") == {
        Fact(FactKind.DATE, "-03-03"),
        Fact(FactKind.AMOUNT, "EUR 1500.5"),
        Fact(FactKind.LINK, "banque.example"),
    }


def test_any_text_can_be_read():
    chance = random.Random(7)
    letters = [
        *"0123456789.,-+()/£€$%:; \n'*_`[]<>|&#@!?²٣İıſKß½",
        "five",
        "hundred",
        "a",
        "and",
        "may",
        "1st",
        "p.m.",
        "rs.",
    ]
    for language in ("en", "de", "fr", "ar", "hi", "ja", "xx"):
        for _ in range(300):
            facts("".join(chance.choices(letters, k=chance.randint(1, 40))), language)


def test_no_text_takes_longer_than_its_length_asks_for():
    started = time.process_time()
    facts("0345 600 1234")
    usual = time.process_time() - started
    started = time.process_time()
    facts("0" + "1" * 60 + "x")
    assert time.process_time() - started < 100 * max(usual, 0.001)
