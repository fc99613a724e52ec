"""The patterns of a language's exact facts, and the readers of their matches.

Every pattern takes time in proportion to the length of the text, whatever the text is: a part that may repeat keeps
what it has taken (`++`), and a match cannot begin within a run in which an earlier one has failed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from botkit.text.fact_kind import FactKind
from botkit.text.fact_values import FactValues
from botkit.text.fact_vocabulary import FactVocabulary, vocabulary
from intents.values.money import SIGNS

Read = Callable[[re.Match[str]], str]
"""Return the value of a match; "" if it turns out not to be a fact of the kind."""


@dataclass(frozen=True, slots=True, eq=False)
class FactPattern:
    """One way to write facts of a kind. A text without `needs`, which is found quickly, has none."""

    kind: FactKind
    pattern: re.Pattern[str]
    read: Read
    needs: re.Pattern[str]

    def finds(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield the start, end and value of each fact in `text`."""
        if self.needs.search(text):
            for match in self.pattern.finditer(text):
                if value := self.read(match):
                    yield match.start(), match.end(), value


@cache
def fact_patterns(language: str) -> tuple[FactPattern, ...]:
    """Return the patterns of a language, in order: each leaves to the next what it has not taken."""
    known = vocabulary(language)
    return tuple(_all(known, FactValues(known)))


def _all(known: FactVocabulary, values: FactValues) -> Iterator[FactPattern]:
    number = _number(values)
    yield from _addresses(values)
    yield from _dates(known, values)
    yield from _times(known, values)
    yield from _quantities(known, values, number)
    yield _pattern(FactKind.CODE, r"\b[A-Z]{1,5}-?\d++\b", lambda match: match[0].replace("-", ""), by_case=True)
    ordinal = _any(known.of("ordinals"))
    yield _pattern(FactKind.NUMBER, rf"{_not_after(values, 'w')}(?P<n>{number})(?:{ordinal}|x)?(?!\d)", values.number)
    days = _any(name.capitalize() + plural for name in known.weekdays for plural in ("", "s"))
    yield _pattern(FactKind.DAY, rf"\b(?P<day>{days})", values.weekday, "", by_case=True)
    yield _pattern(FactKind.MONTH, rf"\b(?P<month>{_any(known.month_names)})", values.month, "", by_case=True)
    yield _pattern(FactKind.PRICE, _free(known), lambda _: "free", "")
    yield _pattern(FactKind.PERIOD, _period(known), values.period, "")


