"""What is one fact, whatever way it is written, and what is not."""

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
    # what marks the text up is no fact
    ("3. Pay £5", "Pay £5"),
    ("**£5**", "£5"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_ways_of_writing_a_fact_are_equal(one, other):
    assert facts(one) == facts(other) != frozenset()


DIFFERENT = [
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
