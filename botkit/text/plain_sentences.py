"""Where sentences end."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(r"""[.!?\u2026]["'\u201d\u2019)\]]*\s+(?=["'\u201c\u2018(\[]*[^\sa-z])|\n+""")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:mr|mrs|ms|dr|prof|st|no|nr|vs|approx|incl|ca|cf|e\.?g|i\.?e|etc|tel|art|sec|fig|[A-Z])\.$",
    re.IGNORECASE,
)
_MARKER = re.compile(r"\s*\d{1,3}\.$")


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of `text`; a line always ends one. The spaces between belong to none."""
    start = line = 0
    for end in _END.finditer(text):
        stop = end.start() + len(end.group().rstrip())
        broken = "\n" in end.group()
        if not broken and (_ABBREVIATION.search(text, line, stop) or _MARKER.fullmatch(text, line, stop)):
            continue
        if text[start:stop].strip():
            yield start, stop
        start = end.end()
        if broken:
            line = start
    if text[start:].strip():
        yield start, len(text.rstrip())
