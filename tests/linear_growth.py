"""A check that a function takes time in proportion to the length of a text, whatever the text is.

Times are only compared with each other: four times the text may take about four times as long.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count, product

Read = Callable[[str], object]

MESSAGE = (250, 1_000, 4_000)
"""Lengths of what people write; a message has at most 4,000 characters."""
PAGE = (4_000, 100_000)
"""Lengths of pages and files."""
TOLERANCE = 2.5
"""Allowance for the machine; time that grows with the square of the length exceeds it at every step."""
SHORTEST = 0.0005
"""Seconds below which a measurement tells nothing."""

SHAPES = (
    *("0", "1", "1 ", "1-", "1.", "1,", "1:", "1/", "01", "0 0", "00 ", "1\u00a0", "x1", "£1 ", "+1 ", "1%", "GB82"),
    *("a", "a ", "A ", "a.", "a. ", "A. ", "a-", "a'", "a@", "a@a.", "_a", "é", "中", "ß"),
    *(".", ". ", "...", "?", "? ", "!", "…", "。", ",", ";", "; ", ":", "a: b; ", "/", "\\", '"', "'", "“", "»"),
    *(" ", "\t", "\n", "\n ", "  \n", "\u200d", "\u0301", "\u0315\u0300"),
    *("(", "[", "[[", "]", "[a](", "![", "{", "<", "<a", "<!--", "<|", "</", "<ul><li>", "&", "&amp;"),
    *("*", "**", "*a ", "**a", "`", "``a`", "_", "~~a", "-", "#", "# ", "- a\n", "|", "| a ", "|---", "+", "£", "%"),
    *("www.", "http://", "http://a.", "e.g. ", "Mr. ", "8 a.m. ", "5p ", "5 days ", "4111 1111 ", "DE89 3704 "),
    *(
        "one ",
        "twenty ",
        "hundred and ",
        "and ",
        "to ",
        "1 to ",
        "from ",
        "no ",
        "not ",
        "may ",
        "1 may ",
        "at ",
        "in ",
    ),
    *("ignore ", "system ", "you are a ", "note ", "do not ", "every ", "half ", "the first ", "second ", "a: "),
)
"""Texts made of one of these over and over are the ones that patterns trip over."""

LEADS = ("0", "<", "[", ". ", "£", "no ", "from ", "a: ")
RUNS = ("1", "a", " ", "1 ", "a ")
"""A pattern may start at one of the leads, and then run on over one of these."""

LONG = ("1", "1 ", "1,", "a", "a ", "a.", ". ", " ", "\n", "[", "<!--", "**a", "\u0315\u0300")
"""The shapes of which pages of 100,000 characters are made."""


def too_slow(read: Read, *, pages: bool = False) -> Iterator[str]:
    """Yield a line for each hostile text on which the time of `read` grows faster than the text."""
    read("Warm up: 5 days, £5.")
    for lead, shape in (*(("", shape) for shape in SHAPES), *product(LEADS, RUNS)):
        yield from _faster_than_text(read, MESSAGE, lead, shape)
    for shape in LONG if pages else ():
        yield from _faster_than_text(read, PAGE, "", shape)


def _faster_than_text(read: Read, lengths: Sequence[int], lead: str, shape: str) -> Iterator[str]:
    before, taken = 0, 0.0
    for length in lengths:
        text = (lead + shape * (length // len(shape) + 1))[:length]
        now = _seconds(read, text)
        if before and now > _allowed(taken, length / before):  # something else may have been in the way
            now = min(_seconds(read, text) for _ in range(5))
            taken = min(_seconds(read, text[:before]) for _ in range(5))
            if now > _allowed(taken, length / before):
                yield f"{lead!r} and {shape!r}: {before:,} characters take {taken:.4f} s, {length:,} take {now:.4f} s"
                return
        before, taken = length, now


def _allowed(taken: float, times: float) -> float:
    return TOLERANCE * times * max(taken, SHORTEST)


_numbers = count()


def _seconds(read: Read, text: str) -> float:
    """Return the processor time; each text is made unique, so that no cache knows it."""
    text += f"{next(_numbers)}z"
    collects = gc.isenabled()
    gc.disable()  # what other tests have left would be looked through here
    try:
        start = time.process_time()
        read(text)
        return time.process_time() - start
    finally:
        if collects:
            gc.enable()
