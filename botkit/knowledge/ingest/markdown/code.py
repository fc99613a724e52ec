"""Code in Markdown, put aside while the text around it is rewritten: what stands in it is meant as it stands."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from botkit.knowledge.ingest.source import Source

_STOP = re.compile(
    r"<!--|^(?:[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})[^\n]*$|(?P<ticks>`+)",
    re.MULTILINE,
)
_BLANK = re.compile(r"\n[ \t]*\n")
_OPEN, _CLOSE = "\ue000", "\ue001"
"""Characters for private use, of which no text has any that was read (botkit.knowledge.ingest.decoding)."""
_MASK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")


@dataclass(frozen=True, slots=True)
class Prose:
    """A text in which a mark stands for each piece of `code`; comments are taken out."""

    text: str
    code: tuple[str, ...]

    def with_code(self, text: str) -> str:
        """`text`, made from that of the prose, with its code again."""
        return _MASK.sub(lambda mask: self.code[int(mask[1])], text)


def prose_of(file: Source, text: str) -> Prose:
    """Return the prose of `text`. Raises DocumentError if a comment does not end."""
    runs: dict[int, list[int]] = {}
    for run in re.finditer("`+", text):
        runs.setdefault(len(run.group()), []).append(run.start())
    blanks = [blank.start() for blank in _BLANK.finditer(text)]
    pieces: list[str] = []
    code: list[str] = []

    def put_aside(piece: str) -> str:
        code.append(piece)
        return f"{_OPEN}{len(code) - 1}{_CLOSE}"

    end = 0
    while found := _STOP.search(text, end):
        pieces.append(text[end : found.start()])
        if found.group() == "<!--":
            stop = text.find("-->", found.end())
            if stop < 0:
                line = text.count("\n", 0, found.start()) + 1
                raise file.error("the comment '<!--' is never closed; end it with '-->'", line=line)
            pieces.append("\n" * text.count("\n", found.start(), stop))
            end = stop + 3
        elif fence := found["fence"]:
            end = _end_of_fence(text, found.end(), fence)
            pieces.append("\n".join(_aside(line, put_aside) for line in text[found.start() : end].split("\n")))
        else:
            ticks = found["ticks"]
            others = runs[len(ticks)]
            place = bisect_left(others, found.end())
            paragraph = bisect_left(blanks, found.end())
            limit = blanks[paragraph] if paragraph < len(blanks) else len(text)
            closed = place < len(others) and others[place] < limit
            end = others[place] + len(ticks) if closed else found.end()
            pieces.append(put_aside(text[found.start() : end]))
    return Prose("".join([*pieces, text[end:]]), tuple(code))


def _aside(line: str, put_aside: object) -> str:
    """Return a line of a fenced block; its indentation stays, so that the block can be moved."""
    bare = line.lstrip()
    return f"{line[: len(line) - len(bare)]}{put_aside(bare)}" if bare else line  # type: ignore[operator]


def _end_of_fence(text: str, start: int, fence: str) -> int:
    """Return where the fenced block ends: behind a line of as many marks, or with the text."""
    closing = re.compile(rf"^[ \t>]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$", re.MULTILINE)
    found = closing.search(text, start + 1)
    return found.end() if found else len(text)
