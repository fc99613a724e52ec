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
