"""Lists as lines: each item one, those of a list within it indented."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from botkit.knowledge.ingest.html import names
from botkit.knowledge.ingest.html.elements import Element
from botkit.knowledge.ingest.html.inline import inline_text, is_inline, one_line, squeezed

LISTS = frozenset({"ul", "ol", "menu", "dir"})
_BLOCKS = frozenset({"table", "pre", "details", "dl", "ac:structured-macro", "x-part"}) | names.HEADINGS
"""What has blocks of its own, also in an item."""


@dataclass(frozen=True, slots=True)
class ListReader:
    """How a list is read: where relative links start, what is left out, and which items need more than a line."""

    base: str
    left_out: Callable[[Element], bool]
    apart: Callable[[Element], bool]

    def lines(self, listing: Element, indent: str = "") -> Iterator[str | Element]:
        """Yield the lines of a list, and between them the elements that have to be read as blocks of their own."""
        number = int(start) if (start := listing["start"]).isdecimal() and len(start) < 7 else 1
        for child in listing.children:
            if isinstance(child, str) or is_inline(child):
                if loose := one_line(squeezed(inline_text(child, self.base))):
                    yield f"{indent}- {loose}"
            elif self.left_out(child):
                continue
            elif child.name in LISTS:
                yield from self.lines(child, f"{indent}  ")
            elif child.name != "li" or self.apart(child):
                yield child
            else:
                number = int(value) if (value := child["value"]).isdecimal() and len(value) < 7 else number
                yield from self._item(child, indent, f"{number}. " if listing.name == "ol" else "- ")
                number += 1

    def _item(self, item: Element, indent: str, marker: str) -> Iterator[str | Element]:
        """Yield the lines of one item; what stands behind a list or a block in it has no marker."""
        running: list[str] = []
        begins = f"{indent}{marker}"

        def line() -> Iterator[str]:
            nonlocal begins
            if text := one_line(squeezed("".join(running))):
                yield f"{begins}{text}"
                begins = f"{indent}{' ' * len(marker)}"
            running.clear()

        for child in _flat(item):
            if isinstance(child, str) or (is_inline(child) and not self.left_out(child)):
                running.append(inline_text(child, self.base))
            elif not self.left_out(child):
                if child.name in LISTS:
                    yield from line()
                    yield from self.lines(child, f"{indent}  ")
                elif holds_blocks(child):
                    yield from line()
                    yield child
                elif not _is_picture(child):
                    running += ["\n", inline_text(child, self.base), "\n"]
        yield from line()


def holds_blocks(element: Element) -> bool:
    """Tell whether an element has blocks in it that one line cannot hold."""
    return element.name in _BLOCKS or element.find(*_BLOCKS) is not None


def _is_picture(element: Element) -> bool:
    """Tell whether it shows a picture and nothing else: what is written about that is no part of a step."""
    return element.find("img") is not None and not element.text.strip()


def _flat(item: Element) -> Iterator[Element | str]:
    """Yield what is in an item, without the boxes around its lists and blocks."""
    for child in item.children:
        boxed = isinstance(child, Element) and child.name not in _BLOCKS | LISTS
        if isinstance(child, Element) and boxed and child.find(*_BLOCKS, *LISTS) and not child.attributes.keys() & _OWN:
            yield "\n"
            yield from _flat(child)
        else:
            yield child


_OWN = frozenset({"role", "hidden", "aria-hidden", "style", "id"})
"""Attributes that may make a box one that is opened, or hidden."""
