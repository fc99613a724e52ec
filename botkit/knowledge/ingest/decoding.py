"""Bytes as text, and text as a person reads it."""

from __future__ import annotations

import codecs
import html
import html.entities
import re
import unicodedata
from contextlib import suppress

from botkit.text.normal_form import normal_form

_UNICODE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEGACY = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
_MAYBE_UNSEEN = re.compile(
    "[^\n\t -~\u00a1-\u00ac\u00ae-\u0481\u2010-\u2027\u2030-\u205e\u20a0-\u20bf"
    "\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff\uac00-\ud7a3]"
)
"""Characters that are looked at one by one; the others, letters and signs of many languages, can all be seen."""
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_UNENDED = "|".join(sorted((name for name in html.entities.html5 if not name.endswith(";")), key=len, reverse=True))
_ENTITY = re.compile(
    rf"&(?:(?:#[0-9]{{1,7}}|#[xX][0-9a-fA-F]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,31}});|(?:{_UNENDED})(?![A-Za-z0-9=;]))"
)


def decoded(content: bytes, encoding: str = "") -> str | None:
    """Return the text of `content`, None if it is none.

    It is in Unicode, with or without a byte order mark, or else in `encoding`; without one, bytes that are not UTF-8
    are read as Windows-1252, as browsers do.
    """
    for mark, name in _UNICODE:
        if content.startswith(mark):
            return content.decode(name, "replace")
    if b"\x00" in content:
        return _unmarked(content)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        if encoding and not encoding.lower().startswith("utf"):
            with suppress(LookupError, UnicodeError):
                return content.decode(encoding, "replace")
    return content.decode("utf-8", "surrogateescape").translate(_LEGACY)


def visible(text: str) -> str:
    """`text` as a person reads it: composed letters, no control, zero-width or direction characters, plain spaces.

    What people cannot see must not reach a model: it could carry instructions.
    """
    shown = _MAYBE_UNSEEN.sub(lambda found: _as_read(found.group()), text)
    return shown if shown.isascii() else normal_form("NFC", _VARIATION_SELECTORS.sub("", shown))


def unescaped(text: str) -> str:
    """Return the text with HTML's entities as the characters that they stand for.

    One without its semicolon is none where a letter follows: it may be a part of an address ("?a=1&region=2").
    """
    return visible(_ENTITY.sub(lambda found: html.unescape(found.group()), text)) if "&" in text else text


def _unmarked(content: bytes) -> str | None:
    """UTF-16 without a byte order mark, which is told from the zeros of its Latin letters."""
    start = content[:400]
    for name, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if len(zeros) > 1 and zeros.count(0) > 0.7 * len(zeros) and start.count(0) < 1.2 * zeros.count(0):
            return content.decode(name, "replace")
    return None


def _as_read(character: str) -> str:
    if character in "\f\v\x85":
        return "\n"
    match unicodedata.category(character):
        case "Cc" | "Cf" | "Co" | "Cs":
            return ""
        case "Zl" | "Zp":
            return "\n"
        case "Zs":
            return " "
        case _:
            return character
