"""Redaction takes time in proportion to the text, whatever a stranger writes."""

from functools import partial

import pytest

from intents.privacy import redact
from tests.growth import too_slow


@pytest.mark.parametrize("kind", ["card_number", "iban", "email", "phone"])
def test_no_message_takes_long_to_redact(kind):
    assert too_slow(partial(redact, kinds=[kind], region="GB")) == []


def test_no_file_takes_long_to_redact():
    pieces = ("1 ", "4111 ", "4111-", "ab12", "de89 3704 ", "%41", "\u200d1", "a@b.")
    kinds = ("card_number", "iban", "email")
    assert too_slow(partial(redact, kinds=kinds), (1_000, 4_000, 100_000), pieces) == []
