"""Normal forms of hostile and of ordinary text."""

from __future__ import annotations

import unicodedata

import pytest

from botkit.text.normal_form import normal_form


@pytest.mark.parametrize("form", ["NFC", "NFKC"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "cafe\u0301 \ufb01ne \uff26",
        "한국어",
        "\u1112\u1161\u11ab",
        "e\u0323\u0302" * 40,
        "कार्ड",
    ],
)
def test_ordinary_text_is_in_the_form_of_unicode(form: str, text: str) -> None:
    assert normal_form(form, text) == unicodedata.normalize(form, text)  # type: ignore[arg-type]


def test_a_page_of_accents_is_kept() -> None:
    marks = "\u0315\u0300" * 50_000

    assert sorted(normal_form("NFC", "x" + marks)) == sorted("x" + marks)
