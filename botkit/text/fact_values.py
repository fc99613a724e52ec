"""Exact facts in their normal form: two ways of writing the same fact have one value."""

from __future__ import annotations

import re
from decimal import Decimal

from botkit.text.fact_vocabulary import FactVocabulary
from intents.values.money import read_money
from intents.values.numbers import plain, read_number

_TRUNK = "(0)"
"""In "+44 (0)345", the digit that is dialled only within the country."""


class FactValues:
    """Reads the matches of a language's patterns. A value is "" where a match turns out not to be such a fact."""

    def __init__(self, known: FactVocabulary) -> None:
        from babel.numbers import get_decimal_symbol, get_group_symbol

        self._known = known
        self._speaker = known.speaker
        self.decimal = str(get_decimal_symbol(known.speaker.locale))
        group = str(get_group_symbol(known.speaker.locale))
        self.group = " " if group.isspace() else group

    def number(self, match: re.Match[str]) -> str:
        """Return a number in digits. One that begins with 0 and goes on is a code, whose zeros count."""
        number = match["n"]
        return number if number.startswith("0") and number.isdigit() and len(number) > 1 else plain(self._read(number))

    def amount(self, match: re.Match[str]) -> str:
        """Return the currency (ISO 4217) and the amount: "GBP 0.5"."""
        number, unit = match["n"] or match["n2"], (match["before"] or match["after"]).casefold()
        unit = self._known.of("currencies").get(unit.rstrip("."), unit)
        digits = plain(self._read(number)).replace(".", self.decimal)
        money = read_money(f"{unit} {digits}" if match["before"] else f"{digits} {unit}", self._speaker)
        if money is None or not money.currency:
            return ""
        return f"{money.currency} {plain(money.amount * self._scale(match['scale'] or match['scale2']))}"

    def duration(self, match: re.Match[str]) -> str:
        """Return a number and a unit of time: "5 working day"."""
        sort = self._known.of("sorts_of_day").get((match["sort"] or "").casefold(), "")
        return f"{plain(self._read(match['n']))} {sort}{self._known.unit(match['unit'].casefold())}"

    def period(self, match: re.Match[str]) -> str:
        """Return the unit of time in which something repeats: "month"."""
        if adverb := match["adverb"]:
            return self._known.of("adverbs").get(adverb.casefold(), "")
        return self._known.of("periods").get(match["unit"].casefold(), "")

    def time(self, match: re.Match[str]) -> str:
        """Return a time of day: "20:30"."""
        found = match.groupdict()
        hour, minute = int(found["h"]), int(found["m"] or 0)
        half = self._known.of("halves_of_day").get((found.get("half") or "").casefold(), "")
        if half == "pm" and hour < 12:
            hour += 12
        if half == "am" and hour == 12:
            hour = 0
        return f"{hour:02}:{minute:02}" if hour < 25 and minute < 60 else ""

    def time_in_words(self, match: re.Match[str]) -> str:
        """Return the time of day that a word names: "12:00" for noon."""
        return self._known.of("clock").get(match[0].casefold(), "")

    def date(self, match: re.Match[str]) -> str:
        """Return a day: "2026-05-01", or "-05-01" where no year is given."""
        found = match.groupdict()
        name = (found.get("month") or found.get("month2") or "").casefold()
        month = int(name) if name.isdigit() else self._known.months.get(name, 0)
        day = int(found.get("day") or found.get("day2") or 0)
        if month > 12:
            day, month = month, day
        year = found.get("year") or found.get("year2") or ""
        return f"{year}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else ""

    def month(self, match: re.Match[str]) -> str:
        """Return the English name, in lower case, of a month without a day."""
        return _MONTHS[self._known.months[match["month"].casefold()] - 1]

    def weekday(self, match: re.Match[str]) -> str:
        """Return a day of the week: "mon"."""
        name = match["day"].casefold()
        return self._known.weekdays.get(name) or self._known.weekdays[name.removesuffix("s")]

    def phone(self, match: re.Match[str]) -> str:
        """Return the digits of a telephone number as dialled within its country."""
        written = match[0].replace(_TRUNK, "")
        digits = re.sub(r"\D", "", written)
        if len(digits) < 6:
            return ""
        return _national(digits) if written.startswith("+") else digits

    def link(self, match: re.Match[str]) -> str:
        """Return an address without its scheme, with its host in lower case."""
        if (host := match["host"]) and not re.search(r"\.[a-z]{2,}-*$", host[-80:], re.IGNORECASE):
            return ""  # 5.99, e.g
        address = match[0].rstrip(".,;:!?)\"'>*-" if match["host"] else ".,;:!?)\"'>*")
        address = re.sub(r"^https?://", "", address, flags=re.IGNORECASE)
        host, slash, path = address.partition("/")
        return (host.lower() + slash + path).rstrip("/")

    def _read(self, number: str) -> Decimal:
        read = read_number(number, self._speaker)
        return Decimal(number.replace(self.group, "").replace(self.decimal, ".")) if read is None else read

    def _scale(self, word: str | None) -> int:
        return int(self._known.of("scales").get((word or "").casefold(), "1"))


_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


def _national(digits: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(f"+{digits[:20]}")
    except phonenumbers.NumberParseException:
        return digits
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return re.sub(r"\D", "", written) if len(digits) <= 15 else digits
