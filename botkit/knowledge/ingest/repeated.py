"""Takes out of pages what stands on most of them: menus, footers, notes that are no part of an article."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from botkit.knowledge.ingest.blocks import Block, Document

_FEWEST = 3
"""Pages of a folder; of fewer, nobody can tell what belongs to all."""
_MOST = 0.6
"""The share of a folder's pages on which a block stands that is no part of any."""
_FIGURE = re.compile(r"[@\d]")
_SITE = re.compile(r"\s+[|–—·•»-]\s+(?=\S)")


def without_repeats(documents: Sequence[Document]) -> list[Document]:
    """Return the documents, without the blocks at their beginning and end that stand on most pages of their folder.

    Where such a block says something, one page keeps it: the first, or the only one that is about nothing else. The
    name of the site that most titles end with is taken off, too.
    """
    pages = [document for document in documents if not document.entry and "#row-" not in document.source]
    common: dict[str, set[str]] = {}
    for folder, below in _folders(pages).items():
        counts = Counter(key for page in below for key in {_key(block) for block in page.blocks})
        common[folder] = {key for key, count in counts.items() if len(below) >= _FEWEST and count >= _MOST * len(below)}
    suffixes = {folder: _suffix([page.title for page in below]) for folder, below in _folders(pages).items()}
    told: set[str] = set()
    made: dict[int, Document] = {}
    for document in pages:
        repeated = {key for folder in _above(document) for key in common[folder]}
        blocks = tuple(_kept(document.blocks, repeated, told)) if repeated else document.blocks
        suffix = next((suffixes[folder] for folder in _above(document) if suffixes[folder]), "")
        title = document.title.removesuffix(suffix) if suffix else document.title
        made[id(document)] = replace(document, blocks=blocks or document.blocks, title=title)
    return [made.get(id(document), document) for document in documents]


def _kept(blocks: Sequence[Block], repeated: set[str], told: set[str]) -> Iterator[Block]:
    """Yield the blocks, without the repeated ones around them; one that is worth it is kept the first time."""
    own = [place for place, block in enumerate(blocks) if _key(block) not in repeated]
    first, last = (own[0], own[-1]) if own else (0, -1)
    for place, block in enumerate(blocks):
        key = _key(block)
        if first <= place <= last:
            yield block
        elif key not in told and _says_something(block):
            told.add(key)
            yield block


def _says_something(block: Block) -> bool:
    """Tell whether it is a sentence, or has figures or an address in it, such as opening hours; a menu has neither."""
    text = block.text.rstrip("\"')]")
    return block.table or ("©" not in text and (text.endswith((".", "!", "?", "…")) or bool(_FIGURE.search(text))))


def _key(block: Block) -> str:
    return " ".join(block.text.casefold().split())


def _folders(pages: Sequence[Document]) -> Mapping[str, list[Document]]:
    found: dict[str, list[Document]] = defaultdict(list)
    for page in pages:
        for folder in _above(page):
            found[folder].append(page)
    return found


def _above(page: Document) -> list[str]:
    """Return the folders that a page is in, of the kind of file that it is, the whole first."""
    path = PurePosixPath(page.source)
    return [f"{folder}*{path.suffix.lower()}" for folder in reversed(path.parents)]


def _suffix(titles: Sequence[str]) -> str:
    """Return what most titles end with behind a line, such as the name of the site."""
    ends = Counter(title[found[-1].start() :] for title in titles if (found := [*_SITE.finditer(title)]))
    suffix, count = max(ends.items(), key=lambda end: end[1], default=("", 0))
    return suffix if len(titles) >= _FEWEST and count >= _MOST * len(titles) else ""
