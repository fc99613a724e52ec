"""A document as it was read: blocks of text, each under its headings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a list (one item a line) or a table (one row a line), with the headings above it, outermost first.

    A table is written as Markdown writes it: "| Card | Limit |", then, below a header, "| --- | --- |", then its rows.
    So are links: "[our page](https://bank.example/lost)".
    """

    text: str
    heading: tuple[str, ...] = ()
    table: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """One article, or one entry of a list of questions and answers (then `title` is the question).

    `source` is the path within the documents folder; an entry adds its row ("faq.csv#row-3", as a spreadsheet counts).
    `language` is a code of two letters; "" is any, and an empty `audience` is everybody. `metadata` is what else the
    document says about itself, as it says it.
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
    metadata: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def text(self) -> str:
        """The blocks, one after the other; chunks give their offsets in it."""
        return "\n\n".join(block.text for block in self.blocks)
