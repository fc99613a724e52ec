"""A document as it was read: blocks of text, each under its headings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a list (one item a line) or a table (one row a line), with the headings above it, outermost first.

    A table is written as Markdown writes it: "| Card | Limit |", then, below a header, "| --- | --- |", then its rows.
    """

    text: str
    heading: tuple[str, ...] = ()
    table: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """One article, or one entry of a list of questions and answers (then `title` is the question).

    `source` is the path within the documents folder; an entry adds its row ("faq.csv#row-3", as a spreadsheet counts).
    An `entry` stays in one chunk, however long it is. `language` is a code of two letters; "" is any, and an empty
    `audience` is everybody.
    """

    source: str
    title: str
    blocks: tuple[Block, ...]
    url: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    audience: tuple[str, ...] = ()
    entry: bool = False
    tenant: str = ""

    @property
    def text(self) -> str:
        """The blocks, one after the other; chunks give their offsets in it."""
        return "\n\n".join(block.text for block in self.blocks)


class Outline:
    """Collects blocks in reading order and keeps track of the headings above them."""

    def __init__(self) -> None:
        self._headings: list[tuple[int, str]] = []
        self._blocks: list[Block] = []
        self._title = ""

    @property
    def title(self) -> str:
        """The first heading of the first level; empty if there is none."""
        return self._title

    def heading(self, level: int, text: str) -> None:
        """A heading; `level` is 1 to 6."""
        if not text:
            return
        if level == 1 and not self._title:
            self._title = text
        self._headings = [above for above in self._headings if above[0] < level]
        self._headings.append((level, text))

    def add(self, text: str, *, table: bool = False) -> None:
        """A block under the present headings; blank text is left out."""
        if text.strip():
            self._blocks.append(Block(text.strip(), tuple(heading for _, heading in self._headings), table))

    def blocks(self, title: str) -> tuple[Block, ...]:
        """The blocks; a heading that only repeats the title of the document is not kept above them."""
        return tuple(
            Block(block.text, block.heading[1:], block.table)
            if block.heading and block.heading[0].casefold() == title.casefold()
            else block
            for block in self._blocks
        )
