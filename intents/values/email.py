"""E-mail addresses."""

from __future__ import annotations

import re
import unicodedata

_EMAIL = re.compile(r"[^\s@,;:<>()\[\]\"]+@[^\W_](?:[^\s@.,;:<>()\[\]]*)(?:\.[^\s@.,;:<>()\[\]]+)+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


def read_email(text: str) -> str | None:
    """Return the address, its domain in lower case; "at" and "dot" in words are read, too."""
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).replace("\u3002", ".").strip().strip("<>.,;")
    if "@" not in text:
        text = re.sub(r"\s*[\[(]?\bat\b[\])]?\s*", "@", text, count=1, flags=re.IGNORECASE)
        text = re.sub(r"\s*[\[(]?\bdot\b[\])]?\s*", ".", text, flags=re.IGNORECASE)
    if not _EMAIL.fullmatch(text):
        return None
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain.lower()}"
