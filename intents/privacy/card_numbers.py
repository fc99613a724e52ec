"""Numbers of payment cards in folded text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from intents.folded_text import BREAK
from intents.privacy.digit_groups import TAKEN, DigitGroup, runs
from intents.privacy.finding import Finding
from intents.values.card_number import CARD_LENGTHS

_GAP = re.compile(rf"(?:[^\w{TAKEN}]|_)+")
_LONGEST_GAP = 8
_USUAL_GAP = re.compile(r"[ \t\n\r.\-]{1,3}")
_JOINING = {"", "-", ".", "/", "_"}
_BLANKS = " \t\r\n"
_NETWORKS: tuple[tuple[re.Pattern[str], Collection[int]], ...] = (
    (re.compile("4"), (16, 19, 13)),
    (re.compile("5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), (16,)),
    (re.compile("3[47]"), (15,)),
    (re.compile("30[0-5]|3095|36|3[89]"), range(14, 20)),
    (re.compile("35(?:2[89]|[3-8])"), range(16, 20)),
    (re.compile("6011|62|64[4-9]|65|60|81|82|508"), range(16, 20)),
    (re.compile("220[0-4]|9792|50|5[6-9]|6[37]"), range(16, 20)),
)
"""First digits and lengths of the networks' numbers (ISO/IEC 7812, as the networks publish them)."""
_USUAL_LENGTH = 16
_SHORTEST_OF_TODAY = 14
"""Cards of 13 digits are no longer made."""


def card_numbers(text: str) -> Iterator[Finding]:
    """Yield groups of digits that are a card's number together (Luhn); the last four digits are told.

    Where anything unusual stands between or beside them (slashes, letters, the end of a message), first digits and
    length have to be those of a network, too. Whole groups only: within a long number, some stretch or other passes the
    check by chance.
    """
    for groups in runs(text, _GAP, _LONGEST_GAP):
        if sum(len(group.digits) for group in groups) < CARD_LENGTHS[0]:
            continue
        run = _Run.of(text, groups)
        first = 0
        while first < len(groups):
            last = run.last_of_card(first)
            if last is not None:
                number = run.number(first, last)
                yield Finding(groups[first].start, groups[last].end, f"[card number ending {number[-4:]}]")
            first = (first if last is None else last) + 1


@dataclass(frozen=True, slots=True)
class _Run:
    """Groups of digits, one behind the other.

    `gaps` are what stands before each group, `glued` says whether a letter stands right before or behind it. `ends`
    counts the digits up to the end of each group, from 0 on; `sums` has Luhn's sums up to each digit, those at even and
    those at odd places doubled: any stretch is checked by one subtraction.
    """

    groups: Sequence[DigitGroup]
    gaps: Sequence[str]
    glued: Sequence[tuple[bool, bool]]
    ends: Sequence[int]
    sums: tuple[Sequence[int], Sequence[int]]

    @classmethod
    def of(cls, text: str, groups: Sequence[DigitGroup]) -> _Run:
        digits = [int(digit) for group in groups for digit in group.digits]
        even, odd = (
            [sum(divmod(2 * digit, 10)) if place % 2 == parity else digit for place, digit in enumerate(digits)]
            for parity in (0, 1)
        )
        return cls(
            groups=groups,
            gaps=["", *(text[one.end : other.start] for one, other in pairwise(groups))],
            glued=[(text[max(0, g.start - 1) : g.start].isalnum(), text[g.end : g.end + 1].isalnum()) for g in groups],
            ends=[0, *accumulate(len(group.digits) for group in groups)],
            sums=([0, *accumulate(even)], [0, *accumulate(odd)]),
        )

    def number(self, first: int, last: int) -> str:
        """Return the digits of those groups together."""
        return "".join(group.digits for group in self.groups[first : last + 1])

    def last_of_card(self, first: int) -> int | None:
        """Return the last group of a card's number that begins with the group `first`; None if none does."""
        best, preferred = None, (False, 0)
        plain = not self.glued[first][0]
        if self.groups[first].digits.startswith("0"):
            return None
        for last in range(first, len(self.groups)):
            length = self.ends[last + 1] - self.ends[first]
            if length > CARD_LENGTHS[-1]:
                break
            plain = plain and (last == first or _USUAL_GAP.fullmatch(self.gaps[last]) is not None)
            if length not in CARD_LENGTHS or not self._has_check_digit(first, last):
                continue
            number = self.number(first, last)
            known = _of_network(number)
            alone = plain and not self.glued[last][1]
            meant = known and length >= _SHORTEST_OF_TODAY and (plain or self._is_even(first, last))
            if len(set(number)) == 1 or not (alone or meant):
                continue
            # A network's number in its usual length is meant, whatever stands behind it: an expiry date, a CVC.
            preference = (known, -abs(length - _USUAL_LENGTH)) if known else (known, length)
            if best is None or preference > preferred:
                best, preferred = last, preference
        return best

    def _has_check_digit(self, first: int, last: int) -> bool:
        """Tell whether every second digit from the right, doubled, and the others give a sum of whole tens (Luhn)."""
        start, end = self.ends[first], self.ends[last + 1]
        sums = self.sums[end % 2]
        return (sums[end] - sums[start]) % 10 == 0

    def _is_even(self, first: int, last: int) -> bool:
        """Tell whether the groups are those of a card, and not of a date with its time, or of two numbers in a row.

        Either the same stands between all of them, and they are of one length or none is that of a day; or each has
        four digits, and nothing between them ends a clause. Where a message ends, it may end within a group.
        """
        gaps = {gap.strip(_BLANKS) for gap in self.gaps[first + 1 : last + 1]}
        lengths = [len(group.digits) for group in self.groups[first : last + 1]]
        if BREAK in "".join(gaps) or (gaps <= _JOINING and lengths == [4] * len(lengths)):
            return True
        return len(gaps) <= 1 and (len(set(lengths[:-1])) <= 1 or min(lengths) >= 3)


def _of_network(number: str) -> bool:
    return any(prefix.match(number) and len(number) in lengths for prefix, lengths in _NETWORKS)
