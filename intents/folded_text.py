"""A text as programs compare it: one spelling of digits, dashes and spaces, and nothing that no reader sees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

BREAK = "\x1e"
"""Stands between texts that are read together: ASCII's record separator, which no message has."""

_PLAIN = re.compile(r"[\t\n\r -~]*")
"""ASCII without control characters: such a text is folded as it stands."""
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_SPELLINGS = {
    **dict.fromkeys("\u2212\u02d7\u2043\u30fc\u2796", "-"),  # signs that phones and keyboards offer as dashes
    **dict.fromkeys("\u00b7\u2022\u2219\u2027\u30fb\u3002\uff0e\uff61", "."),
    **dict.fromkeys("\u2044\u2215\u29f8", "/"),
    **dict.fromkeys("\u115f\u1160\u3164\uffa0", ""),  # letters that are drawn as nothing
    "\u2800": " ",
    BREAK: BREAK,
}


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A text as a reader sees it, in the plainest spelling: `text`, each character with its place in the original.

    `places` has one entry more than `text` has characters: where the original ends.
    """

    text: str
    places: Sequence[int]

    @classmethod
    def of(cls, original: str) -> FoldedText:
        """Fold the text: NFKC by character, ASCII digits, dashes and spaces, no format characters or marks."""
        if _PLAIN.fullmatch(original):
            return cls(original, range(len(original) + 1))
        return cls._folded(zip(original, range(len(original)), strict=True), len(original))

    @classmethod
    def of_address(cls, original: str) -> FoldedText:
        """Fold the text and read percent escapes: `4111%201111` is "4111 1111"."""
        return cls._folded(_unescaped(original), len(original))

    @classmethod
    def _folded(cls, characters: Iterable[tuple[str, int]], length: int) -> FoldedText:
        found, places = [], []
        for character, place in characters:
            for plain in fold(character):
                found.append(plain)
                places.append(place)
        return cls("".join(found), [*places, length])

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """Return the original's stretch for the characters from `start` to `end`, with what nobody sees behind them."""
        return self.places[start], max(self.places[end], self.places[end - 1] + 1)


@cache
def fold(character: str) -> str:
    """Return the plainest spelling of a character; "" if it shows nothing by itself."""
    if character in _SPELLINGS:
        return _SPELLINGS[character]
    category = unicodedata.category(character)
    if (digit := unicodedata.digit(character, None)) is not None:
        return str(digit)
    match category:
        case "Cc":
            return (character if character in "\t\n\r" else "\n") if character.isspace() else ""
        case "Cf" | "Mn" | "Me":
            return ""
        case "Pd":
            return "-"
        case "Zs":
            return " "
        case "Zl" | "Zp":
            return "\n"
    plain = unicodedata.normalize("NFKC", character)
    return plain if plain == character else "".join(fold(part) for part in plain)


def folded(text: str) -> str:
    """Return the text of `FoldedText`, where nobody asks for places."""
    return FoldedText.of(text).text


def has_escapes(text: str) -> bool:
    """Tell whether there is something that `of_address` reads in another way."""
    return "%" in text and _ESCAPES.search(text) is not None


def _unescaped(original: str) -> Iterator[tuple[str, int]]:
    end = 0
    for escapes in _ESCAPES.finditer(original):
        yield from ((original[place], place) for place in range(end, escapes.start()))
        end = escapes.end()
        place = escapes.start()
        for character in bytes.fromhex(escapes[0].replace("%", "")).decode("utf-8", "surrogateescape"):
            yield character, place
            place += 3 * len(character.encode("utf-8", "surrogateescape"))
    yield from ((original[place], place) for place in range(end, len(original)))
