"""What of a page is hidden, and what of that a reader can open: tabs, accordions and the like are part of the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from botkit.knowledge.ingest.html import names

if TYPE_CHECKING:
    from botkit.knowledge.ingest.html.elements import Element

_SPACE = re.compile(r"\s+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_LETTERS = re.compile(r"[^a-z]+")
_INVISIBLE = re.compile(r"visibility:hidden|(opacity|font-size):0(?![.\d])")
_PANEL_ROLES = {"tabpanel", "region"}
_PANEL_CLASSES = names.words(
    "accordion answer collapse collapsible details disclosure expand expandable expander faq pane panel tab tabpanel "
    "tabs toggle"
)


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """Whether the element cannot be seen, by its own attributes."""
    return is_closed(attributes) or is_invisible(attributes)


def is_closed(attributes: Mapping[str, str]) -> bool:
    """Whether the element is hidden in a way that pages undo at a click."""
    if "hidden" in attributes or attributes.get("aria-hidden", "").strip().lower() == "true":
        return True
    return "display:none" in _style(attributes)


def is_invisible(attributes: Mapping[str, str]) -> bool:
    """Whether the element is there and made so that nobody sees it."""
    return bool(_INVISIBLE.search(_style(attributes)))


def classes(element: Element) -> frozenset[str]:
    """The words that an element's classes and its id are made of."""
    named = f"{element['class']} {element['id']}"
    return frozenset(_NO_LETTERS.split(_HUMP.sub("-", named).lower())) if len(named) > 1 else frozenset()


class Panels:
    """The parts of a page that open at a click, with what is written on the controls that open them."""

    def __init__(self, root: Element) -> None:
        self._labels: dict[str, str] = {}
        self._named: dict[str, Element] = {}
        for element in root.walk():
            if element["id"]:
                self._named.setdefault(element["id"], element)
            if target := _controlled(element):
                self._labels.setdefault(target, " ".join(element.text.split()))

    def opens(self, element: Element, before: Element | None) -> bool:
        """Whether a closed element is one that a reader can open; `before` is the element that stands before it."""
        if element["id"] in self._labels or element["role"] in _PANEL_ROLES:
            return True
        if element["hidden"] == "until-found" or classes(element) & _PANEL_CLASSES:
            return True
        return before is not None and _is_control(before)

    def label(self, element: Element) -> str | None:
        """What is written on the control of a panel; None if it is no panel."""
        if element["id"] in self._labels:
            return self._labels[element["id"]]
        if element["role"] != "tabpanel" and element["class"] != "tabbed-block":
            return None
        named = self._named.get(element["aria-labelledby"])
        return " ".join(named.text.split()) if named else element["aria-label"]


def tabs_of(element: Element) -> list[Element]:
    """The tabs of a row of tabs (ARIA, and the HTML of MkDocs); none if it is no such row."""
    if element["role"] == "tablist":
        return [tab for tab in element.walk() if tab["role"] == "tab"]
    return [tab for tab in element.elements if tab.name == "label"] if element["class"] == "tabbed-labels" else []


def _controlled(element: Element) -> str:
    """The id of what the element opens; empty if it opens nothing of the page."""
    if element["aria-controls"]:
        return element["aria-controls"]
    toggles = any(element[name] for name in ("data-toggle", "data-bs-toggle")) or element["role"] == "tab"
    target = element["data-bs-target"] or element["data-target"] or (element["href"] if toggles else "")
    return target[1:] if target.startswith("#") else ""


def _is_control(element: Element) -> bool:
    """Whether it looks like what one clicks to open the next element: a heading, a button, or just one of these."""
    if element.name in names.HEADINGS | {"button", "summary", "dt"} or "aria-expanded" in element.attributes:
        return True
    inner = element.find("button", *names.HEADINGS)
    return element["role"] == "button" or (inner is not None and inner.text.split() == element.text.split())


def _style(attributes: Mapping[str, str]) -> str:
    return _SPACE.sub("", attributes["style"]).lower() if "style" in attributes else ""
