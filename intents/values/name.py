"""Names of people and companies."""

from __future__ import annotations

import re


def read_name(text: str) -> str | None:
    """Return the name of a person or company: single spaces, no possessive, and capitalised if it had no capitals."""
    name = re.sub(r"(?:'s|’s)$", "", " ".join(text.split()).strip(' .,;:!?"“”'))
    if not any(character.isalpha() for character in name):
        return None
    return " ".join(word[:1].upper() + word[1:] for word in name.split()) if name.islower() else name
