"""Telephone numbers."""

from __future__ import annotations

import re

from intents.folded_text import folded
from intents.values.speaker import Speaker


def read_phone(text: str, speaker: Speaker) -> str | None:
    """Return the number in E.164 ("+441632960255"); without a country code, it belongs to the speaker's region."""
    import phonenumbers

    text = folded(text)
    if not re.fullmatch(r"[+(]?[\d(][\d ()./_\-\t]{3,}(?: ?(?:ext|x)\.? ?\d+)?", text.strip(" .")):
        return None
    try:
        number = phonenumbers.parse(text, speaker.territory or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
