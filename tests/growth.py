"""How the time of a function grows with what strangers may send it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import pairwise

LENGTHS = (250, 1_000, 4_000)
"""Characters of messages."""
PIECES = (
    *("1 ", "0", "1", "41 ", "4111 ", "4111-", "01 11 ", "0131 ", "07700 900123 ", "+1 ", "(0)", "00 ", "0 ", "1/1 "),
    *(
        "1,",
        "1.",
        "12:30 ",
        "3/4 ",
        "a@",
        "@",
        "a.",
        "a@b.",
        "x(at)",
        "ab12",
        "de89 3704 ",
        "%41",
        "%",
        "１",
        "1\u200d",
    ),
    *("a'", "é", "at ", "-", "--", "(", ")", "[", "[a](", "<", "<a ", "<!--", "&", "&amp;", "*", "**", "_", "`", "~"),
    *("|", "||", " ", "\t", "\n", "\n\n", "- ", "a b ", "the ", "five ", "five hundred and ", "£1 ", "$", "1k "),
    *("e.g. ", ". ", ". A", "?", "http://", "http://a.", "www.", "\\", "/", "//", "#", "á", "🎉", "\u202e", "{"),
)
"""What bad cases are made of: each again and again, with an end that fits nothing."""
_ALLOWED = 3.0
"""How far the time may grow beyond the text: machines are noisy, but the square of four is sixteen."""
_NOISE = 0.05
"""Seconds of processor time that are not looked at."""


def too_slow(
    function: Callable[[str], object], lengths: Sequence[int] = LENGTHS, pieces: Sequence[str] = PIECES
) -> list[str]:
    """The pieces with which the function takes more than in proportion to the text, with its times in seconds."""
    found = []
    for piece in pieces:
        times = [_least(function, (piece * length)[: length - 1] + "\x7f") for length in lengths]
        steps = zip(pairwise(lengths), pairwise(times), strict=True)
        if any(slow > _NOISE + _ALLOWED * long / short * quick for (short, long), (quick, slow) in steps):
            found.append(f"{piece!r}: {', '.join(f'{seconds:.3f}' for seconds in times)}")
    return found


def _least(function: Callable[[str], object], text: str) -> float:
    """Seconds of processor time; where that is long, of the quicker of two."""
    least = float("inf")
    for _ in range(2):
        began = time.process_time()
        function(text)
        least = min(least, time.process_time() - began)
        if least < _NOISE:
            break
    return least
