"""E-mail addresses."""

from __future__ import annotations

import re

_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")


def read_email(text: str) -> str | None:
    """The address, its domain in lower case; "at" and "dot" in words are read, too."""
    text = text.strip().strip("<>.,;")
    if "@" not in text:
        text = re.sub(r"\s*[\[(]?\bat\b[\])]?\s*", "@", text, count=1, flags=re.IGNORECASE)
        text = re.sub(r"\s*[\[(]?\bdot\b[\])]?\s*", ".", text, flags=re.IGNORECASE)
    if not _EMAIL.fullmatch(text):
        return None
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain.lower()}"
