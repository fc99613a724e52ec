"""Amounts of money."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from intents.values.numbers import read_number, without_hedge
from intents.values.speaker import Speaker

SLANG = {
    "quid": "GBP",
    "sterling": "GBP",
    "squid": "GBP",
    "buck": "USD",
    "bucks": "USD",
    "usd$": "USD",
    "rmb": "CNY",
    "kr": "SEK",
}
COMMON = {
    "pound": "GBP",
    "dollar": "USD",
    "rupee": "INR",
    "rs": "INR",
    "franc": "CHF",
    "peso": "MXN",
    "krona": "SEK",
    "krone": "NOK",
    "lira": "TRY",
    "dinar": "KWD",
    "dirham": "AED",
    "rial": "OMR",
    "riyal": "SAR",
    "won": "KRW",
    "real": "BRL",
    "shilling": "KES",
    "leu": "RON",
    "rouble": "RUB",
    "ruble": "RUB",
}
"""The most frequent meaning of a name that several currencies share, where it is not the speaker's own currency."""

SIGNS = {"£": "GBP", "€": "EUR", "$": "USD", "¥": "JPY", "₹": "INR", "₽": "RUB", "₩": "KRW", "₺": "TRY", "zł": "PLN"}
_LEADING = re.compile(r"^(?P<unit>[^\d\s+\-~]{1,4}|[a-z]{3})\s*(?P<number>[+-]?[\d.].*)$")
_NOTES = {"tenner": "10 pounds", "fiver": "5 pounds"}


@dataclass(frozen=True, slots=True)
class Money:
    """An amount with its currency (ISO 4217), or "" where none was named."""

    amount: Decimal
    currency: str = ""

    def __str__(self) -> str:
        from babel.numbers import get_currency_precision

        if not self.currency:
            return f"{self.amount.normalize():f}"
        digits = get_currency_precision(self.currency)
        return f"{self.currency} {self.amount.quantize(Decimal(1).scaleb(-digits)):f}"


def read_money(text: str, speaker: Speaker) -> Money | None:
    """Read an amount from the whole text: "£20", "GBP 20", "1.5k euros", "fifty quid", "five pounds fifty", "50p".

    None also for what can be read in two ways, such as "£1.500": whoever is asked again writes it in another.
    """
    text = without_hedge(" ".join(text.casefold().split()))
    text = re.sub(r"^(?:a sum|an amount|a total) of ", "", text).removeprefix("the ")
    text = re.sub(r"(?<=\d)/[-=]$", "", text)  # 500/- is 500 rupees and no paise
    text = _NOTES.get(text.removeprefix("a ").removeprefix("one "), text)
    return _one_currency(text, speaker) or _minor_alone(text, speaker) or _major_and_minor(text, speaker)


def _one_currency(text: str, speaker: Speaker) -> Money | None:
    if leading := _LEADING.match(text):
        code = _currency(leading["unit"], speaker)
        amount = _amount(leading["number"], code, speaker)
        if code and amount is not None:
            return Money(amount, code)
        behind = _one_currency(leading["number"], speaker) if code else None  # £20 pounds
        return behind if behind and behind.currency == code else None
    words = re.sub(r"(?<=[\d.])(?=[^\d\s.,'])", " ", text).split()
    for taken in range(min(4, len(words) - 1), 0, -1):
        code = _currency(" ".join(words[-taken:]), speaker)
        amount = _amount(" ".join(words[:-taken]).removesuffix(" of"), code, speaker) if code else None
        if amount is not None:
            return Money(amount, code)
    amount = _amount(text, "", speaker)
    return None if amount is None else Money(amount)


