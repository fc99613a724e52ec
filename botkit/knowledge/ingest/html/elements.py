"""HTML as a tree of elements, read in linear time from whatever people write.

Angle brackets that are no HTML are text ("TOPUP <voucher number>"): an unknown name that no end tag closes, or a known
one that should be closed and is not. What is nested too deeply stays text of the element that is deep enough.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from botkit.knowledge.ingest.decoding import unescaped
from botkit.knowledge.ingest.html import names
from botkit.knowledge.ingest.html.hidden import is_hidden

DEEPEST = 100
"""Elements within elements; pages have about thirty."""

# At most 100 pieces, none of them given back: so a text of open brackets and quotes costs no more than its length.
_TAG = re.compile(r"""<(/?)([A-Za-z][A-Za-z0-9:._-]*)(?=[\s/>])((?:=\s*+"[^"]*"|=\s*+'[^']*'|[^<>=]++|=){0,100}+)>""")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]++)(?:\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'<>`]++)))?""")
_START_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9:._-]*)")
_END_TAG = re.compile(r"</([A-Za-z][A-Za-z0-9:._-]*)")
_DECLARATION = re.compile(r"<(?:![A-Za-z]|\?[A-Za-z])[^<>]*>")
_EMBEDDED = re.compile(r"data:[\w./+-]{1,60};base64,[A-Za-z0-9+/=%]*")


class Element:
    """An element of a page; its children are elements and text."""

    __slots__ = ("attributes", "children", "name")

    def __init__(self, name: str, attributes: dict[str, str] | None = None) -> None:
        self.name = name
        self.attributes = attributes or {}
        self.children: list[Element | str] = []

    def __getitem__(self, attribute: str) -> str:
        """Return the attribute's value; empty if it is not there."""
        return self.attributes.get(attribute, "")

    @property
    def elements(self) -> Iterator[Element]:
        """The children that are elements."""
        return (child for child in self.children if isinstance(child, Element))

    def walk(self) -> Iterator[Element]:
        """Yield all elements below, in the order of the page."""
        waiting = [*self.elements][::-1]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += [*element.elements][::-1]

    def find(self, *wanted: str) -> Element | None:
        """Return the first element below with one of these names."""
        return next((element for element in self.walk() if element.name in wanted), None)

    @property
    def text(self) -> str:
        """All text below, as it is written."""
        pieces: list[str] = []
        waiting: list[Element | str] = [self]
        while waiting:
            node = waiting.pop()
            if isinstance(node, str):
                pieces.append(node)
            else:
                waiting += node.children[::-1]
        return "".join(pieces)


def parsed(text: str, *, page: bool = False) -> Element:
    """Return the root of the tree of `text`: a whole `page`, or a piece of HTML that somebody may have typed."""
    return _Tree(_EMBEDDED.sub("", text) if "base64" in text else text, page).root


def has_elements(text: str, *wanted: str) -> bool:
    """Tell whether there is HTML in the text; with names, whether there is one of these elements."""
    if "<" not in text:
        return False
    tags = _TagNames(text)
    found = (tag for tag in _TAG.finditer(text) if not wanted or tag[2].lower() in wanted)
    return any(tags.is_markup(tag, page=False) for tag in found)


