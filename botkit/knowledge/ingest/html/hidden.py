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
_MOST_WORDS = 25
"""Words of a control."""
_INVISIBLE = re.compile(r"visibility:hidden|(opacity|font-size):0(?![.\d])")
_PANEL_ROLES = {"tabpanel", "region"}
_PANEL_CLASSES = names.words(
    "accordion answer collapse collapsible details disclosure expand expandable expander faq pane panel tab tabpanel "
    "tabs toggle"
)


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """Tell whether the element cannot be seen, by its own attributes."""
    return is_closed(attributes) or is_invisible(attributes)


def is_closed(attributes: Mapping[str, str]) -> bool:
    """Tell whether the element is hidden in a way that pages undo at a click."""
    if "hidden" in attributes or attributes.get("aria-hidden", "").strip().lower() == "true":
        return True
    return "display:none" in _style(attributes)


def is_invisible(attributes: Mapping[str, str]) -> bool:
    """Tell whether the element is there and made so that nobody sees it."""
    return bool(_INVISIBLE.search(_style(attributes)))


def classes(element: Element) -> frozenset[str]:
    """Return the words that an element's classes and its id are made of."""
    named = f"{element['class']} {element['id']}"
    return frozenset(_NO_LETTERS.split(_HUMP.sub("-", named).lower())) if len(named) > 1 else frozenset()


class Panels:
    """The parts of a page that open at a click, with what is written on the controls that open them."""

    def __init__(self, root: Element) -> None:
        self._labels: dict[str, str] = {}
        self._named: dict[str, Element] = {}
        self._opened: dict[Element, str] = {}
        self._controls: set[Element] = set()
        for element in root.walk():
            if element["id"]:
                self._named.setdefault(element["id"], element)
            if target := _controlled(element):
                self._labels.setdefault(target, _said(element))
        for parent in [root, *root.walk()]:
            before: Element | None = None
            for child in parent.elements:
                if child.attributes and is_closed(child.attributes) and self._opens(child, before):
                    self._open(child, before)
                before = before if child.name == "br" else child

    def opens(self, element: Element) -> bool:
        """Tell whether a closed element is one that a reader can open."""
        return element in self._opened

    def is_control(self, element: Element) -> bool:
        """Tell whether what is written on the element is the label of what it opens, and no text."""
        return element in self._controls

    def label(self, element: Element) -> str | None:
        """Return the words on the control of a panel; empty for a tab that nothing names, None if it has no control."""
        if label := self._labels.get(element["id"]) or self._opened.get(element):
            return label
        is_tab = element["role"] == "tabpanel" or element["class"] == "tabbed-block"
        named = self._named.get(element["aria-labelledby"])
        if named and (is_tab or element in self._opened):
            return _said(named)
        return element["aria-label"] if is_tab else None

    def _opens(self, element: Element, before: Element | None) -> bool:
        if element["id"] in self._labels or element["role"] in _PANEL_ROLES:
            return True
        if element["hidden"] == "until-found" or classes(element) & _PANEL_CLASSES:
            return True
        return before is not None and _is_control(before)

    def _open(self, element: Element, before: Element | None) -> None:
        """Note that the element can be opened; a few words before it are its label, if they are no heading anyway."""
        self._opened[element] = ""
        spoken_for = element["id"] in self._labels or element["role"] == "tabpanel"
        if before is None or spoken_for or before.name in names.HEADINGS | {"dt", "summary", "details", "table"}:
            return
        said = _said(before)
        if said and len(said.split()) <= _MOST_WORDS and before.find(*names.HEADINGS) is None:
            self._opened[element] = said
            self._controls.add(before)


def _said(element: Element) -> str:
    return " ".join(element.text.split())


def tabs_of(element: Element) -> list[Element]:
    """Return the tabs of a row of tabs (ARIA, and the HTML of MkDocs); none if it is no such row."""
    if element["role"] == "tablist":
        return [tab for tab in element.walk() if tab["role"] == "tab"]
    return [tab for tab in element.elements if tab.name == "label"] if element["class"] == "tabbed-labels" else []


def _controlled(element: Element) -> str:
    """Return the id of what the element opens; empty if it opens nothing of the page."""
    if element["aria-controls"]:
        return element["aria-controls"]
    toggles = any(element[name] for name in ("data-toggle", "data-bs-toggle")) or element["role"] == "tab"
    target = element["data-bs-target"] or element["data-target"] or (element["href"] if toggles else "")
    return target[1:] if target.startswith("#") else ""


def _is_control(element: Element) -> bool:
    """Tell whether it looks like what opens the next element at a click: a heading, a button, or just one of these."""
    if element.name in names.HEADINGS | {"button", "dt"} or "aria-expanded" in element.attributes:
        return True
    if element.name == "a" and (not element["href"] or element["href"].startswith(("#", "javascript:"))):
        return True
    inner = element.find("button", *names.HEADINGS)
    return element["role"] == "button" or (inner is not None and inner.text.split() == element.text.split())


def _style(attributes: Mapping[str, str]) -> str:
    return _SPACE.sub("", attributes["style"]).lower() if "style" in attributes else ""
