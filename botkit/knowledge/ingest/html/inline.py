"""What stands in a line of text: words, links, raised figures, pictures with a description."""

from __future__ import annotations

import re

from botkit.knowledge.ingest.html import names
from botkit.knowledge.ingest.html.elements import Element
from botkit.knowledge.ingest.html.hidden import is_hidden
from botkit.knowledge.ingest.links import link, without_addresses

_SPACE = re.compile(r"\s+")
_BLANK = re.compile(r"[^\S\n]+")
_BREAK = re.compile(r" ?\n ?")
_BREAKS = re.compile(r"\n{2,}")
_RAISED = str.maketrans("0123456789+-()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾")
_LOWERED = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")
_LONGEST_SCRIPT = 3
_LONGEST_LABEL = 200
_FILE_NAME = re.compile(r"[\w .-]+\.(?:png|jpe?g|gif|svg|webp)", re.IGNORECASE)
_UNREAD = names.UNSEEN | {"ac:parameter", "ac:emoticon", "ac:placeholder", "ac:image", "ri:attachment", "input"}
_ENDS = (".", ",", ":", ";", "!", "?", "…")


def inline_text(node: Element | str, base: str = "") -> str:
    """Return the text of a node; a line break in it is a deliberate one. Relative links start from `base`."""
    if isinstance(node, str):
        return _SPACE.sub(" ", node)
    if node.name == "br":
        return "\n"
    if node.name == "img":
        description = " ".join(node["alt"].split())
        return "" if _FILE_NAME.fullmatch(description) else description
    if node.name in _UNREAD or is_hidden(node.attributes):
        return ""
    if node["data-cfemail"]:
        return _unprotected(node["data-cfemail"])
    text = "".join(inline_text(child, base) for child in node.children)
    if node.name == "a" and node["href"].startswith("#") and not any(map(str.isalnum, text)):
        return ""  # the sign beside a heading that links to it
    match node.name:
        case "a" if text.strip() and len(text) <= _LONGEST_LABEL:
            before, after = (" " if text[edge].isspace() else "" for edge in (0, -1))
            return f"{before}{link(without_addresses(text), node['href'], base)}{after}"
        case "sup" if len(text) <= _LONGEST_SCRIPT:
            return text.translate(_RAISED)
        case "sub" if len(text) <= _LONGEST_SCRIPT:
            return text.translate(_LOWERED)
        case "label":
            return f" {text} "
        case "q":
            return f"“{text}”"
        case "ac:link" if not text.strip():  # a link of Confluence without a text shows the title of its page
            return "".join(page["ri:content-title"] for page in node.elements)
    return text if node.name == "button" or is_inline(node) else f"\n{text}\n"


def plain_text(element: Element) -> str:
    """Return all that an element says, in one line and without the addresses of links."""
    pieces = [inline_text(child) for child in element.children]
    return without_addresses(" ".join("".join(pieces).split()))


def is_inline(element: Element) -> bool:
    """Tell whether an element stands in a line of text, with all that is in it."""
    if element.name in {"br", "img", "input"}:
        return True
    if element.name in names.KNOWN - names.INLINE or element.name == "ac:structured-macro":
        return False
    return all(map(is_inline, element.elements))


def squeezed(text: str) -> str:
    """One space where there were several; deliberate line breaks stay, at most two together."""
    return _BREAKS.sub("\n\n", _BREAK.sub("\n", _BLANK.sub(" ", text))).strip()


def one_line(text: str) -> str:
    """Return the lines as one, with semicolons between them; a space where a line ends as sentences and clauses do."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    ended = [f"{line}{' ' if line.endswith(_ENDS) else '; '}" for line in lines[:-1]]
    return "".join([*ended, *lines[-1:]])


def _unprotected(code: str) -> str:
    """Return an address of e-mail that a network of the web has made unreadable for programs (Cloudflare)."""
    try:
        key, *letters = bytes.fromhex(code)
    except ValueError:
        return ""
    return bytes(letter ^ key for letter in letters).decode("utf-8", "replace")