class _Tree:
    """Reads a text from its beginning to its end, with the elements that are open."""

    def __init__(self, text: str, page: bool) -> None:
        self.root = Element("")
        self._open = [self.root]
        self._too_deep: dict[str, int] = {}
        self._page = page
        self._tags = _TagNames(text)
        end = 0
        while (start := text.find("<", end)) >= 0:
            self._write(text[end:start])
            end = self._read(text, start)
        self._write(text[end:])

    def _read(self, text: str, start: int) -> int:
        """Read what begins with the bracket at `start`; where it ends."""
        if text.startswith("<!--", start):
            stop = text.find("-->", start)
            return stop + 3 if stop >= 0 else len(text)
        if found := _TAG.match(text, start):
            if self._tags.is_markup(found, page=self._page):
                return self._tag(found, text)
        elif found := _DECLARATION.match(text, start):
            return found.end()
        elif text.startswith("<![CDATA[", start) and (stop := text.find("]]>", start)) >= 0:
            if any(element.name.startswith("ac:") for element in self._open):  # elsewhere it is not shown
                self._open[-1].children.append(text[start + 9 : stop])
            return stop + 3
        end = found.end() if found else start + 1
        self._write(text[start:end])
        return end

    def _tag(self, found: re.Match[str], text: str) -> int:
        name = found[2].lower()
        if found[1]:
            self._close(name)
            return found.end()
        element = Element(name, _attributes(found[3]))
        self._imply_ends(name)
        if name in names.RAW:
            stop = self._tags.next_end(name, found.end(), len(text))
            element.children.append(text[found.end() : stop])
            self._open[-1].children.append(element)
            return stop
        leaf = name in names.VOID or (found[3].endswith("/") and name not in names.KNOWN)
        if leaf or len(self._open) < DEEPEST or (len(self._open) == DEEPEST and is_hidden(element.attributes)):
            self._open[-1].children.append(element)
            self._open += [] if leaf else [element]
        else:
            self._too_deep[name] = self._too_deep.get(name, 0) + 1
            self._open[-1].children.append(" ")
        return found.end()

    def _close(self, name: str) -> None:
        if self._too_deep.get(name):
            self._too_deep[name] -= 1
            return
        for place in range(len(self._open) - 1, 0, -1):
            opened = self._open[place].name
            if opened == name or (name in names.HEADINGS and opened in names.HEADINGS):
                del self._open[place:]
                return
            if opened in names.CELLS and name not in names.TABLES:
                break
        if name == "br" or name in names.ENDS_PARAGRAPH:  # an end without a beginning still parts the text
            self._open[-1].children.append(Element("br"))

    def _imply_ends(self, name: str) -> None:
        if name not in names.IN_HEAD:
            self._end(frozenset({"head"}), frozenset({"body"}))
        if name in names.ENDS_PARAGRAPH:
            self._end(frozenset({"p"}), names.CELLS | {"caption", "button", "object"})
        if name in names.HEADINGS and self._open[-1].name in names.HEADINGS:
            self._open.pop()
        if name in names.IMPLIED_ENDS:
            self._end(*names.IMPLIED_ENDS[name])

    def _end(self, ended: frozenset[str], within: frozenset[str]) -> None:
        """End the innermost open element of those names, unless it is outside the ones it would stand in."""
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].name in ended:
                del self._open[place:]
                return
            if self._open[place].name in within:
                return

    def _write(self, text: str) -> None:
        if text:
            self._open[-1].children.append(unescaped(text))


class _TagNames:
    """Which names have tags in a text, and where their end tags stand."""

    def __init__(self, text: str) -> None:
        self._begun = {found[1].lower() for found in _START_TAG.finditer(text)}
        self._ends: dict[str, list[int]] = {}
        for found in _END_TAG.finditer(text):
            self._ends.setdefault(found[1].lower(), []).append(found.start())

    def next_end(self, name: str, place: int, otherwise: int) -> int:
        """Return where the first end tag of that name stands that is not before `place`."""
        ends = self._ends.get(name, [])
        number = bisect_left(ends, place)
        return ends[number] if number < len(ends) else otherwise

    def is_markup(self, tag: re.Match[str], *, page: bool) -> bool:
        """Tell whether it is a tag of HTML, or of elements that somebody made up, and not a word in angle brackets."""
        name = tag[2].lower()
        if tag[1]:
            return name in names.KNOWN or name in self._begun
        closed = self.next_end(name, tag.end(), -1) >= 0
        if name not in names.KNOWN:
            return closed or (tag[3].endswith("/") and not name.endswith(":"))
        if page and name in names.UNSEEN:
            return True
        if name in names.NEVER_BARE:
            return bool(tag[3].strip())
        bare = not any(word.lower() not in names.SWITCHES for word in tag[3].strip(" /").split())
        return closed or "=" in tag[3] or (bare and (name in names.VOID or name in names.MAY_STAY_OPEN))


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), unescaped(next(filter(None, values), "")))
    return found
