"""Phone numbers are taken out as people of the bot's region write them."""

import pytest

from intents.privacy import redact


@pytest.mark.parametrize(
    ("region", "number"),
    [
        ("GB", "07700–900–123"),
        ("GB", "07700\u2011900123"),
        ("GB", "０７７００　９００１２３"),
        ("GB", "07700/900123"),
        ("GB", "07700_900_123"),
        ("GB", "0 7 7 0 0 9 0 0 1 2 3"),
        ("GB", "07700\u200b900\u200b123"),
        ("GB", "(0)7400 123456"),
        ("GB", "020\u202f7946\u202f0958"),
        ("GB", "0044 (0)20 7946 0958"),
        ("GB", "+44.20.7946.0958"),
        ("IN", "98765 43210"),
        ("IN", "9876543210"),
        ("IN", "+91-98765-43210"),
        ("IN", "098765 43210"),
        ("US", "212-555-0123"),
        ("US", "2125550123"),
        ("US", "(212)555-0123"),
        ("US", "1 212 555 0123"),
        ("DE", "030 5202610"),
        ("DE", "0151/23456789"),
        ("DE", "089-12345678"),
        ("FR", "06 12 34 56 78"),
        ("FR", "06.12.34.56.78"),
        ("ES", "612 345 678"),
        ("IT", "347 123 4567"),
        ("BR", "(11) 91234-5678"),
        ("DK", "20 12 34 56"),
        ("ID", "0812-3456-7890"),
        ("JP", "090-1234-5678"),
        ("AU", "0412 345 678"),
        ("", "+1 212 555 0123"),
    ],
)
def test_a_phone_number_of_the_region_is_taken_out(region, number):
    assert redact(f"ring {number}, please", ["phone"], region) == "ring [phone number], please"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("mobile07700900123", "mobile[phone number]"),
        ("07700900123please", "[phone number]please"),
        ("07700 900123\n2 bags", "[phone number]\n2 bags"),
        ("07700 900123 24/7", "[phone number] 24/7"),
        ("07700 900123, 07700 900456", "[phone number], [phone number]"),
        ("07700 900123/07700 900456", "[phone number]/[phone number]"),
        ("07700 900123 07700 900456", "[phone number] [phone number]"),
        ("at 10:30 on 07700 900123: thanks", "at 10:30 on [phone number]: thanks"),
    ],
)
def test_a_phone_number_is_known_whatever_stands_beside_it(text, kept):
    assert redact(text, ["phone"], "GB") == kept


@pytest.mark.parametrize(
    ("region", "text"),
    [
        ("DE", "am 03.05.2026 um 10:30"),
        ("DE", "03 05 2026 10:30"),
        ("DE", "2026-05-12 10:30"),
        ("GB", "account 01234567, sort code 12-34-56"),
        ("GB", "12-34-56 01234567"),
        ("GB", "7700900123 is my order"),
        ("GB", "£01234567890 or 1 000 000"),
        ("US", "01/02/2026 10:30"),
        ("US", "order 114-1234567-1234567"),
        ("IN", "Rs 98,76,543.21"),
        ("", "9876543210"),
    ],
)
def test_what_is_no_number_of_the_region_stays(region, text):
    assert redact(text, ["phone"], region) == text
