"""What texts mean, said on Saturday, 21 November 2026, at nine in the morning, in Great Britain."""

from datetime import datetime

import pytest

from intents.types import Slot, Understanding
from intents.values import KINDS, Speaker, find_value, read_slots, read_value

TOO_LARGE = ["in 99999999999 hours", "last 99999999999 hours", "99999999999 years ago", "£" + 40 * "9", "since 9999"]
SPEAKER = Speaker(datetime(2026, 11, 21, 9), "en", "GB")


def read(kind: str, text: str) -> str | None:
    return read_value(kind, text, SPEAKER)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25", "25"),
        ("twenty five", "25"),
        ("1,000,000", "1000000"),
        ("1.5k", "1500"),
        ("half a dozen", "6"),
        ("two and a half", "2.5"),
        ("one hundred and one", "101"),
        ("twelve hundred", "1200"),
        ("half a million", "500000"),
        ("one point five million", "1500000"),
        ("minus 4", "-4"),
        ("about 30", "30"),
        ("nineteen eighty", None),
        ("a few", None),
        ("3rd", None),
        ("and", None),
    ],
)
def test_numbers(text, value):
    assert read("number", text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("£20", "GBP 20.00"),
        ("GBP 20", "GBP 20.00"),
        ("20 quid", "GBP 20.00"),
        ("£1,234.50", "GBP 1234.50"),
        ("five pounds fifty", "GBP 5.50"),
        ("£5 and 20p", "GBP 5.20"),
        ("50p", "GBP 0.50"),
        ("a tenner", "GBP 10.00"),
        ("1.5k euros", "EUR 1500.00"),
        ("1.000,50 €", "EUR 1000.50"),
        ("US$30", "USD 30.00"),
        ("30 canadian dollars", "CAD 30.00"),
        ("$30", "USD 30.00"),
        ("3 million yen", "JPY 3000000"),
        ("a thousand pounds", "GBP 1000.00"),
        ("400", "400"),
        ("no money", None),
        ("pounds", None),
    ],
)
def test_money(text, value):
    assert read("money", text) == value


@pytest.mark.parametrize(("region", "code"), [("US", "USD"), ("AU", "AUD"), ("CA", "CAD"), ("GB", "USD")])
def test_dollars_are_those_of_the_region(region, code):
    assert read_value("money", "20 dollars", Speaker(SPEAKER.at, "en", region)) == f"{code} 20.00"
    assert read_value("money", "$20", Speaker(SPEAKER.at, "en", region)) == f"{code} 20.00"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("today", "2026-11-21"),
        ("tomorrow at half past 5", "2026-11-22T05:30"),
        ("5 pm tomorrow", "2026-11-22T17:00"),
        ("yesterday evening at 7", "2026-11-20T19:00"),
        ("3 hours ago", "2026-11-21T06:00"),
        ("the day after tomorrow", "2026-11-23"),
        ("last night", "2026-11-20"),
        ("two weeks ago", "2026-11-07"),
        ("in a month", "2026-12-21"),
        ("Monday", "2026-11-23"),
        ("Saturday", "2026-11-28"),
        ("next Friday", "2026-11-27"),
        ("last Monday", "2026-11-16"),
        ("Monday last week", "2026-11-09"),
        ("a week on Tuesday", "2026-12-01"),
        ("the 3rd", "2026-12-03"),
        ("5 April", "2027-04-05"),
        ("twenty first of may", "2027-05-21"),
        ("the 6th of November", "2026-11-06"),
        ("Friday 27 Nov 2026", "2026-11-27"),
        ("3/4/2027", "2027-04-03"),
        ("2027-04-03", "2027-04-03"),
        ("end of the month", "2026-11-30"),
        ("first Monday of next month", "2026-12-07"),
        ("two days before Christmas", "2026-12-23"),
        ("Good Friday", "2027-03-26"),
        ("this month", "2026-11-01"),
        ("31st of February", None),
        ("some days ago", None),
        ("two weeks", None),
        ("half past 5", None),
        ("no idea", None),
    ],
)
def test_dates(text, value):
    assert read("date", text) == value


