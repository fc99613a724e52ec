"""Apostrophes and quotes as keyboards have them, in place of those that phones write."""

from __future__ import annotations

import re

_STRAIGHT = str.maketrans(dict.fromkeys("‘’‚‛ʼ＇", "'") | dict.fromkeys("“”„‟＂", '"'))
_ACCENT_AS_APOSTROPHE = re.compile(r"(?<=\w)[´`′](?=\w)")


def straight(text: str) -> str:
    """Return the text with ' and " for all their typographic forms; each character stays in its place."""
    return _ACCENT_AS_APOSTROPHE.sub("'", text.translate(_STRAIGHT))
