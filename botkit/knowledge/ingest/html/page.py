"""Web pages: the text that a reader sees, in blocks."""

from __future__ import annotations

import re

from botkit.knowledge.ingest.blocks import Block, Document
from botkit.knowledge.ingest.html.elements import Element, parsed
from botkit.knowledge.ingest.html.inline import plain_text
from botkit.knowledge.ingest.html.reader import outline_of
from botkit.knowledge.ingest.links import WEB, without_addresses
from botkit.knowledge.ingest.source import Source, without_comments

_STEP = re.compile(r"[›»→>]| / ")
_LONGEST_STEP = 60
_BETWEEN = re.compile(r"\s+[|–—·•:»-]\s+")
"""What stands between the name of a page and that of its site."""


def read_html(file: Source, text: str | None = None, url: str = "") -> Document:
    """Return the page in `file`, or the page `text` out of it, which stands at `url` if that is known.

    Its title is <title> without the name of the site, or the first <h1>; its url is the canonical link.
    Raises DocumentError if no text can be seen in it.
    """
    page = parsed(without_comments(file, file.read() if text is None else text), page=True)
    url = url or _canonical(page) or file.address
    base = page.find("base")
    start = (base["href"] if base and base["href"].startswith(WEB) else "") or url
    outline = outline_of(_main(page), page=page, base=start)
    if not outline.blocks():
        outline = outline_of(page.find("body") or page, page=page, base=start)
    named = page.find("title")
    title = _title(plain_text(named) if named else "", outline.title) or file.title
    blocks = tuple(
        block for place, block in enumerate(outline.blocks(outline.title or title)) if place or not _is_trail(block)
    )
    if not blocks:
        raise file.error("shows no text; write something in it or delete it")
    return Document(file.source, title, blocks, url=url, language=_language(page))


def html_blocks(text: str, title: str = "", base: str = "") -> tuple[Block, ...]:
    """Return the blocks of a piece of HTML, such as the answer in an export."""
    return outline_of(parsed(text), base=base).blocks(title)


def _main(page: Element) -> Element:
    """Return the part of a page that is not the same on every other."""
    mains = [element for element in page.walk() if element.name == "main" or element["role"] == "main"]
    return mains[0] if mains else page.find("body") or page


def _title(named: str, heading: str) -> str:
    """Return the heading of the page, where the name in its head only adds that of the site."""
    folded = [part.casefold() for part in _BETWEEN.split(named)]
    return heading if heading and heading.casefold() in folded else named or heading


def _is_trail(block: Block) -> bool:
    """Tell whether it says where on the site the page is ("Help › Cards › Lost cards")."""
    if block.table or not _STEP.search(block.text) or len(block.text.split("\n")) > 1:
        return False
    steps = [step.strip() for step in _STEP.split(without_addresses(block.text))]
    short = all(0 < len(step) <= _LONGEST_STEP and not step.endswith((".", "!", "?")) for step in steps)
    return short and (len(steps) > 2 or " / " not in block.text)


def _canonical(page: Element) -> str:
    """Return the link of the page; a page of the web says it for search engines."""
    links = [element for element in page.walk() if element.name in {"link", "meta"}]
    found = [element["href"] for element in links if "canonical" in element["rel"].lower().split()]
    found += [element["content"] for element in links if element["property"].lower() == "og:url"]
    return next((url.strip() for url in found if url.strip().startswith(WEB)), "")


def _language(page: Element) -> str:
    root = page.find("html")
    found = re.match(r"[a-z]{2}(?![a-z])", root["lang"].strip().lower()) if root else None
    return found.group() if found else ""
