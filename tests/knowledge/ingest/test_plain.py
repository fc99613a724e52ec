"""Plain text: paragraphs, lines that are meant, entities."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("It&#39;s &pound;5 &ndash; paid once.", "It's £5 – paid once."),
        ("Send TOPUP <voucher number> to 3636.", "Send TOPUP <voucher number> to 3636."),
        ("Write to <claims@example.com>.", "Write to <claims@example.com>."),
        ("Opening hours\nMon 9–17\nSat 10–14", "Opening hours\nMon 9–17\nSat 10–14"),
        ("This line was wrapped because it came to its end, and so\nThe next one goes on.",
         "This line was wrapped because it came to its end, and so The next one goes on."),
        ("You need:\n● a passport\n● a bill", "You need:\n- a passport\n- a bill"),
        ("<p>One.</p><p>Two <b>three</b>.</p>", "One.\n\nTwo three."),
        ("One\n \n\t\nTwo", "One\n\nTwo"),
        ("One\fTwo", "One\nTwo"),
    ],
)  # fmt: skip
def test_text_is_read_as_it_is_meant(read, content, text):
    assert read("x.txt", content).text == text


def test_a_title_is_read_as_text_is(read):
    assert read("x.txt", "Fees &amp; more\n\nText.").title == "Fees & more"
