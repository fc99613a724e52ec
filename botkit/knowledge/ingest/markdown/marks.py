"""Marks that Markdown has in one tool or another, and no reader sees: attributes, icons, boxes to tick, footnotes."""

from __future__ import annotations

import re
from collections import deque

_ATTRIBUTES = re.compile(
    r"""[ \t]?\{:?[ \t]*+(?:(?:[.#][\w:-]++|[\w:-]++=(?:"[^"\n]*"|'[^'\n]*'|[^\s{}"']++)|toc)[ \t]*+){1,12}\}"""
)
_BEHIND_LINK = re.compile(r"(?<=\))\{[\w .:#=-]{1,60}\}")
_EMPTY_SPAN = re.compile(r"\{::?(?:/|nomarkdown|options)[^{}\n]*\}")
_CONTENTS = re.compile(
    r"^[ \t]*(?:(?:[-*+]|1\.)[ \t]++.*+\n[ \t]*+\{:[ \t]*toc\b[^{}\n]*\}|\[toc\]|\[\[_?toc_?\]\]|__TOC__)[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_SNIPPET = re.compile(r"^[ \t]*-{1,2}8<-{1,2}.*$", re.MULTILINE)
_BOX = re.compile(r"^([ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+)\[[ xX]\][ \t]+", re.MULTILINE)
_ICON = re.compile(r":(?:material|octicons|fontawesome|simple|fas?|far|fab|mdi)-[\w-]{2,60}:")
_KEYS = re.compile(r"\+\+([a-z0-9]{1,12}(?:\+[a-z0-9]{1,12}){0,4})\+\+")
_MARKED = re.compile(r"(?<![=\w])==(?=\S)([^=\n]{1,300}?)(?<=\S)==(?![=\w])")
_WIKI = re.compile(r"\[\[([^\[\]|\n]{1,200})(?:\|([^\[\]\n]{1,200}))?\]\]")
_TERM = re.compile(r"^(?![ \t>#|*+:-]|\d+[.)])(\S[^\n]{0,200})\n\n?:[ \t]+(?=\S)", re.MULTILINE)
_MORE = re.compile(r"^:[ \t]+(?=\S)", re.MULTILINE)
_NOTE = re.compile(r"^\[\^([\w-]{1,60})\]:[ \t]*(.*)$")
_NOTE_MARK = re.compile(r"(\w[\w'’-]{0,40})?([.,;:!?]?)\[\^([\w-]{1,60})\]")
_ADDRESS = re.compile(r"<?(https?://[^\s<>]+?)>?")
_SHORT = 60
"""Words of a note that can stand in brackets behind what it is about."""


def without_marks(text: str) -> str:
    """`text` without them; what a footnote says stands where it is referred to, as it may be a condition."""
    text = _SNIPPET.sub("", _CONTENTS.sub("", text))
    text = _EMPTY_SPAN.sub("", _BEHIND_LINK.sub("", _ATTRIBUTES.sub("", text)))
    text = _BOX.sub(r"\1", _ICON.sub("", text))
    text = _KEYS.sub(lambda found: "+".join(key.capitalize() for key in found[1].split("+")), text)
    text = _WIKI.sub(lambda found: found[2] or found[1], _MARKED.sub(r"\1", text))
    text = _MORE.sub("- ", _TERM.sub(r"\n- \1: ", text))
    return _with_notes(text)


def _with_notes(text: str) -> str:
    """Return the text with each short note where its mark is; others stay where they are, without their marks."""
    if "[^" not in text:
        return text
    notes: dict[str, str] = {}
    marked = {found[3] for found in _NOTE_MARK.finditer(text) if not text.startswith(":", found.end())}
    kept: list[str] = []
    lines = deque(text.split("\n"))
    while lines:
        line = lines.popleft()
        found = _NOTE.match(line)
        if not found:
            kept.append(line)
            continue
        note = [found[2]]
        while lines and (not lines[0].strip() or lines[0].startswith(("  ", "\t"))):
            note.append(lines.popleft())
        said = " ".join(note).split()
        if found[1] in marked and len(said) <= _SHORT and not any(not line.strip() for line in note[:-1]):
            notes[found[1]] = " ".join(said)
        else:
            kept += ["", note[0], *(line.removeprefix("\t").removeprefix("    ") for line in note[1:]), ""]

    def told(found: re.Match[str]) -> str:
        word, end, name = found[1] or "", found[2], found[3]
        note = notes.get(name, "")
        if word and (address := _ADDRESS.fullmatch(note)):
            return f"[{word}]({address[1]}){end}"
        return f"{word}{end} ({note})" if note else f"{word}{end}"

    return _NOTE_MARK.sub(told, "\n".join(kept))