def _amount(text: str, currency: str, speaker: Speaker) -> Decimal | None:
    """Read a number; None if its three digits behind the point or comma may be decimals or thousands.

    Most currencies have no three decimals, but who writes so may have meant 1.5 as well as 1,500.
    """
    from babel.numbers import get_currency_precision

    amount = read_number(text, speaker)
    thousands = re.fullmatch(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", text.strip()) is not None
    if amount is None or not thousands or (currency and get_currency_precision(currency) == 3):
        return amount
    return amount if abs(amount) >= 1_000 else None


def _minor_alone(text: str, speaker: Speaker) -> Money | None:
    """Read 50p, twenty cents."""
    match = re.fullmatch(r"(?P<number>.*?)\s*(?P<unit>p|pence|penny|pennies|cents?|c|¢)", text)
    amount = read_number(match["number"], speaker) if match else None
    if match is None or amount is None:
        return None
    currency = "GBP" if match["unit"].startswith("p") else _own_currency(speaker.territory)
    return Money(amount / 100, "USD" if currency == "GBP" and not match["unit"].startswith("p") else currency)


def _major_and_minor(text: str, speaker: Speaker) -> Money | None:
    """Read five pounds fifty, £5 and 20p."""
    words = text.split()
    for cut in range(1, len(words)):
        major = _one_currency(" ".join(words[:cut]), speaker)
        behind = re.sub(r"\s*(?:p|pence|cents?|c)$", "", " ".join(words[cut:]).removeprefix("and "))
        minor = read_number(behind, speaker) if major and major.currency else None
        if major and minor is not None and 0 < minor < 100 and not minor % 1:
            return Money(major.amount + minor / 100, major.currency)
    return None


def _currency(text: str, speaker: Speaker) -> str:
    """Return the code of the currency that the text names; "" if it names none."""
    text = text.strip(". ").replace(".", "")
    if text in SIGNS or text in SLANG:
        own = _own_currency(speaker.territory)
        code = SIGNS.get(text) or SLANG[text]
        return own if text == "$" and own in _named(speaker.locale).get("dollar", frozenset()) else code
    if len(text) == 3 and text.upper() in _codes():
        return text.upper()
    candidates = _named(speaker.locale).get(text) or _named("en").get(text) or frozenset()
    if len(candidates) <= 1:
        return next(iter(candidates), "")
    own = _own_currency(speaker.territory)
    singular = text.removesuffix("s")
    return own if own in candidates else COMMON.get(text) or COMMON.get(singular) or COMMON.get(text[:-2] + "a", "")


@cache
def _named(locale: str) -> Mapping[str, frozenset[str]]:
    """Map wordings to currencies they may mean: full names ("us dollars"), their last words, narrow signs ("us$")."""
    from babel import Locale
    from babel.numbers import get_currency_name, get_currency_symbol

    found: dict[str, set[str]] = defaultdict(set)
    for code in _codes():
        for count in (1, 2, 5):
            name = get_currency_name(code, count, Locale.parse(locale)).casefold()
            for wording in {name, name.split()[-1]}:
                found[wording].add(code)
                found[f"{wording.removesuffix('s')}s"].add(code)
        sign = get_currency_symbol(code, Locale.parse(locale)).casefold()
        if not sign.isalpha():
            found[sign].add(code)
    for prefix, code in {"us": "USD", "american": "USD", "aussie": "AUD", "kiwi": "NZD"}.items():
        found[f"{prefix} dollars"], found[f"{prefix} dollar"] = {code}, {code}
    found["pounds sterling"] = found["pound sterling"] = {"GBP"}
    found["us$"] = {"USD"}
    found["rs"] = set(found.get("rupee", ()))
    return {wording: frozenset(codes) for wording, codes in found.items()}


@cache
def _codes() -> frozenset[str]:
    """Return the currencies that are legal tender somewhere today."""
    from babel.core import get_global
    from babel.numbers import get_territory_currencies

    territories = get_global("territory_currencies")
    return frozenset(code for territory in territories for code in get_territory_currencies(territory))


@cache
def _own_currency(territory: str) -> str:
    from babel.numbers import get_territory_currencies

    return str(next(iter(get_territory_currencies(territory)), ""))