@pytest.mark.parametrize(
    ("region", "language", "text", "value"),
    [
        ("GB", "en", "1.500 €", None),
        ("GB", "en", "€1.500", None),
        ("GB", "en", "£1.500", None),
        ("US", "en", "$12.000", None),
        ("GB", "en", "1.500", None),
        ("DE", "de", "1,500 €", None),
        ("GB", "en", "£1,500", "GBP 1500.00"),
        ("GB", "en", "1.500,00 €", "EUR 1500.00"),
        ("GB", "en", "€1.234.567", "EUR 1234567.00"),
        ("GB", "en", "€0.500", "EUR 0.50"),
        ("GB", "en", "KWD 1.500", "KWD 1.500"),
        ("DE", "de", "1.500 €", "EUR 1500.00"),
        ("DE", "de", "€1,500.00", "EUR 1500.00"),
        ("CH", "de", "CHF 1'500", "CHF 1500.00"),
        ("GB", "en", "1\u202f500 €", "EUR 1500.00"),
        ("IN", "en", "Rs 500", "INR 500.00"),
        ("IN", "en", "Rs. 500", "INR 500.00"),
        ("IN", "en", "rs.500/-", "INR 500.00"),
        ("IN", "en", "500 Rs", "INR 500.00"),
        ("PK", "en", "Rs 500", "PKR 500.00"),
        ("GB", "en", "Rs 500", "INR 500.00"),
        ("IN", "en", "500/-", "500"),
        ("IN", "en", "₹1,00,000", "INR 100000.00"),
        ("GB", "en", "₹1,00,000.50", "INR 100000.50"),
        ("IN", "en", "INR500", "INR 500.00"),
        ("GB", "en", "US$5", "USD 5.00"),
    ],
)
def test_amounts_are_read_as_they_are_written_there_or_not_at_all(region, language, text, value):
    assert read_value("money", text, Speaker(SPEAKER.at, language, region)) == value


def test_days_and_months_stand_in_the_order_of_the_region():
    assert read_value("date", "3/4/2027", Speaker(SPEAKER.at, "en", "US")) == "2027-03-04"


def test_the_end_of_several_days_is_their_last():
    assert read("end_date", "until May") == "2027-05-31"
    assert read("end_date", "tomorrow") == "2026-11-22"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("17:30", "17:30"),
        ("half past five in the afternoon", "17:30"),
        ("half 5", "05:30"),
        ("25 to 7 p.m.", "18:35"),
        ("quarter to six", "05:45"),
        ("10 past 9 night", "21:10"),
        ("3 at night", "03:00"),
        ("12 a.m.", "00:00"),
        ("5.30pm", "17:30"),
        ("noon", "12:00"),
        ("in 2 hours", "11:00"),
        ("25:00", None),
        ("friday", None),
    ],
)
def test_times_of_day(text, value):
    assert read("time", text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("last week", "2026-11-09/2026-11-15"),
        ("since last March", "2026-03-01/.."),
        ("since Monday", "2026-11-16/.."),
        ("until Friday", "../2026-11-27"),
        ("before Friday", "../2026-11-26"),
        ("from the 3rd to the 6th of January", "2027-01-03/2027-01-06"),
        ("between 10 June and 20 June 2025", "2025-06-10/2025-06-20"),
        ("from Friday to Monday", "2026-11-27/2026-11-30"),
        ("between 3 and 5 pm", "15:00/17:00"),
        ("9am to 5pm", "09:00/17:00"),
        ("this morning", "2026-11-21T00:00/2026-11-21T12:00"),
        ("yesterday afternoon", "2026-11-20T12:00/2026-11-20T19:00"),
        ("last night", "2026-11-20T20:00/2026-11-21T06:00"),
        ("last 3 days", "2026-11-18/2026-11-21"),
        ("next few days", "2026-11-22/2026-11-25"),
        ("last 24 hours", "2026-11-20T09:00/2026-11-21T09:00"),
        ("August", "2027-08-01/2027-08-31"),
        ("Q3 2025", "2025-07-01/2025-09-30"),
        ("two weeks", "P2W"),
        ("monthly", "FREQ=MONTHLY"),
        ("the 4th of each month", "FREQ=MONTHLY;BYMONTHDAY=4"),
        ("first Wednesday of every month", "FREQ=MONTHLY;BYDAY=1WE"),
        ("every other Tuesday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        ("since I moved", None),
        ("lately", None),
    ],
)
def test_periods(text, value):
    assert read("period", text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 weeks", "P2W"),
        ("an hour and a half", "PT1H30M"),
        ("1h30", "PT1H30M"),
        ("a year and 3 months", "P1Y3M"),
        ("two and a half years", "P2Y6M"),
        ("1 week and 2 days", "P9D"),
        ("a couple of days", "P2D"),
        ("weeks", None),
    ],
)
def test_durations(text, value):
    assert read("duration", text) == value


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("card_number", "4111 1111 1111 1111", "4111111111111111"),
        ("card_number", "4111 1111 1111 1112", None),
        ("iban", "GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432"),
        ("iban", "GB82 WEST 1234 5698 7654 33", None),
        ("sort_code", "12 34 56", "12-34-56"),
        ("sort_code", "1234", None),
        ("phone", "01632 960255", "+441632960255"),
        ("phone", "+44 20 7946 0140", "+442079460140"),
        ("phone", "call me", None),
        ("email", "Anna.Hill@Example.COM", "Anna.Hill@example.com"),
        ("email", "anna at example dot com", "anna@example.com"),
        ("email", "anna@example", None),
        ("name", "anna hill's", "Anna Hill"),
        ("name", "McDonald", "McDonald"),
        ("name", "12", None),
    ],
)
def test_what_names_an_account_or_a_person(kind, text, value):
    assert read(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("date", "morgen", "2026-11-22"),
        ("date", "3. Mai", "2027-05-03"),
        ("date", "gestern", "2026-11-20"),
        ("money", "1.000,50 €", "EUR 1000.50"),
        ("money", "20 Euro", "EUR 20.00"),
    ],
)
def test_german(kind, text, value):
    assert read_value(kind, text, Speaker(SPEAKER.at, "de")) == value


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_a_kind_is_read_as_itself(kind):
    if kind not in {"duration", "period"}:  # people do not talk like that
        assert read(kind, KINDS[kind].example) == KINDS[kind].example


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "text", ["", " ", "?", "-", "0", "99999999999999999999", "the", "9/99/9999", "½", "١٢", "🎉", "in", *TOO_LARGE]
)
def test_nothing_makes_a_reader_fail(kind, text):
    value = read(kind, text)
    assert value is None or value.strip() == value


