"""Numbers in digits and in English words."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from intents.values.speaker import Speaker

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
ONES = tuple(_ONES.split())
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
TENS = tuple(_TENS.split())
SMALL = {word: n for n, word in enumerate(ONES)} | {word: 10 * n for n, word in enumerate(TENS, 2)} | {"fourty": 40}
SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "k": 1_000,
    "grand": 1_000,
    "lakh": 100_000,
    "million": 1_000_000,
    "mil": 1_000_000,
    "mn": 1_000_000,
    "m": 1_000_000,
    "crore": 10_000_000,
    "billion": 1_000_000_000,
    "bn": 1_000_000_000,
}
GROUPS = {"dozen": 12, "couple": 2, "pair": 2}
FRACTIONS = {"half": Decimal("0.5"), "quarter": Decimal("0.25"), "third": Decimal(1) / 3}
_ABOUT = re.compile(
    r"^(?:about|around|roughly|approximately|approx\.?|circa|ca\.?|some|nearly|almost|over|under|up to|at least|"
    r"at most|more than|less than|maybe|only|just|exactly|~)\s+"
)
_DIGITS = re.compile(r"[+-]?\d[\d.,' \u00a0\u202f]*")


def read_number(text: str, speaker: Speaker) -> Decimal | None:
    """Return the number that is the whole text: "1,500", "1.5k", "two hundred and fifty", "half a million", "a dozen".

    Words are read in English, digits in the format of the speaker's locale. None if the text contains anything else.
    """
    text = without_hedge(text.casefold())
    return _in_digits(text, speaker) if _DIGITS.fullmatch(text) else _in_words(text, speaker)


def without_hedge(text: str) -> str:
    """Return the text without a hedge ("about", "up to") before it, or a full stop after it."""
    text = text.strip().rstrip(".,;!?")
    while hedge := _ABOUT.match(text):
        text = text[hedge.end() :]
    return text


def plain(number: Decimal) -> str:
    """Return the number in digits, without an exponent or trailing zeros: "1500", "0.25"."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _in_digits(text: str, speaker: Speaker) -> Decimal | None:
    from babel.numbers import NumberFormatError, parse_decimal

    text = re.sub(r"(?<=\d)[ '\u00a0\u202f](?=\d{3}(?!\d))", "", text.strip())
    try:
        return parse_decimal(text, locale=speaker.locale, strict=True)
    except NumberFormatError:
        pass
    # Accept the formats of other locales if they are unambiguous: 1.5 and 1,50 have no group of three digits,
    # 1.234.567 and 1,00,000 (a lakh) more than one.
    if re.fullmatch(r"[+-]?\d{1,3}(?:(?:\.\d{3})+,\d{1,2}|(?:\.\d{3}){2,})", text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if re.fullmatch(r"[+-]?\d{1,3}(?:(?:,\d{3})+\.\d{1,2}|(?:,\d{3}){2,}|(?:,\d{2})+,\d{3}(?:\.\d{1,2})?)", text):
        return Decimal(text.replace(",", ""))
    if re.fullmatch(r"[+-]?\d+[.,]\d{1,2}|[+-]?\d+", text):
        return Decimal(text.replace(",", "."))
    try:
        return Decimal(text) if re.fullmatch(r"[+-]?\d+\.\d+", text) else None
    except InvalidOperation:
        return None


def _in_words(text: str, speaker: Speaker) -> Decimal | None:
    text = re.sub(r"(?<=\d)(?=[a-z])", " ", text.replace("-", " "))
    tokens = [token.strip(",") for token in text.split()]
    sign = Decimal(1)
    if tokens and tokens[0] in {"minus", "negative"}:
        sign, tokens = Decimal(-1), tokens[1:]
    if not tokens:
        return None
    number = _Words(speaker).read(tokens)
    return None if number is None else sign * number


def _goes_on(part: Decimal, small: int, *, said: bool) -> bool:
    """Return True if the small number may follow: "twenty five" is one number, but "nineteen eighty" is not."""
    below = part % 100
    if not said or not below:
        return not said or small > 0
    return below >= 20 and not below % 10 and 0 < small < 10


class _Words:
    """A reader of number words from left to right: `part` accumulates up to a thousand, `total` the thousands."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self.total, self.part, self.said = Decimal(0), Decimal(0), False

    def read(self, words: list[str]) -> Decimal | None:
        if "point" in words:
            return self._with_decimals(words)
        self.total, self.part, self.said = Decimal(0), Decimal(0), False
        position = 0
        while position < len(words):
            used = self._fraction_at(words, position) or self._one(words[position], words[position + 1 :])
            if not used:
                return None
            position += used
        return self.total + self.part if self.said else None

    def _one(self, word: str, rest: list[str]) -> int:
        """Consume one word; return 0 if it cannot stand here, else 1."""
        if word in {"and", "of"}:
            return int(self.said and bool(rest))
        if word in {"a", "an"} and not self.said and rest and rest[0] in SCALES.keys() | GROUPS.keys():
            self.part = Decimal(1)
        elif word in SMALL and _goes_on(self.part, SMALL[word], said=self.said):
            self.part += SMALL[word]
        elif word in SCALES and self.said:
            self._scale(SCALES[word])
        elif word in GROUPS and (self.said or not rest):
            self.part = (self.part or Decimal(1)) * GROUPS[word]
        elif _DIGITS.fullmatch(word) and (not self.said or self.part % 100 == 0):
            digits = _in_digits(word, self._speaker)
            if digits is None:
                return 0
            self.part += digits
        else:
            return 0
        self.said = True
        return 1

    def _scale(self, scale: int) -> None:
        if scale == 100:
            self.part *= 100
        elif self.total < scale:
            self.total, self.part = (self.total + self.part) * scale, Decimal(0)
        else:
            self.total, self.part = self.total + self.part * scale, Decimal(0)

    def _fraction_at(self, words: list[str], position: int) -> int:
        """Consume a fraction ("half a" million, two "and a half"), and return its number of words."""
        joined = words[position] == "and" and self.said
        found = self._fraction(words[position + joined :]) if joined or not self.said else None
        if found is None:
            return 0
        self.part, self.said = self.part + found[0], True
        return found[1] + joined

    def _with_decimals(self, tokens: list[str]) -> Decimal | None:
        point = tokens.index("point")
        behind = list(tokens[point + 1 :])
        scale = Decimal(1)
        while behind and behind[-1] in SCALES:
            scale *= SCALES[behind.pop()]
        whole = self.read(tokens[:point]) if point else Decimal(0)
        digits = "".join(str(SMALL.get(token, token)) for token in behind)
        if whole is None or not digits.isdigit():
            return None
        return (whole + Decimal(f"0.{digits}")) * scale

    def _fraction(self, tokens: list[str]) -> tuple[Decimal, int] | None:
        """Return a leading fraction ("half a", "a quarter of a", "three quarters of a") and its number of words."""
        used, count = 0, Decimal(1)
        if tokens[:1] in (["a"], ["an"]):
            used = 1
        elif tokens and tokens[0] in SMALL and tokens[1:2] in (["quarters"], ["halves"], ["thirds"]):
            used, count = 1, Decimal(SMALL[tokens[0]])
        word = tokens[used].removesuffix("s").replace("halve", "half") if used < len(tokens) else ""
        if word not in FRACTIONS:
            return None
        used += 1
        if tokens[used : used + 1] == ["of"]:
            used += 1
        if tokens[used : used + 1] in (["a"], ["an"]):
            used += 1
        return count * FRACTIONS[word], used
