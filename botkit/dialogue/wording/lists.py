"""The lists of words and phrases that the dialogue needs, by language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botkit.text.locales import table

FALLBACK = "en"
"""The language of whatever another language's lists leave out."""


def lists(language: str, name: str) -> Mapping[str, Any]:
    """Return the lists of `dialogue/<name>.yml`. A language without lists of its own has those of English."""
    path = f"dialogue/{name}"
    return {**table(FALLBACK, path), **table(language, path)}