def understood(text: str, *slots: tuple[str, str]) -> Understanding:
    marks = (Slot(name, part, part, text.index(part), text.index(part) + len(part)) for name, part in slots)
    return Understanding(text, (), tuple(marks))


def test_slots_get_the_value_of_their_kind_and_others_stay():
    found = understood(
        "pay Anna twenty quid tomorrow", ("payee", "Anna"), ("amount", "twenty quid"), ("date", "tomorrow")
    )
    read = read_slots(found, {"amount": "money", "date": "date"}, SPEAKER)
    assert [(slot.value, slot.kind) for slot in read.slots] == [
        ("Anna", ""),
        ("GBP 20.00", "money"),
        ("2026-11-22", "date"),
    ]


def test_a_slot_that_cannot_be_read_keeps_its_text_and_has_no_kind():
    read = read_slots(understood("some days ago", ("date", "some days ago")), {"date": "date"}, SPEAKER)
    assert [(slot.value, slot.kind) for slot in read.slots] == [("some days ago", "")]


def test_since_looks_back():
    read = read_slots(understood("what did I spend since April", ("date", "April")), {"date": "date"}, SPEAKER)
    assert [slot.value for slot in read.slots] == ["2026-04-01"]


def test_what_was_asked_for_is_found_where_nothing_was_marked():
    read = read_slots(Understanding("I may have had it on the 3rd, I think"), {"date": "date"}, SPEAKER, asked="date")
    assert [(slot.name, slot.text, slot.value) for slot in read.slots] == [("date", "on the 3rd", "2026-12-03")]


def test_the_longest_value_is_found():
    assert find_value("money", "well, it was five pounds fifty, or so", SPEAKER) == (13, 30, "GBP 5.50")
    assert find_value("date", "I may go", SPEAKER) is None


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("card_number", "4111–1111–1111–1111", "4111111111111111"),
        ("card_number", "４１１１　１１１１　１１１１　１１１１", "4111111111111111"),
        ("card_number", "4111/1111/1111/1111", "4111111111111111"),
        ("iban", "GB82–WEST–1234–5698–7654–32", "GB82WEST12345698765432"),
        ("iban", "gb82\u200bwest\u200b1234569876 5432.", "GB82WEST12345698765432"),
        ("phone", "01632–960–255", "+441632960255"),
        ("phone", "０１６３２　９６０２５５", "+441632960255"),
        ("email", "jörg@müller.de", "jörg@müller.de"),
        ("email", "राम@उदाहरण.भारत", "राम@उदाहरण.भारत"),
        ("email", "jane＠example。com", "jane@example.com"),
    ],
)
def test_numbers_and_addresses_are_read_as_devices_write_them(kind, text, value):
    assert read(kind, text) == value
