"""What turns a sentence's meaning round without changing its topic: negation, bounds, duties, opposites."""

from __future__ import annotations

import re

from botkit.generation.words import STOPWORDS, stem_of, stems, words

_FREE = re.compile(r"\b(?:no|without|at no)(?: \w+)? (?:fees?|charges?|costs?)\b|\bnothing\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:.!?–]|\b(?:but|because|unless|until|although|so that|while|if|when)\b", re.IGNORECASE)
_CHARGED = stems("cost price fee charge")
_BOUND = re.compile(
    r"\b(?:up to|at least|at most|no (?:more|less) than|(?:more|less|fewer|longer) than|over|under|above|below)"
    r" (?!(?:the|a|an|your|our)\b)|\bor (?:more|over|above|less|under|below|fewer)\b"
    r"|\b(?:max|min)imum\b|\bthe most\b",
    re.IGNORECASE,
)
_NEGATORS = frozenset({"not", "no", "never", "cannot", "without", "neither", "nor", "none", "nobody", "unable"})

_SIGNS: dict[str, str] = {
    "at least": r"\bat least\b|\bminimum\b|\bno less than\b|\bor (?:more|over|older|above)\b|\bsmallest\b",
    "at most": (
        r"\bat most\b|\bmaximum\b|\bup to\b|\bno more than\b|\bor (?:less|under|below|fewer)\b"
        r"|\b(?:largest|the most)\b|\blimit"
    ),
    "more than": r"\b(?:more|longer|later|greater) than\b|\bover\b|\babove\b",
    "less than": r"\b(?:less|fewer|shorter|sooner) than\b|\bunder\b|\bbelow\b",
    "before": r"\bbefore\b",
    "after": r"\bafter\b|\bonce\b|\bas soon as\b|\bwhen\b",
    "duty": r"\bmust\b|\b(?:have|has|need|needs|required?) to\b|\bneeds?\b|\bonly\b|\bshould\b",
    "always": r"\balways\b",
    "rise": r"\b(?:rais\w+|increas\w+|higher|rises?)\b",
    "fall": r"\b(?:lower\w*|decreas\w+|reduc\w+)\b",
    "on": r"\b(?:switch|turn)\w* on\b",
    "off": r"\b(?:switch|turn)\w* off\b",
    "debit": r"\bdebit cards?\b",
    "credit": r"\bcredit cards?\b",
    "unless": r"\bunless\b|\bexcept\b",
    "same": r"\bsame\b|\bunchanged\b|\bas it was\b",
    "new": r"\bnew\b",
    "within": r"\bwithin\b",
}
_SIGN = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _SIGNS.items()}
_ALLOWED = re.compile(r"\b(?:can|may|could|able to|allowed to)\b", re.IGNORECASE)

# What a sentence may say of a source that says it in another way: "within 5 days" of "up to 5 days".
_EQUIVALENT = {"within": {"at most", "less than"}, "duty": {"at least", "at most"}}


def negated(text: str) -> frozenset[str]:
    """The stems that stand under a negation: after "not", "no", "never" and the like, up to the end of the clause."""
    found: set[str] = set()
    for clause in _CLAUSE.split(_FREE.sub(" free ", text.replace("’", "'"))):
        under = False
        for word in words(clause):
            if word in _NEGATORS or word.endswith("n't"):
                under = True
            elif under and word not in STOPWORDS:
                found.add(stem_of(word))
    return frozenset(found)


def negates(text: str) -> bool:
    """Whether anything is negated. "No fee" is not a negation but a price."""
    return any(word in _NEGATORS or word.endswith("n't") for word in words(_FREE.sub(" free ", text.replace("’", "'"))))


def signs(text: str) -> frozenset[str]:
    """Which bounds, duties and directions `text` expresses."""
    return frozenset(name for name, pattern in _SIGN.items() if pattern.search(text))


def bounded(text: str) -> bool:
    """Whether a number of `text` is a bound: "up to 5 days" is not "5 days"."""
    return _BOUND.search(text) is not None


def charges(text: str) -> bool:
    """Whether `text` speaks of a price, other than to say that there is none."""
    return bool(_CHARGED & stems(_FREE.sub(" ", re.sub(r"\bfree of charge\b", " ", text))))


def turned(sentence: str, source: str, shared: frozenset[str]) -> str:
    """How `sentence` turns round what `source` says, "" if it does not; `shared` are the stems that both have."""
    ours, theirs = negated(sentence), negated(source)
    if negates(sentence) != negates(source):
        if negates(sentence) or theirs & shared:
            return "the negation differs"
    elif negates(sentence) and ours != theirs and not ours & theirs:
        return "something else is negated"
    if "duty" in signs(source) - signs(sentence) and _ALLOWED.search(sentence) and not _ALLOWED.search(source):
        return "what must be is said to be allowed"
    new = {sign for sign in signs(sentence) - signs(source) if not _EQUIVALENT.get(sign, set()) & signs(source)}
    return f"'{min(new)}' is not what the source says" if new else ""
