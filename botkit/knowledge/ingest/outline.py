"""Blocks in reading order, while a document is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from botkit.knowledge.ingest.blocks import Block

_BULLET = re.compile(r"^([ \t]*)(?:[●•◦▪▫■□○‣⁃∙➢➤►]\s*|[·–]\s+)", re.MULTILINE)


class Outline:
    """Collects blocks in reading order and keeps track of the headings above them."""

    def __init__(self) -> None:
        self._above: tuple[str, ...] = ()
        self._headings: list[tuple[int, str]] = []
        self._blocks: list[Block] = []
        self._title = ""

    @property
    def title(self) -> str:
        """The first heading of the first level; empty if there is none."""
        return self._title

    @property
    def heading_now(self) -> str:
        """The innermost heading above what comes next; empty if there is none."""
        return self._now()[-1] if self._now() else ""

    def heading(self, level: int, text: str) -> None:
        """Return a heading; `level` is 1 to 6."""
        if not text:
            return
        if level == 1 and not self._title:
            self._title = text
        self._headings = [above for above in self._headings if above[0] < level]
        self._headings.append((level, text))

    @contextmanager
    def section(self, label: str) -> Iterator[None]:
        """Put what is added in the block under a label of its own, such as a tab's: headings in it end with it."""
        if not label or label == self.heading_now:
            yield
            return
        before = self._above, self._headings
        self._above, self._headings = (*self._now(), label), []
        yield
        self._above, self._headings = before

    def add(self, text: str, *, table: bool = False) -> None:
        """Return a block under the present headings; blank text is left out, and every bullet is written as "- "."""
        text = text.strip() if table else _BULLET.sub(r"\1- ", text.strip("\n")).rstrip()
        if text.strip():
            self._blocks.append(Block(text if table else text.strip(), self._now(), table))

    def blocks(self, title: str = "") -> tuple[Block, ...]:
        """Return the blocks; a heading that only repeats the title of the document is not kept above them."""
        return tuple(
            Block(block.text, block.heading[1:], block.table)
            if block.heading and block.heading[0].casefold() == title.casefold()
            else block
            for block in self._blocks
        )

    def _now(self) -> tuple[str, ...]:
        return (*self._above, *(heading for _, heading in self._headings))
