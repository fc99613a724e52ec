"""Web pages: the text that a reader sees, in blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from botkit.knowledge.ingest.blocks import Document, Outline
from botkit.knowledge.ingest.source import WEB, Source, visible

_UNREAD = {"script", "style", "noscript", "template", "nav", "footer", "svg", "iframe", "object", "head", "title"}
_INLINE_TAGS = (
    "a abbr b bdi bdo cite code data del dfn em font i ins kbd label mark q s samp small span strong sub sup time tt u "
    "var wbr"
)
_INLINE = frozenset(_INLINE_TAGS.split())
_HEADING = re.compile(r"h[1-6]")
_HIDING_STYLE = re.compile(r"display:none|visibility:hidden|(opacity|font-size):0(?![.\d])")


def read_html(file: Source) -> Document:
    """The page in `file`. Its title is <title> or the first <h1>, its url the canonical link.

    Raises DocumentError if no text can be seen in it.
    """
    page = BeautifulSoup(file.read(), "html.parser")
    outline = outline_of(page.find("main") or page.find("body") or page)
    named = page.find("title")
    title = (_squeeze(visible(named.get_text())) if named else "") or outline.title or file.title
    blocks = outline.blocks(outline.title or title)
    if not blocks:
        raise file.error("shows no text; write something in it or delete it")
    canonical = page.find("link", rel="canonical")
    url = str(canonical.get("href", "")) if canonical else ""
    language = re.match(r"[a-z]{2}(?![a-z])", str(page.html.get("lang", "")).lower()) if page.html else None
    return Document(
        file.source,
        title,
        blocks,
        url=url if url.startswith(WEB) else "",
        language=language.group() if language else "",
    )


def outline_of(root: Tag) -> Outline:
    """The blocks below `root`, without scripts, navigation and whatever is hidden."""
    for tag in root.find_all(_unread):
        tag.decompose()
    outline = Outline()
    _collect(root, outline)
    return outline


def _unread(tag: Tag) -> bool:
    style = re.sub(r"\s+", "", str(tag.get("style", ""))).lower()
    return (
        tag.name in _UNREAD
        or tag.has_attr("hidden")
        or str(tag.get("aria-hidden", "")).strip().lower() == "true"
        or bool(_HIDING_STYLE.search(style))
    )


def _collect(parent: Tag, outline: Outline) -> None:
    running: list[str] = []

    def flush() -> None:
        outline.add(_squeeze("".join(running)))
        running.clear()

    for child in parent.children:
        if not isinstance(child, Tag) or child.name in _INLINE or child.name in {"br", "img"}:
            running.append(_inline(child))
            continue
        flush()
        if _HEADING.fullmatch(child.name):
            outline.heading(int(child.name[1]), _squeeze(_inline(child)).replace("\n", " "))
        elif child.name in {"ul", "ol"}:
            outline.add("\n".join(_items(child)))
        elif child.name == "table":
            if child.caption:
                outline.add(_squeeze(_inline(child.caption)))
            outline.add("\n".join(_rows(child)), table=True)
        elif child.name == "pre":
            outline.add(visible(child.get_text()))
        else:
            _collect(child, outline)
    flush()


def _inline(element: PageElement) -> str:
    """The text of one element; a line break in it is a deliberate one."""
    if not isinstance(element, Tag):
        # Comments, doctypes and the like are subclasses of NavigableString.
        return re.sub(r"\s+", " ", visible(str(element))) if type(element) is NavigableString else ""
    if element.name == "br":
        return "\n"
    if element.name == "img":
        return visible(str(element.get("alt", "")))
    text = "".join(_inline(child) for child in element.children)
    target = str(element.get("href", "")) if element.name == "a" else ""
    if target.startswith(WEB) and target not in text:
        text = f"{text} ({visible(target)})"
    return text if element.name in _INLINE else f" {text} "


def _items(listing: Tag, indent: str = "") -> Iterator[str]:
    number = int(start) if (start := str(listing.get("start", "1"))).isdecimal() else 1
    for offset, item in enumerate(listing.find_all("li", recursive=False)):
        marker = f"{number + offset}." if listing.name == "ol" else "-"
        nested = item.find_all(["ul", "ol"], recursive=False)
        own = "".join(_inline(child) for child in item.children if child not in nested)
        yield f"{indent}{marker} {_squeeze(own)}".replace("\n", " ")
        for inner in nested:
            yield from _items(inner, indent + "  ")


def _rows(table: Tag) -> Iterator[str]:
    """The rows as Markdown writes them; a rule follows the header, if there is one."""
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    for number, row in enumerate(rows):
        cells = row.find_all(["th", "td"], recursive=False)
        yield "| " + " | ".join(_squeeze(_inline(cell)).replace("\n", " ").replace("|", "/") for cell in cells) + " |"
        if number == 0 and all(cell.name == "th" for cell in cells):
            yield "| " + " | ".join("---" for _ in cells) + " |"


def _squeeze(text: str) -> str:
    """One space where there were several; deliberate line breaks stay."""
    return re.sub(r" *\n\s*", "\n", re.sub(r"[^\S\n]+", " ", text)).strip()
