"""Whatever is written, reading it takes time in proportion to its length."""

from __future__ import annotations

import gc
import time
from contextlib import suppress

import pytest

from botkit.domain.errors import BotkitError
from botkit.knowledge.ingest.documents import read_documents

SHORT, LONG = 1_000, 20_000
TIMES = 4 * LONG / SHORT
"""What a text may take that is so much longer; the square would be five times as much."""

PIECES = [
    "<", "<a", "<a '", '<a b="', "<a b='c' ", "<!--", "<!-- -", "</p>", "<p>", "<div>", "<b>", "<ul><li>",
    "<voucher ", "<x></x>", "<script>", "<![CDATA[", "<table><tr><td>", "<details><summary>x</summary>",
    "<td rowspan=9 colspan=9>a", "&", "&#", "&amp", "[", "](", "[a](http://", "![", "*", "**a** ", "_a_", "`",
    "` a", "```\n", "|a|b\n|-|-|\n", "- a\n", "> ", "> [!NOTE]\n", "---\n", "{", "{%", "{% a %}", "{% raw %}",
    "{{", "{{a}}", "{{< a ", "{{< a >}}", "{: .a", "{.a", "[^a]: b\n", "[^a]", "<A b={", "<A b='", "<A>",
    "import {", "{/*", ":::", "::: a\n", "!!! a\n    ", "[[a|", "==a", "++a+", "a\n: b\n", "● ", " \n", "\t",
    '"', '";"', "a,b\n", "data:image/png;base64,", "\u200b", "A b. ", "0 ",
]  # fmt: skip


def seconds(folder, write, name: str, content: str) -> float:
    write(name, content)
    gc.disable()  # what other tests have left would be looked through here
    try:
        start = time.process_time()
        with suppress(BotkitError):
            read_documents(folder)
        return time.process_time() - start
    finally:
        gc.enable()


LONG_ONES = [
    "::: a${", "!!!$x!", '=== $"', "---\na: b$y\n[\n---\n", "{{<$", "<A ^>", "- $x", "- TOC$\n", "[^^", "[[^",
    "**^", "^$\n$: b", "$x", "<a href='^'>x</a>", "^....", "<p $>", "import $x from", "{/*^", "<!--^", "`^",
    "&^;", "[x](^", "{.^", "| ^$ |\n|-|",
]  # fmt: skip
"""With a run of spaces for "$" and one of letters for "^"."""


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("name", ["x.mdx", "x.html", "x.csv"])
def test_reading_takes_time_in_proportion_to_the_length(folder, write, name, piece):
    short, long = ((piece * size)[:size] for size in (SHORT, LONG))
    assert_in_proportion(folder, write, name, short, long)


@pytest.mark.parametrize("pattern", LONG_ONES)
@pytest.mark.parametrize("name", ["x.mdx", "x.csv"])
def test_long_runs_of_one_character_are_no_slower(folder, write, name, pattern):
    short, long = (pattern.replace("$", " " * size).replace("^", "a" * size) for size in (SHORT, LONG))
    assert_in_proportion(folder, write, name, short, long)


def assert_in_proportion(folder, write, name: str, short: str, long: str) -> None:
    if name == "x.csv":
        short, long = ('question,answer\nx,"' + text.replace('"', '""') + '"\n' for text in (short, long))
    once = max(seconds(folder, write, name, short), 0.005)
    took = seconds(folder, write, name, long)
    if took >= TIMES * once:  # something else may have been in the way
        took = min(seconds(folder, write, name, long) for _ in range(3))
    assert took < TIMES * once
