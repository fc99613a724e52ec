"""Compares a sentence with one statement of a passage: why does the statement not say the same, if it doesn't."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from botkit.generation.facts import Fact, FactKind, facts
from botkit.generation.polarity import turned
from botkit.generation.statements import Statement
from botkit.generation.words import STOPWORDS, alike, stem_of, stems, words

COVERAGE = 0.75
"""Least share of the content words of a sentence that its statement (with title and headings) has, too."""

OWN = 0.4
"""Least share of the content words and facts of a sentence that the statement has itself, its headings apart."""

ANCHOR = 0.5
"""Least share of the content words around a fact in the statement that the sentence repeats."""

CLOSE = 0.8
"""Cosine from which a sentence may have one word that the passage hasn't."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence (or clause) that somebody has to vouch for."""

    text: str
    stems: frozenset[str]
    facts: frozenset[Fact]
    names: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Claim:
        """The claim that `text` makes."""
        return cls(text, stems(text), facts(text), _names(text))

    @property
    def empty(self) -> bool:
        """Whether there is too little in it to be true or false."""
        exact = any(fact.kind is not FactKind.NUMBER for fact in self.facts)
        return len(self.stems) < (1 if exact else 2)


def objection(claim: Claim, statement: Statement, likeness: float) -> str:
    """Why `statement` does not support `claim`, "" if it does; `likeness` is the cosine of the two."""
    full = f"{statement.context}. {statement.text}"
    if lacking := claim.facts - facts(full):
        fact = min(lacking, key=lambda fact: (fact.kind, fact.value))
        return f"the {fact.kind} {fact.value} is not in the passage"
    if unknown := claim.names - stems(_everything(statement)):
        return f"the name '{min(unknown)}' is not in the passage"
    own = _widened(statement.text)
    have = own | _widened(statement.context)
    if reason := turned(claim.text, full, claim.stems & have):
        return reason
    lost = claim.stems - have
    opening = next(iter(words(claim.text)), "")
    if opening not in STOPWORDS and stem_of(opening) in lost:
        return f"'{opening}' is not in the passage"
    if len(lost) > (1 - COVERAGE) * len(claim.stems):
        return f"too few of its words are in the passage (not: {', '.join(sorted(lost))})"
    if borrowed := lost & stems(statement.passage.text):
        return f"'{min(borrowed)}' belongs to another statement of the passage"
    if len(lost) > (1 if likeness >= CLOSE else 0):
        return f"'{min(lost)}' is not in the passage"
    shared = len(claim.stems & own) + len(claim.facts)
    if shared < OWN * (len(claim.stems) + len(claim.facts)):
        return "the statement is about something else"
    return _displaced(claim, statement)


def _displaced(claim: Claim, statement: Statement) -> str:
    """Why a fact of the claim means something else where it stands in the statement; "" if it doesn't."""
    used: set[str] = set()
    others: set[str] = set()
    for clause in _clauses(statement.text):
        if found := facts(clause):
            if found & claim.facts:
                around = stems(clause) - _UNITS
                if around and len(_known(around, claim)) < ANCHOR * len(around):
                    return f"'{min(around - claim.stems)}' is left out, which the passage says of this fact"
                used |= around
            else:
                others |= stems(clause) - _UNITS
    if claim.facts and (moved := (others - used - stems(statement.context)) & claim.stems):
        return f"'{min(moved)}' belongs to another fact of the passage"
    return ""


_NEUTRAL = stems("able allow available bank customer free make people person rate")
"""Words that a sentence may have though the statement hasn't: they add nothing."""

_UNITS = stems("working day week month year hour minute second")
"""Words that are part of a fact rather than what it is about."""

_NAME = re.compile(r"(?<!^)(?<![.!?–:] )(?<![\"“(])\b[A-Z][\w'’&-]*")
_CLAUSE = re.compile(r"[,;:?] |\b(?:and|but|because|unless)\b")


def _clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSE.split(text) if clause.strip()]


def _known(around: frozenset[str], claim: Claim) -> frozenset[str]:
    return frozenset(stem for stem in around if alike(stem) & claim.stems)


@lru_cache(maxsize=4096)
def _widened(text: str) -> frozenset[str]:
    """The stems of `text` and what means about the same."""
    return frozenset(other for stem in stems(text) for other in alike(stem)) | _NEUTRAL


def _everything(statement: Statement) -> str:
    passage = statement.passage
    return " ".join((passage.title, *passage.heading, passage.text))


def _names(text: str) -> frozenset[str]:
    """Stems of the capitalised words within the sentence."""
    return frozenset(
        stem for name in _NAME.findall(text) if name.lower() not in STOPWORDS for stem in stems(name.lower())
    )
