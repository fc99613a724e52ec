"""A callback that removes from a text anything that must never be stored."""

from __future__ import annotations

from collections.abc import Callable

Redact = Callable[[str], str]
"""Replace what must never be stored (card numbers, IBANs) in a text."""

BETWEEN_MESSAGES = "\x1e"
"""A character that stands between messages which `Redact` reads together (ASCII's record separator)."""
