"""Telephone numbers in folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from intents.folded_text import BREAK
from intents.privacy.digit_groups import DigitGroup, runs
from intents.privacy.finding import Finding

_GAP = re.compile(rf"[ \t_.\-/(){BREAK}]+")
_LONGEST_GAP = 4
_MOST_GROUPS = 10
_DIGITS = range(7, 18)
"""Of a number with its country's code at most 15 (E.164), and two for the prefix of a call abroad."""
_DIALLED = range(9, 16)
"""Of what is taken for a number by its looks alone."""
_LOOKS = re.compile(
    r"""(?:\+|00)[1-9](?:[ ()./_-]{0,3}\d){7,14}             # with the country's code
      | \(?0\d{2,4}\)?(?:[ ./_-]{0,3}\d){6,8}                # of one's own country: 0131 496 0999, 07700 900123
      | 0\d(?:[ ./_-]\d{2}){4}                               # 01 23 45 67 89
      | (?:1[ ./_-])?\(?[2-9]\d{2}\)?[ ./_-]{1,2}\d{3}[ ./_-]\d{4}  # (555) 123-4567
    """,
    re.VERBOSE,
)
"""Numbers that nobody has, as in films and examples, look like these."""
_BEGINNING = re.compile(r"0\d{2,4}")
_DATE = re.compile(
    r"(?<![\d+])(?:\d{1,2}([./ -])\d{1,2}\1(?:19|20)\d{2}|(?:19|20)\d{2}([./-])\d{1,2}\2\d{1,2})(?!\d)"
    r"|(?<!\d)\d{1,2}:\d{2}(?!\d)"
)
_AMOUNT_BEFORE = re.compile(r"[£$€¥₹#№][ ]?\Z|\d[.,]\Z")
_AMOUNT_AFTER = re.compile(r"[ ]?[£$€¥₹%]|:\d|,\d{1,3}(?!\d)")
_WORD_BEFORE = re.compile(r"(?:\A|[^0-9A-Za-z])[A-Za-z]{2,}\Z")
_WORD_AFTER = re.compile(r"[A-Za-z]{2,}(?![0-9A-Za-z])")
_NEIGHBOURHOOD = 20


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Groups of digits that may be a number; `whole` says that no other digits belong to them."""

    written: str
    digits: str
    start: int
    end: int
    whole: bool


def phones(text: str, region: str) -> Iterator[Finding]:
    """Yield numbers that can be dialled, those without a country's code in the region ("GB"; "" knows none).

    Numbers in use are told by libphonenumber; besides, what looks like one and stands alone.
    """
    without_dates = _DATE.sub(lambda date: "\0" * len(date[0]), text)
    for run in runs(without_dates, _GAP, _LONGEST_GAP):
        if sum(len(group.digits) for group in run) < _DIGITS[0]:
            continue
        first = 0
        while first < len(run):
            found = _number_from(without_dates, run, first, region)
            if found:
                candidate, groups = found
                yield Finding(candidate.start, candidate.end, "[phone number]")
                first += groups
            else:
                first += 1


def _number_from(text: str, run: Sequence[DigitGroup], first: int, region: str) -> tuple[_Candidate, int] | None:
    """Return the longest number that begins with the group, and how many groups it has."""
    start = _start(text, run, first)
    if not _may_begin(text, start):
        return None
    digits, possible = "", []
    for last in range(first, min(len(run), first + _most_groups(run, first))):
        digits += run[last].digits
        if len(digits) > _DIGITS[-1]:
            break
        end = run[last].end
        whole = first == 0 and last == len(run) - 1
        if len(digits) in _DIGITS and (last < len(run) - 1 or _may_end(text, end)):
            possible.append((_Candidate(text[start:end], digits, start, end, whole), last - first + 1))
    return next(((one, groups) for one, groups in reversed(possible) if _is_number(one, region)), None)


def _start(text: str, run: Sequence[DigitGroup], first: int) -> int:
    """Return the place where the number begins: before a plus, and before a bracket that is closed again."""
    start, lowest = run[first].start, run[first - 1].end if first else 0
    behind = text[run[first].end : run[first].end + 1]
    if start > lowest and text[start - 1] == "(" and behind == ")":
        start -= 1
    if start > lowest and text[start - 1] == "+":
        start -= 1
    return start


def _most_groups(run: Sequence[DigitGroup], first: int) -> int:
    """Count the groups that a number beginning with this one may have: digit by digit, only one that stands alone."""
    if len(run[first].digits) > 1 or first == 0:
        return _MOST_GROUPS if len(run) > _DIGITS[-1] else _DIGITS[-1]
    return 0


def _may_begin(text: str, start: int) -> bool:
    before = text[max(0, start - _NEIGHBOURHOOD) : start]
    if not before:
        return True
    if before[-1].isalnum() or before[-1] == "_":
        return _WORD_BEFORE.search(before) is not None or not before[-1].isascii()
    return _AMOUNT_BEFORE.search(before) is None


def _may_end(text: str, end: int) -> bool:
    after = text[end : end + _NEIGHBOURHOOD]
    if after[:1].isalnum():
        return _WORD_AFTER.match(after) is not None or not after[0].isascii()
    return _AMOUNT_AFTER.match(after) is None


def _is_number(candidate: _Candidate, region: str) -> bool:
    abroad = candidate.written.lstrip("(").startswith("+") or re.match("00[1-9]", candidate.digits) is not None
    if candidate.whole and len(candidate.digits) in _DIALLED and _looks(candidate):
        return True
    if abroad:
        return _is_in_use(candidate.written, candidate.digits, region)
    rules = _rules_of(region)
    if rules is None or not rules.fits(candidate.digits):
        return False
    if not candidate.whole and not _BEGINNING.match(candidate.digits):
        return False
    if candidate.whole or not rules.prefix or candidate.digits.startswith(rules.prefix):
        return _is_in_use(candidate.written, candidate.digits, region) or _is_dialled(candidate, rules)
    return False


def _looks(candidate: _Candidate) -> bool:
    written = re.sub(rf"[\t{BREAK}]", " ", candidate.written)
    if not re.search(r"\d\d", written):  # spelled digit by digit
        written = re.sub(r"[^+0-9]", "", written)
    return _LOOKS.fullmatch(written) is not None


def _is_dialled(candidate: _Candidate, rules: _Rules) -> bool:
    """Tell whether it is written like a number of the region, though nobody has it, and something else follows."""
    first = re.split(r"[^0-9]+", candidate.written.strip("()"))[0]
    return bool(rules.prefix and _BEGINNING.fullmatch(first) and len(candidate.digits) in (10, 11))


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules for dialling within a region: the prefix ("0"), whether it may be left out, what follows it."""

    prefix: str
    optional: bool
    rest: re.Pattern[str]

    def fits(self, digits: str) -> bool:
        """Tell whether there may be such a number; quicker by far than asking for one that is in use."""
        rest = digits.removeprefix(self.prefix)
        needed = bool(self.prefix) and not self.optional
        if needed and rest == digits:
            return False
        return any(self.rest.fullmatch(one) for one in {rest, digits})


@cache
def _rules_of(region: str) -> _Rules | None:
    import phonenumbers

    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region) if region else None
    if metadata is None:
        return None
    prefix = metadata.national_prefix or ""
    ways = [one.national_prefix_formatting_rule for one in metadata.number_format]
    always = any(ways) and all(prefix in way for way in ways if way)
    optional = any(one.national_prefix_optional_when_formatting for one in metadata.number_format) or not always
    described = metadata.general_desc
    return _Rules(prefix, optional, re.compile((described and described.national_number_pattern) or ""))


@lru_cache(maxsize=4096)
def _is_in_use(written: str, digits: str, region: str) -> bool:
    import phonenumbers

    if written.lstrip("(").startswith("+"):
        written = f"+{digits}" if "(0)" not in written else "+" + re.sub(r"\D", "", written.replace("(0)", ""))
    else:
        written = digits
    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(written, region or None)))
    except phonenumbers.NumberParseException:
        return False
