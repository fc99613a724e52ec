"""E-mail addresses in folded text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from intents.folded_text import BREAK
from intents.privacy.finding import Finding

_AT = re.compile(rf"[ \t{BREAK}]?" + r"(?:@|[(\[{<]\s?at\s?[)\]}>])\s?", re.IGNORECASE)
_DOT = re.compile(r"\.|\s?[(\[{<]\s?dot\s?[)\]}>]\s?", re.IGNORECASE)
_LONGEST_NAME = 64
"""Characters before the @ (RFC 5321, 4.5.3.1.1)."""
_LONGEST_LABEL, _LONGEST_ENDING = 63, 24
_NAME_SIGNS = frozenset("._+%'-")


def emails(text: str) -> Iterator[Finding]:
    """Yield addresses, also those with letters of any script, and with "(at)" and "(dot)"."""
    done = 0
    for at in _AT.finditer(text):
        start, end = _name_start(text, at.start(), done), _domain_end(text, at.end())
        if start < at.start() and end:
            yield Finding(start, end, "[e-mail address]")
            done = end


def _name_start(text: str, at: int, done: int) -> int:
    """Return the place where the name before the @ begins; `at` if there is none."""
    lowest = max(done, at - _LONGEST_NAME)
    if text[at - 1 : at] == '"' and (quote := text.rfind('"', lowest, at - 1)) >= 0:
        return quote
    start = at
    while start > lowest and (_is_letter(text[start - 1]) or text[start - 1] in _NAME_SIGNS):
        # In a script without spaces, the sentence goes on right into the address.
        if unicodedata.category(text[start - 1]) == "Lo" and start < at and text[start].isascii():
            break
        start -= 1
    while start < at and text[start] in _NAME_SIGNS:
        start += 1
    return start


def _domain_end(text: str, start: int) -> int:
    """Return the end of the domain that begins at `start`: that of the last label that can be its ending; 0 if none."""
    end = _label_end(text, start)
    found = 0
    while end and (dot := _DOT.match(text, end)):
        start, end = dot.end(), _label_end(text, dot.end())
        found = _ending(text, start, end) or found
    return found


def _label_end(text: str, start: int) -> int:
    """Return the end of the label; 0 if there is none."""
    end = start
    while end < len(text) and end - start <= _LONGEST_LABEL and (text[end] == "-" or _is_letter(text[end])):
        end += 1
    while end > start and text[end - 1] == "-":
        end -= 1
    return end if end > start and text[start] != "-" and end - start <= _LONGEST_LABEL else 0


def _is_letter(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character) == "Mc"  # vowel signs of scripts of India


def _ending(text: str, start: int, end: int) -> int:
    """Return the end of the label from `start` to `end` as the last of a domain (country, ".com"); 0 if it can't be."""
    label = text[start:end]
    if re.fullmatch(r"(?i)xn--[a-z0-9-]+", label):
        return end
    plain = re.match(r"[A-Za-z]+", label)
    if plain and 2 <= plain.end() <= _LONGEST_ENDING:
        rest = label[plain.end() :]
        return start + plain.end() if not rest or not rest[0].isascii() else 0
    return end if label and not label.isascii() and label[0].isalpha() and len(label) >= 2 else 0
