"""Splits help articles and what models write into sentences.

A list item and a table row are sentences of their own. Positions are kept, so that a citation can be verbatim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from botkit.text.markdown import heading_mark, is_table_rule, list_mark
from botkit.text.sentence_ends import CANDIDATE, SEEN, TERMINAL, WIDE, ends


class SpanKind(StrEnum):
    """The part that a span plays in its document."""

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


def split(text: str, language: str = "en") -> list[Span]:
    """Return the sentences of `text` (plain text or Markdown) in reading order."""
    spans: list[Span] = []
    block, before = 0, None
    for start, end, kind in _lines(text):
        line = text[start:end]
        if spans and is_table_rule(line):
            spans[-1] = replace(spans[-1], kind=SpanKind.HEADER)
            continue
        if kind is not before and (spans or before):
            block += 1
        before = kind
        if kind is SpanKind.SENTENCE:
            spans += [Span(line[a:b], start + a, start + b, kind, block) for a, b in _boundaries(line, language)]
        elif kind is not None:
            spans.append(Span(line, start, end, kind, block))
    return spans


def sentence_spans(text: str, language: str = "en") -> Iterator[tuple[int, int]]:
    """Yield the start and end of each sentence of `text`, also within list items; a line always ends one.

    The spaces between sentences belong to none.
    """
    start = 0
    for line in text.split("\n"):
        yield from ((start + a, start + b) for a, b in _boundaries(line, language))
        start += len(line) + 1


class SentenceStream:
    """Sentences out of pieces of text, each as soon as it is complete. A line's end is a sentence's end.

    However the text is cut into pieces, its sentences are the same, and each character is read only a few times.
    """

    def __init__(self, language: str = "en") -> None:
        self._language = language
        self._settled: list[str] = []
        """The beginning of the open sentence, in which it does not end."""
        self._open = ""
        self._looked_at = 0
        """The number of characters of the open text that are settled: no sentence ends among them."""
        self._new: list[str] = []
        """Pieces after the open text that cannot end a sentence by themselves."""
        self._waits = False
        """True if a sentence may have ended: the next word will tell."""
        self._begun = False
        """True if that word has begun."""

    def feed(self, piece: str) -> list[str]:
        """Return the sentences that `piece` completes."""
        *lines, last = piece.split("\n")
        complete = [sentence for line in lines for sentence in self._rest_of_line(line)]
        self._new.append(last)
        if (self._begun or last.strip()) if self._waits else _MAY_END.search(last):
            complete += self._ended()
        return complete

    def rest(self) -> list[str]:
        """Return the sentences that are left at the end of the text; the last may be cut off."""
        return self._rest_of_line("")

    def _rest_of_line(self, line: str) -> list[str]:
        whole = "".join((*self._settled, self._open, *self._new, line))
        self._settled, self._open, self._looked_at, self._new, self._waits = [], "", 0, [], False
        return [whole[start:end] for start, end in _boundaries(whole, self._language)]

    def _ended(self) -> list[str]:
        """Take the sentences that have ended out of the open text."""
        text, looked_at, start = self._open + "".join(self._new), self._looked_at, 0
        complete, self._new, self._waits = [], [], False
        for mark in CANDIDATE.finditer(text, looked_at):
            verdict = ends(text, -1 if self._settled else start, mark, self._language, whole=False)
            looked_at = mark.start() if verdict is None else mark.end()
            if verdict is None:
                self._waits, self._begun = True, not text[mark.end() :].isspace()
                break
            if verdict:
                complete.append("".join((*self._settled, text[start : mark.end()])).strip())
                self._settled, start = [], mark.end()
        else:
            last_word = "" if text[-1:].isspace() else text.rsplit(maxsplit=1)[-1]
            looked_at = max(looked_at, len(text) - len(last_word))
        kept_from = max(start, looked_at - SEEN)
        if self._settled or text[start:kept_from].strip():
            self._settled.append(text[start:kept_from])
        self._open, self._looked_at = text[kept_from:], looked_at - kept_from
        return complete


def is_complete(sentence: str) -> bool:
    """Tell if a sentence ends as sentences do, so was not cut off."""
    return _is_complete(sentence, 0, len(sentence.rstrip()))


_MAY_END = re.compile(rf"[\s{WIDE}]")
_SPACE = re.compile(r"\s*+")
_LABEL = re.compile(r"[^:;.!?]{1,60}: .")
_BREAK = re.compile(r"[-*_]{3,}")
_LONGEST_CLOSING = 40


def _lines(text: str) -> Iterator[tuple[int, int, SpanKind | None]]:
    """Yield the start, end and kind of every line, stripped; one that begins in lower case continues the last."""
    start, end, kind = 0, 0, None
    position = 0
    for raw in text.split("\n"):
        bare = raw.strip()
        begin = position + len(raw) - len(raw.lstrip())
        own = _kind(bare)
        goes_on = own is SpanKind.SENTENCE and kind in (SpanKind.SENTENCE, SpanKind.ITEM) and bare[0].islower()
        if not (goes_on and not _is_complete(text, start, end)):
            if position:
                yield start, end, kind
            start, kind = begin, own
        end = begin + len(bare)
        position += len(raw) + 1
    yield start, end, kind


def _kind(line: str) -> SpanKind | None:
    if not line or _BREAK.fullmatch(line):
        return None
    if heading_mark(line):
        return SpanKind.HEADING
    if line.startswith("|") or " | " in line or is_table_rule(line) or _is_labelled(line):
        return SpanKind.ROW
    return SpanKind.ITEM if list_mark(line) else SpanKind.SENTENCE


def _is_labelled(line: str) -> bool:
    """Tell if the line is a row that names its columns: "Account: Gold; Fee: £10"."""
    first, *others = line.split("; ")
    return bool(_LABEL.match(first)) and any(map(_LABEL.match, others)) and line[-1] not in ".!?"


def _is_complete(text: str, start: int, end: int) -> bool:
    return TERMINAL.search(text, max(start, end - _LONGEST_CLOSING), end) is not None


def _boundaries(line: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each sentence of a line."""
    start = 0
    for mark in CANDIDATE.finditer(line):
        if ends(line, start, mark, language):
            yield from _trimmed(line, start, mark.end())
            start = mark.end()
    yield from _trimmed(line, start, len(line.rstrip()))


def _trimmed(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    space = _SPACE.match(line, start, end) if start < end else None
    if space and space.end() < end:
        yield space.end(), end