def _addresses(values: FactValues) -> Iterator[FactPattern]:
    yield _pattern(FactKind.EMAIL, r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++", lambda match: match[0].lower(), "@")
    yield _pattern(
        FactKind.LINK,
        r"https?://\S++|\bwww\.\S++|(?<![\w.@-])(?P<host>[a-z0-9-]++(?:\.[a-z0-9-]++)++)(?:/\S*+)?",
        values.link,
        r"[./]",
    )


def _dates(known: FactVocabulary, values: FactValues) -> Iterator[FactPattern]:
    month, ordinal, of = _any(known.months), _any(known.of("ordinals")), _any(known.of("of"))
    yield _pattern(FactKind.DATE, r"\b(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)\b", values.date)
    yield _pattern(FactKind.DATE, r"\b(?P<day>\d{1,2})([/.])(?P<month>\d{1,2})\2(?P<year>\d{4})\b", values.date)
    yield _pattern(
        FactKind.DATE,
        rf"\b(?P<day>\d{{1,2}})(?:{ordinal})?(?: {of})? (?P<month>{month})(?:,? (?P<year>\d{{4}}))?\b"
        rf"|\b(?P<month2>{month}) (?P<day2>\d{{1,2}})(?:{ordinal})?\b(?:,? (?P<year2>\d{{4}}))?\b",
        values.date,
    )


def _times(known: FactVocabulary, values: FactValues) -> Iterator[FactPattern]:
    clock = r"\b(?P<h>\d{1,2})(?:[:.](?P<m>\d\d))?"
    yield _pattern(FactKind.TIME, rf"{clock} ?(?P<half>{_any(known.of('halves_of_day'))})\.?", values.time)
    yield _pattern(FactKind.TIME, rf"{clock} ?{_any(known.of('oclock'))}", values.time)
    yield _pattern(FactKind.TIME, r"\b(?P<h>\d{1,2}):(?P<m>\d\d)\b", values.time)
    yield _pattern(FactKind.TIME, rf"\b{_any(known.of('clock'))}", values.time_in_words, "")


def _quantities(known: FactVocabulary, values: FactValues, number: str) -> Iterator[FactPattern]:
    """Yield the patterns of amounts, percentages, telephone numbers and lengths of time."""
    scale, percent, sort = (_any(known.of(kind)) for kind in ("scales", "percent", "sorts_of_day"))
    sign = rf"(?:\b[a-z]{{1,2}})?{_any(sign for sign in SIGNS if not sign.isalpha())}"
    code = r"(?:(?-i:[A-Z]{3})|gbp|eur|usd)"
    written = _any({*known.of("money"), *known.of("currencies"), *filter(str.isalpha, SIGNS)})
    yield _pattern(
        FactKind.AMOUNT,
        rf"(?P<before>{sign}|\b{code}|\b{_any(known.of('currencies'))}\.?) ?(?P<n>{number})(?: ?(?P<scale>{scale}))?"
        rf"|(?<![\w.,£€$])(?P<n2>{number})(?: ?(?P<scale2>{scale})\.?)? ?(?P<after>{sign}|{written}|{code}\b)",
        values.amount,
    )
    after = _not_after(values)
    yield _pattern(FactKind.PERCENT, rf"{after}(?P<n>{number}) ?(?:%|{percent})", values.number)
    yield _pattern(
        FactKind.PHONE,
        r"(?:\+\d{1,3}+|\((?:0\d*+|\d{3,5})\)|(?<!\w)0\d*+|(?<!\w)\d{2,4}+(?=[ -]\d{2,4}+[ -]\d{2,4}))"
        r"(?: ?\(0\))?(?:[ -]?\(?\d{2,}+\)?){0,6}+(?!\w)",
        values.phone,
    )
    length = rf"{after}(?P<n>{number})[ -](?:(?P<sort>{sort}) )?(?P<unit>{_any(known.of('units'))})"
    yield _pattern(FactKind.DURATION, length, values.duration)


def _pattern(kind: FactKind, pattern: str, read: Read, needs: str = r"\d", *, by_case: bool = False) -> FactPattern:
    return FactPattern(kind, re.compile(pattern, 0 if by_case else re.IGNORECASE), read, re.compile(needs))


def _number(values: FactValues) -> str:
    """Return the pattern of a number in digits, in groups of three (1,500) or as in India (1,50,000)."""
    group, decimals = re.escape(values.group), rf"(?:{re.escape(values.decimal)}\d++)?+"
    indian = rf"\d{{1,2}}(?:,\d{{2}}(?!\d))++,\d{{3}}(?!\d){decimals}|" if values.group == "," else ""
    return rf"(?:{indian}\d{{1,3}}(?:{group}\d{{3}}(?!\d))++{decimals}|\d++{decimals})"


def _not_after(values: FactValues, letters: str = "d") -> str:
    """Return a condition: not within another number (nor, with "w", a word), part of which would be read."""
    return rf"(?<![\{letters}.{re.escape(values.decimal)}])"


def _free(known: FactVocabulary) -> str:
    """Return the pattern of wordings for no price: "free", "without a fee", "costs nothing"."""
    free, charges = _any(known.of("free")), _any(known.of("charges"))
    but = rf"(?! {_any(known.of('free_but'))} (?!{_any(known.of('free_still'))}))"
    without, costing = _any(known.of("without")), _any(known.of("costing"))
    nothing = _any(known.of("nothing"))
    return rf"(?<![\w-]){free}{but}|\b{without}(?: \w++)? {charges}|\b{costing} {nothing}"


def _period(known: FactVocabulary) -> str:
    """Return the pattern of periods: "a month", "per calendar month", "monthly", but not "a working day"."""
    any_day = _any(word for word, name in known.of("sorts_of_day").items() if not name)
    unit, adverb = _any(known.of("periods")), _any(known.of("adverbs"))
    return rf"\b{_any(known.of('every'))} (?:{any_day} )?(?P<unit>{unit})|\b(?P<adverb>{adverb})"


def _any(words: Iterable[str]) -> str:
    """Return a pattern for any of the words as a whole, the longest first; it never matches if there are none."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    whole = (re.escape(word) + (r"\b" if word[-1].isalnum() else "") for word in longest_first)
    return f"(?:{'|'.join(whole) or '(?!)'})"
