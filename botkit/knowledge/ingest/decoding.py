"""Bytes as text, and text as a person reads it."""

from __future__ import annotations

import codecs
import html
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
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def decoded(content: bytes, encoding: str = "") -> str | None:
    """The text of `content`, None if it is none.

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
    if text.isascii():
        return text if text.isprintable() else "".join(map(_as_read, text))
    shown = _VARIATION_SELECTORS.sub("", "".join(map(_as_read, text)))
    return normal_form("NFC", shown)


def unescaped(text: str) -> str:
    """The text with HTML's entities as the characters that they stand for; only those that end with a semicolon."""
    return visible(_ENTITY.sub(lambda found: html.unescape(found.group()), text)) if "&" in text else text


def _unmarked(content: bytes) -> str | None:
    """UTF-16 without a byte order mark, which is told from the zeros of its Latin letters."""
    start = content[:400]
    for name, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if len(zeros) > 1 and zeros.count(0) > 0.7 * len(zeros) and start.count(0) < 1.2 * zeros.count(0):
            return content.decode(name, "replace")
    return None


def _as_read(character: str) -> str:
    if character in "\n\t" or (character.isascii() and character.isprintable()):
        return character
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
