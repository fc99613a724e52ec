"""What stands on a page and is not of its text: menus, banners, breadcrumbs, notes on cookies."""

from __future__ import annotations

from botkit.knowledge.ingest.html import names
from botkit.knowledge.ingest.html.elements import Element
from botkit.knowledge.ingest.html.hidden import classes

_ROLES = names.words("navigation contentinfo search dialog alertdialog menu menubar toolbar banner")
_PLAIN = names.words(
    "author breadcrumb breadcrumbs byline comments consent cookie cookies feedback footer gdpr meta metadata "
    "pagination skip vote votes"
)
"""Words in the class of what is left out unless it holds much of the page, as a class of the whole page may."""
_OF_LINKS = names.words("nav navbar navigation menu sidebar sidenav toc related share social pager topbar")
"""Words in the class of what is left out where it is made of links."""
_MUCH = 0.4
_FEW_WORDS = 30


def is_furniture(element: Element, page_length: int) -> bool:
    """Tell whether the element is left out; `page_length` is the number of characters that the page shows."""
    if element.name in names.UNSEEN or (element.name == "dialog" and "open" not in element.attributes):
        return True
    if _asks_for_a_vote(element):
        return True
    if element.name == "header" or element["role"] == "banner":
        return element.find("h1", "h2") is None and element.find("nav", "form", "ul", "a") is not None
    if element["role"] in _ROLES:
        return True
    if element.name in names.INLINE or not (words := classes(element) | classes_of_label(element)) & (
        _PLAIN | _OF_LINKS
    ):
        return False
    text = element.text
    if len(text) > _MUCH * page_length or element.find("h1"):
        return False
    linked, headed = (_length(element, *each) for each in (("a",), (*names.HEADINGS, "summary")))
    return bool(words & _PLAIN) or linked > (len(text.strip()) - headed) / 2


def _length(element: Element, *wanted: str) -> int:
    return sum(len(each.text) for each in element.walk() if each.name in wanted)


def _asks_for_a_vote(element: Element) -> bool:
    """Tell whether it is a question to the visitor, with buttons to answer it."""
    buttons = [child for child in element.elements if child.name == "button" and not child["aria-controls"]]
    return len(buttons) > 1 and len(element.text.split()) < _FEW_WORDS


def classes_of_label(element: Element) -> frozenset[str]:
    """Return the words of a label that says what the element is for."""
    return frozenset(element["aria-label"].lower().split()) if element.name != "a" else frozenset()
