"""Splits help articles and what models write into sentences.

A list item and a table row are sentences of their own. Positions are kept, so that a citation can be verbatim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum


class SpanKind(StrEnum):
    """What a span is in its document."""

    SENTENCE = "sentence"
    ITEM = "item"
    ROW = "row"
    HEADER = "header"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence of a text: characters `start` to `end`, verbatim; `block` counts paragraphs, lists and tables."""

    text: str
    start: int
    end: int
    kind: SpanKind
    block: int


def split(text: str) -> list[Span]:
    """The sentences of `text` (plain text or Markdown) in reading order."""
    spans: list[Span] = []
    block, before = 0, None
    for start, line in _lines(text):
        if _TABLE_RULE.fullmatch(line):
            spans[-1:] = [replace(span, kind=SpanKind.HEADER) for span in spans[-1:]]
            continue
        kind = _kind(line)
        if kind is not before and (spans or before):
            block += 1
        before = kind
        if kind is SpanKind.SENTENCE:
            spans += [Span(line[a:b], start + a, start + b, kind, block) for a, b in _boundaries(line)]
        elif kind is not None:
            spans.append(Span(line, start, start + len(line), kind, block))
    return spans


class SentenceStream:
    """Sentences out of pieces of text, each as soon as it is complete. A line's end is a sentence's end."""

    def __init__(self) -> None:
        self._open = ""

    def feed(self, piece: str) -> list[str]:
        """The sentences that `piece` completes."""
        *lines, last = (self._open + piece).split("\n")
        complete = [line[a:b] for line in lines for a, b in _boundaries(line)]
        *ended, (start, _) = _boundaries(last) or [(0, 0)]
        complete += [last[a:b] for a, b in ended]
        self._open = last[start:]
        return complete

    def rest(self) -> str:
        """What stands after the last complete sentence; the stream starts afresh."""
        rest, self._open = self._open.strip(), ""
        return rest


def is_complete(sentence: str) -> bool:
    """Whether a sentence ends as sentences do, so was not cut off."""
    return _TERMINAL.search(sentence.strip()) is not None


def plain(text: str) -> str:
    """The text of a sentence without Markdown's marks, on one line."""
    text = re.sub(r"^#{1,6}\s+", "", _LIST_MARK.sub("", text.strip()))
    text = _LINK.sub(lambda m: m[1] if m[1] == m[2] else f"{m[1]} ({m[2]})", text)
    text = re.sub(r"(\*\*|__|`)(\S(?:.*?\S)?)\1", r"\2", text)
    return " ".join(text.split())


_TERMINAL = re.compile(r"""[.!?…]["')\]*”’]*$""")
_TABLE_RULE = re.compile(r"\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)*\|?")
_LABELLED_ROW = re.compile(r"[^:;.!?]{1,60}: .+?(?:; [^:;.!?]{1,60}: .+?)+(?<![.!?])")
_LIST_MARK = re.compile(r"^\s*(?:[-*•+]|\(?\d{1,2}[.)])\s+")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_END = re.compile(r"""[.!?…]+["')\]*”’]*(?=\s)""")
_STARTS_SENTENCE = re.compile(r"""["'(\[*“‘]*[^\W_a-zß-ÿ]|["'(\[*“‘]*[£€$+]""")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'])(?:e\.g|i\.e|cf|vs|approx|incl|excl|min|max|no|nos|tel|ext|st|mr|mrs|ms|dr|prof|dept|fig|para|ref"
    r"|(?-i:[A-Z]))\.$",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"[\d\s][ap]\.m\.$", re.IGNORECASE)
_AFTER_CLOCK = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun|uk|gmt|bst)", re.IGNORECASE)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Start and text of every line, stripped; a line that goes on with a small letter is one with its predecessor."""
    start, line = 0, ""
    position = 0
    for raw in text.split("\n"):
        bare = raw.strip()
        begin = position + len(raw) - len(raw.lstrip())
        if line and bare and bare[0].islower() and not is_complete(line):
            line = text[start : begin + len(bare)]
        else:
            if position:
                yield start, line
            start, line = begin, bare
        position += len(raw) + 1
    yield start, line


def _kind(line: str) -> SpanKind | None:
    if not line:
        return None
    if re.match(r"#{1,6}\s", line):
        return SpanKind.HEADING
    if line.startswith("|") or " | " in line or _LABELLED_ROW.fullmatch(line):
        return SpanKind.ROW
    if _LIST_MARK.match(line):
        return SpanKind.ITEM
    return SpanKind.SENTENCE


def _boundaries(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of a line."""
    found, start = [], 0
    for match in _END.finditer(text):
        following = text[match.end() :].lstrip()
        if following and not _STARTS_SENTENCE.match(following):
            continue
        before = text[start : match.end()]
        if match[0] == "." and (
            _ABBREVIATION.search(before)
            or re.fullmatch(r"\s*\(?\d{1,2}\.", before)
            or (_CLOCK.search(before) and (len(following) < 3 or _AFTER_CLOCK.match(following)))  # "M" may be "Monday"
        ):
            continue
        found.append((start, match.end()))
        start = match.end()
    found.append((start, len(text)))
    trimmed = [(a + len(text[a:b]) - len(text[a:b].lstrip()), a + len(text[a:b].rstrip())) for a, b in found]
    return [(a, b) for a, b in trimmed if a < b]
