"""Removal of numbers that must never be stored from a text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator

from intents.folded_text import FoldedText, has_escapes
from intents.privacy.card_numbers import card_numbers
from intents.privacy.digit_groups import TAKEN
from intents.privacy.emails import emails
from intents.privacy.finding import Finding
from intents.privacy.ibans import ibans
from intents.privacy.phones import phones

_TELLING = re.compile(r"@|(?i:\bat\b)|(?:[0-9][^0-9]*){7}")
"""Without an @ or seven digits, a text holds nothing of the kinds."""

# In this order: an account number within an IBAN may look like a card number, and part of a card number like a phone's.
FINDERS: dict[str, Callable[[str, str], Iterator[Finding]]] = {
    "iban": lambda text, _: ibans(text),
    "card_number": lambda text, _: card_numbers(text),
    "email": lambda text, _: emails(text),
    "phone": phones,
}
"""By kind: what finds it in a folded text, for a bot of the region."""


def redact(text: str, kinds: Iterable[str], region: str = "") -> str:
    """Return `text` without what `kinds` name: "card_number" (Luhn), "iban" (ISO 13616, mod 97), "email", "phone".

    Of a card number the last four digits stay, as on any receipt: they tell the speaker's cards apart, no more.
    `region` is where phone numbers without a country's code belong ("GB"). Takes time in proportion to the text.
    """
    parts, end = [], 0
    for _, finding in sorted(find(text, kinds, region), key=lambda one: one[1].start):
        parts += [text[end : finding.start], finding.instead]
        end = finding.end
    return "".join([*parts, text[end:]])


def find(text: str, kinds: Iterable[str], region: str = "") -> list[tuple[str, Finding]]:
    """Return each finding with its kind, in the order of the kinds; what is found counts for no other kind."""
    views = [FoldedText.of(text)]
    if has_escapes(text):
        views.append(FoldedText.of_address(text))
    views = [view for view in views if _TELLING.search(view.text)]
    found: list[tuple[str, Finding]] = []
    for kind in sorted(kinds, key=list(FINDERS).index) if views else ():
        stretches = [_in_original(one, view) for view in views for one in FINDERS[kind](view.text, region)]
        stretches = list(_apart(stretches))
        found += [(kind, one) for one in stretches]
        views = [_without(stretches, view) for view in views]
    return found


def _in_original(finding: Finding, view: FoldedText) -> Finding:
    start, end = view.stretch(finding.start, finding.end)
    return Finding(start, end, finding.instead)


def _apart(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings in the order of the text; those of two views that overlap become one."""
    last: Finding | None = None
    for finding in sorted(findings, key=lambda one: one.start):
        if last is not None and finding.start < last.end:
            last = Finding(last.start, max(last.end, finding.end), last.instead)
            continue
        if last is not None:
            yield last
        last = finding
    if last is not None:
        yield last


def _without(findings: Iterable[Finding], view: FoldedText) -> FoldedText:
    """Return the view, blank where something was found."""
    parts, end = [], 0
    for finding in findings:
        first, last = bisect_left(view.places, finding.start), bisect_left(view.places, finding.end)
        parts += [view.text[end:first], TAKEN * (last - first)]
        end = last
    return FoldedText("".join([*parts, view.text[end:]]), view.places)
