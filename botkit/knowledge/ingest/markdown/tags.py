"""Tags of template languages and components in Markdown, rewritten as elements that the reader of HTML understands.

A tab, a note or a card has a label and Markdown below it, whatever its tool calls it: it becomes `<x-part label="...">`
on lines of its own. A tag within a line leaves nothing but a link or the words that it shows.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from botkit.knowledge.ingest.html import names

UNKNOWN = "…"
"""What stands for a value that only the tool knows, in the middle of a text."""
_MARGIN = re.compile(r"[ \t>]*")


class Kind(Enum):
    """What a tag does."""

    OPENS = auto()
    CLOSES = auto()
    ALONE = auto()


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, from `start` to `end` of a text. One that `steers` (a condition, a loop) leaves no trace in the text."""

    start: int
    end: int
    name: str
    kind: Kind
    attributes: Mapping[str, str] = field(default_factory=dict)
    steers: bool = False

    @property
    def label(self) -> str:
        """What it is headed with; empty if it says nothing."""
        found = next((self.attributes[name] for name in names.LABELS if self.attributes.get(name)), "")
        if not found and self.name.startswith("tab") and not self.name.endswith("s"):
            found = self.attributes.get("name") or self.attributes.get("value") or ""
        return " ".join(found.split())

    @property
    def target(self) -> str:
        """Where it links to; empty if nowhere."""
        return next((self.attributes[name] for name in names.TARGETS if self.attributes.get(name)), "")

    @property
    def words(self) -> list[str]:
        """What readers see of its attributes."""
        said = (" ".join(self.attributes.get(name, "").split()) for name in names.WORDS)
        return list(dict.fromkeys(filter(None, said)))


def rewritten(text: str, tags: Sequence[Tag]) -> str:
    """`text` with the tags, which come in its order, as elements; one that has no end stands alone."""
    partners = _partners(tags)
    before, behind = _clear_before(text, tags), _clear_behind(text, tags)
    pieces: list[str] = []
    end = 0
    for number, tag in enumerate(tags):
        first, last = sorted((number, partners.get(number, number)))
        begins = before[first] or _adjoin(text, tags, first - 1)
        ends = behind[last] or _adjoin(text, tags, last)
        alone = before[number] and behind[number]
        if first == last:
            block, element = alone, _leaf(tag, alone) or ("" if before[number] or behind[number] else _hole(text, tag))
        else:
            block, element = begins and ends, _end_of_part(tags[first], tag, begins and ends)
        pieces.append(text[end : tag.start])
        end = tag.end
        if (block and element) or (alone and not element and not tag.steers):
            margin = _margin(text, tags[first].start)
            blank = f"\n{margin.rstrip(' ')}\n{margin}"
            pieces.append(f"{blank}{element}{blank}" if element else blank)
        elif element:
            pieces.append(element)
        elif alone and text[end : end + 1] == "\n":
            end += 1
    return "".join([*pieces, text[end:]])


def _adjoin(text: str, tags: Sequence[Tag], number: int) -> bool:
    """Tell whether nothing stands between a tag and the next one."""
    return 0 <= number < len(tags) - 1 and not text[tags[number].end : tags[number + 1].start].strip()


def _end_of_part(opened: Tag, tag: Tag, block: bool) -> str:
    """Return the element for the beginning or the end of a part."""
    begins = tag is opened
    if block and opened.label:
        return f'<x-part label="{html.escape(opened.label)}">' if begins else "</x-part>"
    if not block and opened.target:
        return f'<a href="{html.escape(opened.target)}">' if begins else "</a>"
    return ""


def _leaf(tag: Tag, alone: bool) -> str:
    """Return what a tag shows that has nothing below it: `alone` on its lines all its words, else the first."""
    if tag.kind is Kind.CLOSES or not tag.words:
        return ""
    first, *others = tag.words
    return "\n\n".join([f"[{first}]({tag.target})" if tag.target else first, *others]) if alone else first


def _hole(text: str, tag: Tag) -> str:
    """Return what stands, in the middle of a sentence, for what only the tool knows."""
    amid = text[tag.start - 1 : tag.start] not in {"(", '"', "'"} and not tag.steers
    return UNKNOWN if amid and tag.kind is not Kind.CLOSES else ""


def _partners(tags: Sequence[Tag]) -> dict[int, int]:
    """Return the number of each tag that has an end, or is one, with that of the other."""
    found: dict[int, int] = {}
    opened: dict[str, list[int]] = {}
    for number, tag in enumerate(tags):
        if tag.kind is Kind.OPENS:
            opened.setdefault(tag.name, []).append(number)
        elif tag.kind is Kind.CLOSES and opened.get(tag.name):
            first = opened[tag.name].pop()
            found |= {first: number, number: first}
    return found


def _clear_before(text: str, tags: Sequence[Tag]) -> list[bool]:
    """Tell whether nothing but other tags stands before each tag on its line."""
    clear: list[bool] = []
    end = 0
    for number, tag in enumerate(tags):
        line = text.rfind("\n", end, tag.start)
        gap = text[max(end, line + 1) : tag.start]
        clear.append(not gap.strip(" \t>") and (line >= 0 or number == 0 or clear[-1]))
        end = tag.end
    return clear


def _clear_behind(text: str, tags: Sequence[Tag]) -> list[bool]:
    clear: list[bool] = []
    end = len(text)
    for number, tag in enumerate(reversed(tags)):
        line = text.find("\n", tag.end, end)
        gap = text[tag.end : end if line < 0 else line]
        clear.append(not gap.strip() and (line >= 0 or number == 0 or clear[-1]))
        end = tag.start
    return clear[::-1]


def _margin(text: str, place: int) -> str:
    """Return what stands before the line: spaces, and the marks of quotes."""
    found = _MARGIN.match(text, text.rfind("\n", 0, place) + 1, place)
    return found.group() if found else ""
