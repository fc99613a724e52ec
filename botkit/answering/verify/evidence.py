"""A sentence compared with one statement of a passage, and the reason why that does not say the same, if any."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from botkit.answering.select.statements import Statement
from botkit.answering.verify.polarity import bounded, charges, signs, turned
from botkit.text.content_words import alike, stems
from botkit.text.facts import Fact, FactKind, facts
from botkit.text.words import stop_words

OWN = 0.4
"""Least share of the content words and facts of a sentence that the statement has itself, its headings apart."""

ANCHOR = 0.5
"""Least share of the content words around a fact in the statement that the sentence repeats."""

CONDITION = 0.6
"""Least share of the content words of each part of a condition that the sentence repeats."""

REPEATED = 0.3
"""Least share of the content words of a part of the statement that a sentence without facts repeats."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence (or clause) that somebody has to vouch for."""

    text: str
    stems: frozenset[str]
    facts: frozenset[Fact]
    names: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Claim:
        """Return the claim that `text` makes."""
        return cls(text, stems(text), facts(text), _names(text))

    @property
    def empty(self) -> bool:
        """True if there is too little in it to be true or false."""
        exact = any(fact.kind is not FactKind.NUMBER for fact in self.facts)
        return len(self.stems) < (1 if exact else 2)


def objection(claim: Claim, statement: Statement) -> str:
    """Return the reason for which `statement` does not support `claim`, "" if it does.

    Every content word must be vouched for, however alike the two are: "You can cancel your card in the app" and "You
    can freeze your card in the app" have a cosine of 0.83 (all-MiniLM-L6-v2).
    """
    full = f"{statement.context}. {statement.text}"
    if lacking := claim.facts - facts(full):
        fact = min(lacking, key=lambda fact: (fact.kind, fact.value))
        return f"the {fact.kind} {fact.value} is not in the passage"
    if unknown := claim.names - stems(_everything(statement)):
        return f"the name '{min(unknown)}' is not in the passage"
    own = _widened(statement.text)
    if own & claim.stems:  # an item is one sentence with what introduces it
        own |= _widened(statement.introduction)
    have = own | _widened(statement.context)
    said = f"{statement.introduction} {statement.text}".strip()
    if reason := turned(claim.text, said, claim.stems & have):
        return reason
    if charges(claim.text) and not charges(statement.text) and any(f.kind is FactKind.PRICE for f in facts(full)):
        return "the passage says that it is free"
    lost = claim.stems - have
    if unsaid := lost - stems(statement.passage.text):
        return f"'{min(unsaid)}' is not in the passage"
    if lost:
        return f"'{min(lost)}' belongs to another statement of the passage"
    shared = len(claim.stems & own) + len(claim.facts)
    if shared < OWN * (len(claim.stems) + len(claim.facts)):
        return "the statement is about something else"
    if not claim.facts and max(_share(claim, part) for part in _PART.split(statement.text)) < REPEATED:
        return "most of the statement is left out"
    return _unconditional(claim, statement) or _displaced(claim, statement)


def _unconditional(claim: Claim, statement: Statement) -> str:
    """Return the condition of the statement that the claim leaves out; "" if none."""
    if _OPEN.search(statement.introduction or statement.text):
        return "the conditions of a list are left out"
    parts = _PART.split(statement.text)
    for part in parts:
        if not (word := _CONDITION.search(part)):
            continue
        main, condition = part[: word.start()], part[word.end() :]
        if not stems(main):  # "If you move, tell us."
            condition, _, main = condition.partition(", ")
            if _CONDITION.search(main):
                parts.append(main)
        if stems(main) and not _known(stems(main), claim):
            if claim.stems <= _widened(condition):
                return f"'{word[0].lower()}{condition.rstrip('.')}' is only a condition"
            continue
        for each in re.split(r", |\band\b", condition):
            around = stems(each) - stems(_UNITS)
            if facts(each) - claim.facts or len(_known(around, claim)) < CONDITION * len(around):
                return f"'{word[0].lower()}{condition.rstrip('.')}' is left out"
        if _EXCEPTION.fullmatch(word[0]) and not _EXCEPTION.search(claim.text):
            return f"'{word[0].lower()}' is left out"
    return ""


def _displaced(claim: Claim, statement: Statement) -> str:
    """Return the reason for which a fact of the claim has another meaning in the statement; "" if it has the same."""
    if not claim.facts:
        return ""
    for clause in _CLAUSE.split(statement.text):
        if facts(clause) & claim.facts:
            around = stems(clause) - stems(_UNITS)
            if len(_known(around, claim)) < ANCHOR * len(around):
                return f"'{min(around - claim.stems)}' is left out, which the passage says of this fact"
            if bounded(clause) and not bounded(claim.text) and "within" not in signs(claim.text):
                return "the bound of a fact is left out"
    if facts(statement.text) <= claim.facts:
        return ""
    # Words before a comma may belong to the fact after it: "For loans, call …; for cards, call …".
    for divide in (_CLAUSE, _PART):
        used: set[str] = set()
        others: set[str] = set()
        for clause in divide.split(statement.text):
            if found := facts(clause):
                if found & claim.facts:
                    used |= stems(clause)
                else:
                    others |= stems(clause) - stems(_UNITS)
        if moved := (others - used - stems(statement.context)) & claim.stems:
            return f"'{min(moved)}' belongs to another fact of the passage"
    return ""


_NEUTRAL = "able allow available bank customer free make people person rate"
"""Words that a sentence may have though the statement hasn't: they add nothing."""

_UNITS = "call phone telephone ring day week month year hour minute second"
"""Words that are part of a fact rather than what it is about."""

_NAME = re.compile(r"(?<!^)(?<![.!?–:] )(?<![\"“(])\b[A-Z][\w'’&-]*")
_CLAUSE = re.compile(r"[,;:?] |\b(?:and|but|because|unless)\b")
_PART = re.compile(r"[;?] |,? \b(?:but|while|whereas)\b|, and\b|\band (?=for\b|on\b|to\b)")
_CONDITION = re.compile(r"(?<!even )\bif\b|\b(?:unless|except|provided|as long as|until|when)\b", re.IGNORECASE)
_OPEN = re.compile(r"\b(?:if|unless|except|provided|when)\b[^,.;]{0,40}:$", re.IGNORECASE)
_EXCEPTION = re.compile(r"\b(?:unless|except)\b", re.IGNORECASE)


def _known(around: frozenset[str], claim: Claim) -> frozenset[str]:
    return frozenset(stem for stem in around if alike(stem) & claim.stems)


def _share(claim: Claim, part: str) -> float:
    """Return the share of `part` that the claim repeats, 0 to 1."""
    around = stems(part)
    return len(_known(around, claim)) / len(around) if around else 0.0


@lru_cache(maxsize=4096)
def _widened(text: str) -> frozenset[str]:
    """Return the stems of `text`, and those of words that mean about the same."""
    return frozenset(other for stem in stems(text) for other in alike(stem)) | stems(_NEUTRAL)


def _everything(statement: Statement) -> str:
    passage = statement.passage
    return " ".join((passage.title, *passage.heading, passage.text))


def _names(text: str) -> frozenset[str]:
    """Return the stems of the capitalised words within the sentence."""
    return frozenset(
        stem for name in _NAME.findall(text) if name.lower() not in stop_words() for stem in stems(name.lower())
    )
