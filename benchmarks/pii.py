"""Detection of personal data, against Presidio: 20,000 generated utterances with cards, IBANs, e-mails, phones.

They are written as people and their devices write them: with dashes, slashes, tabs and spaces of all kinds, in
full-width and Arabic digits, with invisible characters between, glued to words, addresses in other scripts.

Both get the same utterances in one run. Presidio is measured if `presidio-analyzer` is installed, with its pattern
recognizers for the same four kinds and a blank English pipeline: none of the four needs a language model.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from stdnum import iban, luhn

from intents.privacy import find as find_with_kind

KINDS = {"card_number": "CREDIT_CARD", "iban": "IBAN_CODE", "email": "EMAIL_ADDRESS", "phone": "PHONE_NUMBER"}
COUNT = 20_000
REGION = "GB"

Span = tuple[int, int, str]
Find = Callable[[str], list[Span]]


@dataclass(frozen=True, slots=True)
class Utterance:
    """A text, and its spans: start, end, kind."""

    text: str
    spans: tuple[Span, ...]


def main() -> None:
    """Generate the utterances, measure both, and print."""
    utterances = generate(COUNT, seed=20_26)
    print(f"{len(utterances):,} utterances with {sum(len(u.spans) for u in utterances):,} numbers and addresses")
    _tell("botkit", ours, utterances)
    try:
        find = presidio()
    except ImportError as error:
        print(f"Presidio left out: {error}")
        return
    _tell("Presidio", find, utterances)


def ours(text: str) -> list[Span]:
    """Return what botkit finds."""
    return [(one.start, one.end, kind) for kind, one in find_with_kind(text, KINDS, REGION)]


def presidio() -> Find:
    """Return a function that finds what Presidio finds. Raises ImportError if it is not installed."""
    import spacy
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    class Blank(SpacyNlpEngine):  # type: ignore[misc]  # has no types
        def __init__(self) -> None:
            super().__init__()
            self.nlp = {"en": spacy.blank("en")}

        def load(self) -> None:
            """Do nothing: it is loaded already."""

    analyzer = AnalyzerEngine(nlp_engine=Blank(), supported_languages=["en"])
    kinds = {theirs: ours for ours, theirs in KINDS.items()}

    def find(text: str) -> list[Span]:
        results = analyzer.analyze(text, language="en", entities=list(kinds), score_threshold=0.35)
        return [(result.start, result.end, kinds[result.entity_type]) for result in results]

    return find


def generate(count: int, seed: int) -> list[Utterance]:
    """Generate utterances of a bank's customers; a fifth of them hold nothing but look-alikes."""
    dice = random.Random(seed)
    return [_decoy(dice) if dice.random() < 0.2 else _utterance(dice) for _ in range(count)]


def _utterance(dice: random.Random) -> Utterance:
    kinds = dice.sample(list(KINDS), k=1 if dice.random() < 0.8 else 2)
    text, spans = dice.choice(_BEFORE), []
    for number, kind in enumerate(kinds):
        if number:
            text += dice.choice((" and ", ", also ", "; "))
        value = _spelled(_MAKERS[kind](dice), kind, dice)
        if kind != "email" and dice.random() < 0.05:
            text += dice.choice(("visa", "no", "nr", "mobile", "iban", "card"))
        spans.append((len(text), len(text) + len(value), kind))
        text += value
    return Utterance(text + dice.choice(_AFTER), tuple(spans))


