"""Redaction takes time in proportion to the text, whatever a stranger writes."""

from functools import partial

import pytest

from intents.privacy import redact
from tests.linear_growth import too_slow


@pytest.mark.parametrize("region", ["GB", "US", "IN"])
def test_numbers_of_a_region_are_found_in_linear_time(region):
    assert list(too_slow(partial(redact, kinds=["phone"], region=region), pages=region == "GB")) == []
