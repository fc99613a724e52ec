"""The signs that turn a sentence's meaning round without changing its topic: negation, bounds, duties, opposites."""

from __future__ import annotations

import re

from botkit.text.content_words import alike, stems
from botkit.text.words import stem_of, stop_words, words

_FREE = re.compile(r"\b(?:no|without|at no)(?: \w+)? (?:fees?|charges?|costs?)\b|\bnothing\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:.!?–]|\b(?:but|because|unless|until|although|so that|while|if|when)\b", re.IGNORECASE)
_CHARGED = "cost price fee charge"
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
        r"\bat most\b|\bmaximum\b|\bup to (?!date)|\bno more than\b|\bor (?:less|under|below|fewer)\b"
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
    """Return the stems under a negation: after "not", "no", "never" and the like, up to the end of the clause."""
    return frozenset(stem for under in _negations(text) for stem in under)


def signs(text: str) -> frozenset[str]:
    """Return the bounds, duties and directions that `text` expresses."""
    return frozenset(name for name, pattern in _SIGN.items() if pattern.search(text))


def bounded(text: str) -> bool:
    """Tell whether a number of `text` is a bound: "up to 5 days" is not "5 days"."""
    return _BOUND.search(text) is not None


def charges(text: str) -> bool:
    """Tell whether `text` speaks of a price, other than to say that there is none."""
    return bool(stems(_CHARGED) & stems(_FREE.sub(" ", re.sub(r"\bfree of charge\b", " ", text))))


def turned(sentence: str, source: str, shared: frozenset[str]) -> str:
    """Tell how `sentence` reverses what `source` says, "" if it does not; `shared` are the stems that both have."""
    ours, theirs = _negations(sentence), _negations(source)
    if len(ours) > len(theirs):
        return "the negation differs"
    # What is negated first of all, "share" in "never share the code", is so in both, if it is in both at all.
    if any(under and not alike(under[0]) & negated(source) for under in ours):
        return "something else is negated"
    if any(under and alike(under[0]) & shared and not alike(under[0]) & negated(sentence) for under in theirs):
        return "the negation differs"
    if theirs and not ours and negated(source) & shared:
        return "the negation differs"
    duty = _SIGN["duty"]
    if len(duty.findall(sentence)) < len(duty.findall(source)) and (
        len(_ALLOWED.findall(sentence)) > len(_ALLOWED.findall(source))
    ):
        return "what must be is said to be allowed"
    new = {sign for sign in signs(sentence) - signs(source) if not _EQUIVALENT.get(sign, set()) & signs(source)}
    return f"'{min(new)}' is not what the source says" if new else ""


def _negations(text: str) -> list[tuple[str, ...]]:
    """Return for each negation the stems after it, up to the end of the clause. "No fee" is no negation but a price."""
    found: list[tuple[str, ...]] = []
    for clause in _CLAUSE.split(_FREE.sub(" free ", text.replace("’", "'"))):
        said = [word for word in words(clause) if not word.isdecimal()]
        for place, word in enumerate(said):
            if word in _NEGATORS or word.endswith("n't"):
                found.append(tuple(stem_of(under) for under in said[place + 1 :] if under not in stop_words()))
    return found
