"""British sort codes."""

from __future__ import annotations

import re


def read_sort_code(text: str) -> str | None:
    """Return a British sort code as "12-34-56"."""
    match = re.fullmatch(r"\s*(\d{2})[ \-–.]?(\d{2})[ \-–.]?(\d{2})\.?\s*", text)
    return "-".join(match.groups()) if match else None
