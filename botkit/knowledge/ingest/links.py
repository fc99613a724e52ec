"""Links as blocks keep them: `[label](address)`, as Markdown writes them, so that a reply can show them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

WEB = ("https://", "http://")
"""How a link starts that may be shown to people."""

_KEPT = (*WEB, "mailto:", "tel:")
_LINK = re.compile(r"\[([^\[\]\n]+)\]\((?:https?://|mailto:|tel:)[^()\s]+\)")
_UNSAFE = str.maketrans({" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "|": "%7C", "\n": "", "\t": ""})


def link(label: str, address: str, base: str = "") -> str:
    """Return the label with its address; the label alone where the address says no more, or leads nowhere from here.

    `base` is the address of the page, which a relative address starts from.
    """
    label = " ".join(label.split())
    address = _absolute(address.strip(), base)
    if not label or not address.startswith(_KEPT) or _says(label, address):
        return label
    end = label[len(label.rstrip(".,;:!?")) :]
    shown = label.removesuffix(end).strip().replace("[", "(").replace("]", ")")
    return f"[{shown}]({address.translate(_UNSAFE)}){end}" if shown else label


def without_addresses(text: str) -> str:
    """Return the text as it is read aloud: of a link, the label."""
    return _LINK.sub(r"\1", text)


@dataclass(frozen=True, slots=True)
class ReadAloud:
    """A text without the addresses of its links; `starts` has, for pieces of it, their places here and in the text."""

    text: str
    starts: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str) -> ReadAloud:
        """Read it."""
        said, starts, end = "", [(0, 0)], 0
        for found in _LINK.finditer(text):
            said += text[end : found.start()]
            starts.append((len(said), found.start(1)))
            said += found[1]
            starts.append((len(said), found.end()))
            end = found.end()
        return cls(said + text[end:], tuple(starts))

    def place(self, at: int) -> int:
        """Return where in the text the character stands that is at `at` here."""
        here, there = next(start for start in reversed(self.starts) if start[0] <= at)
        return there + at - here


def _absolute(address: str, base: str) -> str:
    if not base.startswith(WEB) or address.startswith(("#", *_KEPT)):
        return address
    if address.partition("#")[0].endswith((".md", ".mdx", ".markdown")):  # a file, which the site shows elsewhere
        return ""
    try:
        return urljoin(base, address)
    except ValueError:
        return ""


def _says(label: str, address: str) -> bool:
    """Tell whether the label tells the address."""
    if address.startswith("tel:"):
        digits = re.sub(r"\D", "", label)
        return len(digits) > 2 and re.sub(r"\D", "", address)[-6:] == digits[-6:]
    bare = address.removeprefix("mailto:").partition("?")[0] if address.startswith("mailto:") else address
    return bare.casefold() in label.casefold()