def _decoy(dice: random.Random) -> Utterance:
    digits = "".join(dice.choice("0123456789") for _ in range(20))
    text = dice.choice(
        (
            f"my account is {digits[:8]}, sort code {digits[:2]}-{digits[2:4]}-{digits[4:6]}",
            f"I paid £{1 + int(digits[:4])}.{digits[4:6]} on 1{digits[6]}/0{1 + int(digits[7]) % 9}/2026 at 10:30",
            f"reference {_wrong_check(digits[:16])} was refused",
            f"the order number is {digits[:3]}-{digits[3:6]}-{digits[6:8]}",
            f"I was charged {1 + int(digits[:6]):,}.00 twice, on 2026-0{1 + int(digits[7]) % 9}-1{digits[8]}",
            f"my card ends in {digits[:4]} and expires {1 + int(digits[4]):02}/27",
            "meet me @ the branch in the High Street at 5.30pm",
            f"@tarnbank why does transfer {digits[:6]} take 3-5 days?",
            f"at 1{digits[0]}:30:22 on 30/05/2026 and 0{1 + int(digits[1]) % 9}.1{digits[2]}.2026 10:30",
            f"parcel 1Z999AA1{digits[:10]}, row {digits[10:13]}|{digits[13:15]}|{digits[15:17]}",
            f"see https://tarnbank.example/help/{digits[:5]}?page={digits[5]}&ref=mail%20{digits[6:10]}",
            f"request {digits[:8]}-{digits[8:12]}-4a{digits[12:14]}-8b{digits[14:16]}-c0ffee{digits[16:20]}ab failed",
            f"between 1,{digits[:3]},{digits[3:6]}.{digits[6:8]} and {digits[8:10]} % or {digits[10:12]},99 €",
        )
    )
    return Utterance(text, ())


def _wrong_check(digits: str) -> str:
    digits = "1" + digits[1:]
    return digits if not luhn.is_valid(digits) else digits[:-1] + str((int(digits[-1]) + 1) % 10)


def _card(dice: random.Random) -> str:
    prefix, length = dice.choice((("4", 16), ("51", 16), ("2221", 16), ("34", 15), ("6011", 16)))
    body = prefix + "".join(dice.choice("0123456789") for _ in range(length - len(prefix) - 1))
    number = body + luhn.calc_check_digit(body)
    groups = (4, 6, 5) if length == 15 else (4, 4, 4, 4)
    return _grouped(number, groups, dice.choice((" ", "-", "", "", ".", "  ", " - ", "\n", *_SEPARATORS)))


