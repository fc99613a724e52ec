"""What must not be stored is taken out, and nothing else is."""

import pytest

from intents.privacy import redact

KINDS = ("card_number", "iban")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("my card 4111 1111 1111 1111 is gone", "my card [card number ending 1111] is gone"),
        ("4111-1111-1111-1111", "[card number ending 1111]"),
        ("amex 378282246310005, help", "amex [card number ending 0005], help"),
        ("4111 1111 1111 1111 12/27", "[card number ending 1111] 12/27"),
        ("5500005555555559 and 4111111111111111", "[card number ending 5559] and [card number ending 1111]"),
        ("pay to GB82 WEST 1234 5698 7654 32 please", "pay to [IBAN] please"),
        ("DE89370400440532013000.", "[IBAN]."),
    ],
)
def test_card_numbers_and_ibans_are_taken_out(text, kept):
    assert redact(text, KINDS) == kept


@pytest.mark.parametrize(
    "text",
    [
        "my card ends in 4821",
        "call 0808 157 0191 or +44 20 7946 0140",
        "4111 1111 1111 1112 has a wrong digit",
        "GB82 WEST 1234 5698 7654 33 has a wrong digit",
        "0000 0000 0000 0000",
        "£1,000 on 12 May 2026 at 10:30",
    ],
)
def test_other_numbers_stay(text):
    assert redact(text, KINDS) == text


def test_only_the_kinds_asked_for_are_taken_out():
    assert redact("4111111111111111 DE89370400440532013000", ["iban"]) == "4111111111111111 [IBAN]"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("write to jane.doe+bank@mail.example.co.uk please", "write to [e-mail address] please"),
        ("it's jane@example.com.", "it's [e-mail address]."),
        ("jane @ example.com", "[e-mail address]"),
        ("call me on +44 7700 900123 today", "call me on [phone number] today"),
        ("call 07700 900123, or 0131-496-0999", "call [phone number], or [phone number]"),
        ("(020) 7946 0958", "[phone number]"),
        ("0044 20 7946 0958", "[phone number]"),
        ("+1 (555) 123-4567", "[phone number]"),
        ("555-123-4567 is mine", "[phone number] is mine"),
        ("07700900123", "[phone number]"),
        ("01 23 45 67 89", "[phone number]"),
    ],
)
def test_addresses_and_phone_numbers_are_taken_out_where_asked_for(text, kept):
    assert redact(text, (*KINDS, "email", "phone")) == kept
    assert redact(text, KINDS) == text


@pytest.mark.parametrize(
    "text",
    [
        "account 01234567, sort code 12-34-56",
        "on 01/02/2026 at 10:30, or 2026-05-12",
        "01 02 2026 10:30",
        "£1,000,000.00 or 1 000 000",
        "reference 0012 3456 7890 1234 5678",
        "order 123-456-78",
        "meet me @ noon",
        "4111 1111 1111 1112 has a wrong digit",
    ],
)
def test_what_only_looks_like_a_phone_number_stays(text):
    assert redact(text, (*KINDS, "email", "phone")) == text
