"""Reads elements as blocks, in the order in which people see them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from botkit.knowledge.ingest.html import names
from botkit.knowledge.ingest.html.elements import Element
from botkit.knowledge.ingest.html.furniture import is_furniture
from botkit.knowledge.ingest.html.hidden import Panels, is_closed, is_invisible, tabs_of
from botkit.knowledge.ingest.html.inline import inline_text, is_inline, one_line, plain_text, squeezed
from botkit.knowledge.ingest.html.lists import LISTS, ListReader, holds_blocks
from botkit.knowledge.ingest.html.tables import add_table, cells_of, is_layout
from botkit.knowledge.ingest.outline import Outline

_LINES = frozenset({"p", "li", "td", "th", "dd", "dt", "label", "figcaption"})
"""Elements in which a button is a word of the text."""
_SHORT = 40
"""Words of a definition that stands in one line with its term."""


def outline_of(root: Element, *, page: Element | None = None, base: str = "") -> Outline:
    """Return the blocks below `root`, without scripts, menus and whatever is hidden from everybody.

    `page` is the whole of which `root` is a part, if it is one; relative links start from `base`.
    """
    whole = page or root
    reader = _Reader(Outline(), Panels(whole), _shown(whole), base)
    reader.read(root)
    return reader.outline


class _Reader:
    """Goes through elements and adds what it reads to its outline; `flat`, it takes headings for text."""

    def __init__(self, outline: Outline, panels: Panels, length: int, base: str, *, flat: bool = False) -> None:
        self.outline = outline
        self._panels = panels
        self._length = length
        self._base = base
        self._flat = flat
        self._tabs: list[str] = []
        self._lists = ListReader(base, self._is_left_out, self._needs_blocks)

    def read(self, parent: Element) -> None:
        """Add what is in `parent`."""
        running: list[str] = []
        button = ""
        for child in _gathered(parent.children):
            if isinstance(child, str):
                running.append(inline_text(child))
            elif self._panels.is_control(child):
                continue
            elif self._stands_in_line(child, parent):
                running.append(inline_text(child, self._base))
            else:
                if not self._is_left_out(child):
                    self._write("".join(running))
                    running.clear()
                    self._block(child, button)
                button = plain_text(child) if child.name == "button" else ""
        self._write("".join(running))

    def _block(self, element: Element, button: str = "") -> None:
        """Add an element, under what is written on the control or the button that opens it."""
        label = self._panels.label(element)
        if label == "" and self._tabs:
            label = self._tabs.pop(0)
        with self.outline.section(label or button or _label(element)):
            self._element(element)

    def _element(self, element: Element) -> None:
        name = element.name
        if name in names.HEADINGS and not self._flat:
            self.outline.heading(int(name[1]), plain_text(element))
        elif name in LISTS:
            self._list(self._lists.lines(element))
        elif name == "dl":
            self._definitions(element)
        elif name == "table":
            self._table(element)
        elif name == "pre":
            self.outline.add(_lines_of(element))
        elif name == "details":
            self._details(element)
        elif name == "ac:structured-macro":
            self._macro(element)
        else:
            self.read(element)

    def _write(self, text: str) -> None:
        for paragraph in squeezed(text).split("\n\n"):
            self.outline.add(paragraph)

    def _list(self, lines: Iterable[str | Element]) -> None:
        for is_lines, group in groupby(lines, key=lambda line: isinstance(line, str)):
            if is_lines:
                self.outline.add("\n".join(map(str, group)))
            else:
                for element in group:
                    self._block(element)  # type: ignore[arg-type]  # what is no line is an element

    def _definitions(self, listing: Element) -> None:
        lines: list[str | Element] = []
        term: Element | None = None
        for part in _definition_parts(listing):
            if part.name == "dt":
                term = part
                continue
            if part.name != "dd" or self._is_left_out(part):
                continue
            said = plain_text(term) if term else ""
            text = one_line(squeezed("".join(inline_text(child, self._base) for child in part.children)))
            if said.endswith("?") or len(text.split()) > _SHORT or holds_blocks(part) or part.find(*LISTS):
                self._list(lines)
                lines = []
                with self.outline.section(said):
                    self.read(part)
            elif text:
                lines.append(f"- {said.rstrip(':')}: {text}" if said else f"- {text}")
        self._list(lines)

    def _table(self, table: Element) -> None:
        for caption in table.elements:
            if caption.name == "caption":
                self._write(inline_text(caption, self._base))
        if is_layout(table):
            for cell in cells_of(table):
                if not self._is_left_out(cell):
                    self._block(cell)
        else:
            add_table(table, self.outline, self._cell)

    def _cell(self, cell: Element) -> str:
        """Return what a cell says, in one line."""
        if self._is_left_out(cell):
            return ""
        inside = _Reader(Outline(), self._panels, self._length, self._base, flat=True)
        inside.read(cell)
        lines = [line for block in inside.outline.blocks() for line in block.text.split("\n")]
        return one_line("\n".join(re.sub(r"^\s*- ", "", line) for line in lines)).replace("|", "/")

    def _details(self, element: Element) -> None:
        summary = next((child for child in element.elements if child.name == "summary"), None)
        rest = Element("div")
        rest.children = [child for child in element.children if child is not summary]
        with self.outline.section(plain_text(summary) if summary else ""):
            self.read(rest)

    def _macro(self, element: Element) -> None:
        """Return a macro of Confluence: its title, and its text."""
        title = next((part for part in element.elements if part["ac:name"] == "title"), None)
        with self.outline.section(title.text.strip() if title else ""):
            for part in element.elements:
                if part.name == "ac:plain-text-body":
                    self.outline.add(part.text)
                elif part.name == "ac:rich-text-body":
                    self.read(part)

    def _stands_in_line(self, element: Element, parent: Element) -> bool:
        if element.name == "button":
            return parent.name in _LINES
        return is_inline(element) and self._panels.label(element) is None and not _label(element)

    def _is_left_out(self, element: Element) -> bool:
        if tabs := tabs_of(element):
            self._tabs += map(plain_text, tabs)
            return True
        if element.name in {"button", "summary"} or is_furniture(element, self._length):
            return True
        if is_invisible(element.attributes):
            return True
        return is_closed(element.attributes) and not self._panels.opens(element)

    def _needs_blocks(self, item: Element) -> bool:
        """Tell whether an item of a list has headings, or what folds, so that its text is no line of a list."""
        return any(inner.name in names.HEADINGS or self._panels.opens(inner) for inner in item.walk())


def _label(element: Element) -> str:
    """Return what an element that somebody made up is headed with, such as a tab; empty for those of HTML."""
    if element.name in names.KNOWN or ":" in element.name or not element.children:
        return ""
    label = next((element[name] for name in names.LABELS if element[name]), "")
    if not label and element.name.startswith("tab") and not element.name.endswith("s"):
        label = element["name"] or element["value"]
    return " ".join(label.split())


def _lines_of(code: Element) -> str:
    """Code as it is written, with its line ends."""
    for line_end in code.walk():
        if line_end.name == "br":
            line_end.children.append("\n")
    return code.text


def _gathered(children: Sequence[Element | str]) -> Iterator[Element | str]:
    """Yield the children, items that stand in no list in one of their own."""
    items = Element("ul")
    for child in children:
        if isinstance(child, Element) and child.name == "li":
            items.children.append(child)
        elif not items.children or not isinstance(child, str) or child.strip():
            if items.children:
                yield items
                items = Element("ul")
            yield child
    if items.children:
        yield items


def _definition_parts(listing: Element) -> Iterator[Element]:
    for child in listing.elements:
        if child.name == "div":
            yield from _definition_parts(child)
        else:
            yield child


def _shown(page: Element) -> int:
    """About how many characters a page shows."""
    return sum(
        len(child.strip())
        for element in [page, *page.walk()]
        if element.name not in names.UNSEEN
        for child in element.children
        if isinstance(child, str)
    )
