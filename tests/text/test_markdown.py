"""Markdown within a line, as a reader sees it."""

from __future__ import annotations

import pytest

from botkit.text.markdown import cells, heading_mark, is_table_rule, list_mark, plain, without_marks


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("- Tap **Cards**.", "Tap Cards."),
        ("2) Tap `Freeze`.", "Tap Freeze."),
        ("## Fees", "Fees"),
        ("See [our fees](https://bank.example/fees).", "See our fees (https://bank.example/fees)."),
        ("See [bank.example](bank.example).", "See bank.example."),
        ('See [our fees](https://bank.example/fees "All of them").', "See our fees (https://bank.example/fees)."),
        ("See <https://bank.example/fees>.", "See https://bank.example/fees."),
        ("Write to <help@bank.example>.", "Write to help@bank.example."),
        ("See ![the fees](https://elsewhere.example/x.png).", "See the fees (https://elsewhere.example/x.png)."),
        ("Cash abroad\n  costs 3%.", "Cash abroad costs 3%."),
        ("It is 2 * 3 * 4.", "It is 2 * 3 * 4."),
        ("It is *free*, ~~£5~~ and __safe__.", "It is free, £5 and safe."),
        ("Name it my_own_file and <b>send</b> it.", "Name it my_own_file and <b>send</b> it."),
        ("Press <|im_start|> or </s>.", "Press <|im_start|> or </s>."),
        ("(555) 123-4567", "(555) 123-4567"),
        ("[not a link", "[not a link"),
        ("", ""),
    ],
)
def test_plain_text_has_no_marks(markdown: str, text: str) -> None:
    assert plain(markdown) == text


def test_marks_of_lists_and_headings_may_be_kept() -> None:
    assert without_marks("- Tap **Cards**") == "- Tap Cards"


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("- one", "one"),
        ("  • one", "one"),
        ("12. one", "one"),
        ("(2) one", "one"),
        ("2) one", "one"),
        ("-one", "-one"),
        ("2.5 is", "2.5 is"),
        ("2026. one", "2026. one"),
        ("one", "one"),
    ],
)
def test_the_mark_of_a_list_item_is_known(line: str, text: str) -> None:
    assert line[list_mark(line) :] == text


def test_the_mark_of_a_heading_is_known() -> None:
    assert heading_mark("### Fees") == 4
    assert heading_mark("#1 of all") == 0


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("| Basic | £0 |", ["Basic", "£0"]),
        ("Basic | £0", ["Basic", "£0"]),
        ("| Basic | |", ["Basic", ""]),
        ("| Basic ||", ["Basic", ""]),
        (r"| a \| b | c |", ["a | b", "c"]),
        ("|", [""]),
    ],
)
def test_a_row_has_its_cells(row: str, expected: list[str]) -> None:
    assert cells(row) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("| --- | --- |", True),
        ("|:---|---:|", True),
        ("--- | ---", True),
        ("| - | - |", True),
        ("---", False),
        ("| --- | 5 |", False),
        ("| |", False),
    ],
)
def test_the_line_below_a_header_is_known(line: str, expected: bool) -> None:
    assert is_table_rule(line) is expected
