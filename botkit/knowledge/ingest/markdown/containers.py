"""Notes, tabs and things that fold, as tools of Markdown mark them on lines of their own.

`:::tip Title` up to `:::` (Docusaurus, VitePress), `!!! note "Title"`, `??? note` and `=== "Tab"` with what is indented
below (MkDocs), `> [!NOTE]` (GitHub, Obsidian).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

_FENCE = re.compile(r"^([ \t>]*+):{3,}+[ \t]*+(\{?[\w.-]*+\}?)(.*)$")
_INDENTED = re.compile(r"^([ \t>]*+)(?:!!!|\?\?\?\+?|===[!+]?)(.*)$")
_KIND_AND_TITLE = re.compile(r"""[\w\s-]*+(?:"([^"]*)"|'([^']*)')?\s*+""")
_ALERT = re.compile(r"^([ \t]*(?:>[ \t]*)+)\[!([\w-]+)\][+-]?[ \t]*(.*)$")
_STEP = 4
_DEEPEST = 20


def without_containers(text: str) -> str:
    """`text` with what is marked so as elements with their labels, on lines of their own."""
    if not re.search(r"^[ \t>]*+(?::::|!!!|\?\?\?|===|\[!)", text, re.MULTILINE):
        return text
    return "\n".join(_lines(text.split("\n"), 0))


def _lines(lines: Sequence[str], depth: int) -> Iterator[str]:
    opened: list[str] = []  # the labels of the fences that are open
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if alert := _ALERT.match(line):
            yield f"{alert[1]}{f'**{alert[3]}**' if alert[3] else ''}\n{alert[1].rstrip()}"
        elif fence := _FENCE.match(line):
            margin, kind, rest = fence.groups()
            label = _label(rest)
            if kind or label:
                opened.append(label)
                yield from _alone(f'<x-part label="{html.escape(label)}">' if label else "", margin)
            else:
                label = opened.pop() if opened else ""
                yield from _alone("</x-part>" if label else "", margin)
        elif (
            (found := _INDENTED.match(line))
            and (title := _KIND_AND_TITLE.fullmatch(found[2]))
            and depth < _DEEPEST
            and _is_below(lines, number, found[1])
        ):
            margin, label = found[1], title[1] or title[2] or ""
            stop = _end_of_indented(lines, number, margin)
            inside = [_moved(each, margin) for each in lines[number:stop]]
            yield from _alone(f'<x-part label="{html.escape(label)}">' if label else "", margin)
            yield from _lines(inside, depth + 1)
            yield from _alone("</x-part>" if label else "", margin)
            number = stop
        else:
            yield line
    for label in reversed(opened):
        if label:
            yield from _alone("</x-part>", "")


def _label(rest: str) -> str:
    """Return the title behind the kind of a container: in brackets, or all but attributes."""
    rest = rest.strip()
    if rest.startswith("[") and "]" in rest:
        return rest[1 : rest.index("]")].strip()
    return rest.partition("{")[0].strip()


def _alone(element: str, margin: str) -> Iterator[str]:
    yield margin.rstrip(" ")
    if element:
        yield f"{margin}{element}"
        yield margin.rstrip(" ")


def _is_below(lines: Sequence[str], number: int, margin: str) -> bool:
    """Tell whether the next line that says something is indented below that margin."""
    following = next((lines[place] for place in range(number, len(lines)) if lines[place].strip()), "")
    return following.startswith((f"{margin}{' ' * _STEP}", f"{margin}\t"))


def _end_of_indented(lines: Sequence[str], number: int, margin: str) -> int:
    end = number
    for place in range(number, len(lines)):
        line = lines[place]
        if line.startswith((f"{margin}{' ' * _STEP}", f"{margin}\t")):
            end = place + 1
        elif line.strip():
            break
    return end


def _moved(line: str, margin: str) -> str:
    rest = line.removeprefix(margin)
    return margin + (rest[1:] if rest.startswith("\t") else rest[_STEP:] if rest[:_STEP].isspace() else rest)