def _iban(dice: random.Random) -> str:
    country, shape = dice.choice(
        (("GB", "LLLLDDDDDDDDDDDDDD"), ("DE", "D" * 18), ("FR", "D" * 23), ("NL", "LLLLDDDDDDDDDD"))
    )
    while True:
        body = "".join(dice.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ" if c == "L" else "0123456789") for c in shape)
        number = country + iban.calc_check_digits(f"{country}00{body}") + body
        if iban.is_valid(number):
            break
    number = number.lower() if dice.random() < 0.1 else number
    return _grouped(number, (4,) * 9, dice.choice((" ", "", "-", "  ", "\n", *_SEPARATORS)))


def _spelled(value: str, kind: str, dice: random.Random) -> str:
    """Write the value now and then as a device writes it: its dashes, its digits, and what nobody sees between them."""
    chance = dice.random()
    if chance < 0.05:
        return value.translate({ord("-"): dice.choice("\u2010\u2011\u2012\u2013\u2014\u2212\uff0d")})
    if chance < 0.10:
        return value.translate({ord(" "): dice.choice("\u00a0\u2009\u202f\u3000\t")})
    if chance < 0.15 and kind != "email":
        zero = ord(dice.choice("\uff10\u0660\u06f0\u0966\U0001d7ce"))
        return value.translate({ord("0") + digit: zero + digit for digit in range(10)})
    if chance < 0.20:
        return dice.choice("\u200d\u200b\u2060\u00ad\ufe0f").join(value)
    return value


def _email(dice: random.Random) -> str:
    first, last = dice.choice(_NAMES).lower(), dice.choice(_NAMES).lower()
    local = dice.choice(
        (f"{first}.{last}", f"{first}{dice.randrange(100)}", f"{first}_{last}", f"{first}+bank", first[0] + last)
    )
    host = dice.choice(
        (
            "example.com",
            "mail.example.co.uk",
            "post.example.org",
            "my-shop.example.net",
            "uni.example.edu",
            "m\u00fcller.example.de",
            "\u043f\u043e\u0447\u0442\u0430.\u0440\u0444",
            "\u4f8b\u5b50.\u516c\u53f8",
            "xn--mller-kva.de",
        )
    )
    return f"{local}{dice.choice(('@', '@', '@', '@', ' @ ', ' @'))}{host}"


def _phone(dice: random.Random) -> str:
    def digits(count: int) -> str:
        return "".join(dice.choice("0123456789") for _ in range(count))

    return dice.choice(
        (
            lambda: f"07{dice.choice(('400', '700', '911'))} {digits(6)}",
            lambda: f"07{dice.choice(('400', '700', '911'))}{digits(6)}",
            lambda: f"020 7{digits(3)} {digits(4)}",
            lambda: f"(0131) 4{digits(2)} {digits(4)}",
            lambda: f"0161-4{digits(2)}-{digits(4)}",
            lambda: f"+44 7{dice.choice(('400', '700', '911'))} {digits(6)}",
            lambda: f"+44 20 7{digits(3)} {digits(4)}",
            lambda: f"+49 30 {dice.randrange(2, 9)}{digits(7)}",
            lambda: f"+1 212-{dice.randrange(2, 9)}{dice.choice('2345678')}{digits(1)}-{digits(4)}",
            lambda: f"(212) {dice.randrange(2, 9)}{dice.choice('2345678')}{digits(1)}-{digits(4)}",
            lambda: f"+44 (0)20 7{digits(3)} {digits(4)}",
            lambda: f"07700.{digits(3)}.{digits(3)}",
            lambda: f"07700 - {digits(3)} - {digits(3)}",
            lambda: f"0044 20 7{digits(3)} {digits(4)}",
            lambda: f"+33 6 {digits(2)} {digits(2)} {digits(2)} {digits(2)}",
        )
    )()


def _grouped(text: str, groups: tuple[int, ...], separator: str) -> str:
    parts, start = [], 0
    for length in groups:
        parts.append(text[start : start + length])
        start += length
    return separator.join(part for part in parts if part)


def _tell(name: str, find: Find, utterances: list[Utterance]) -> None:
    """Print recall and precision over all kinds and for each; a span counts if nearly all of it is covered."""
    found_of: list[list[Span]] = []
    times = []
    for utterance in utterances:
        began = time.perf_counter()
        found_of.append(find(utterance.text))
        times.append(1000 * (time.perf_counter() - began))
    for kind in (None, *KINDS):
        there = hit = reported = right = 0
        for utterance, found in zip(utterances, found_of, strict=True):
            mine = [span for span in utterance.spans if kind in (None, span[2])]
            theirs = [span for span in found if kind in (None, span[2])]
            there, reported = there + len(mine), reported + len(theirs)
            hit += sum(any(_covers(span, other) for other in theirs) for span in mine)
            right += sum(any(_overlaps(other, span) for span in mine) for other in theirs)
        recall, precision = hit / there if there else 1, right / reported if reported else 1
        print(f"{name:9} {kind or 'all':12} recall {recall:7.2%}, precision {precision:7.2%}")
    times.sort()
    print(
        f"{name:9} {sum(times) / len(times):.3f} ms a message on average, p99 {times[int(0.99 * len(times))]:.3f} ms\n"
    )


def _covers(span: Span, found: Span) -> bool:
    """Return whether enough of the span is found that at most two of its characters stay readable."""
    both = min(span[1], found[1]) - max(span[0], found[0])
    return found[2] == span[2] and both >= span[1] - span[0] - 2


def _overlaps(found: Span, span: Span) -> bool:
    return found[2] == span[2] and found[0] < span[1] and span[0] < found[1]


_SEPARATORS = ("/", "_", "\t", "\u2013", "\u00b7", " / ")
_BEFORE = (
    "",
    "my number is ",
    "it's ",
    "Hi, please use ",
    "I can't log in, my details: ",
    "here you go: ",
    "pls check ",
    "could you look at ",
    "the one I gave you (",
    "Sorry, I meant ",
    "send it to ",
    "what happened with ",
)
_AFTER = ("", ".", " thanks", ", ok?", " please!", " - can you see it?", ")", " since Monday", "\nBest wishes")
_NAMES = ("Jane", "Ravi", "Chloe", "Tomasz", "Ngozi", "Liam", "Fatima", "Sven", "Maria", "Okoro", "Smith", "Patel")
_MAKERS: dict[str, Callable[[random.Random], str]] = {
    "card_number": _card,
    "iban": _iban,
    "email": _email,
    "phone": _phone,
}
