"""Dates as people write them."""

import pytest

from botkit.text.written_dates import as_written


@pytest.mark.parametrize(
    ("language", "region", "written"),
    [
        ("en", "GB", "7 December 2026"),
        ("en", "US", "December 7, 2026"),
        ("en", "", "December 7, 2026"),
        ("de", "DE", "7. Dezember 2026"),
        ("de", "GB", "7. Dezember 2026"),
        ("fr", "CA", "7 décembre 2026"),
        ("xx", "", "December 7, 2026"),
    ],
)
def test_a_date_is_written_as_the_region_writes_it(language, region, written):
    assert as_written("2026-12-07", language, region).replace("\xa0", " ") == written


@pytest.mark.parametrize("value", ["2026-13-07", "2026-12-07T10:00", "2026-12-07/2026-12-09", "tomorrow", "", "12-07"])
def test_anything_else_stays_as_it_is(value):
    assert as_written(value, "en", "GB") == value
