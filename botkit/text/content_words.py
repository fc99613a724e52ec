"""The content words of a text, as the gate and the reader compare them."""

from __future__ import annotations

import re
import threading
from functools import lru_cache

import Stemmer

_LOCAL = threading.local()
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SORT_OF_DAY = re.compile(r"\b(?:working|business|calendar) (?=days?\b)", re.IGNORECASE)
STOPWORDS = frozenset(
    _WORD.findall("""
    a about above after again all also am an and any are aren't as at be because been before being below between both
    but by can cannot can't could couldn't did didn't do does doesn't doing don't down during each either else ever
    every few for from further get had has hasn't have haven't having he her here hers him his how i if in into is isn't
    it its it's itself just let like may me might mine more most much must my need neither no nobody none nor not
    nothing now of off on once one only or other our ours out over own per please shall she should shouldn't so some
    such than that that's the their theirs them then there there's these they this those through to too under until up
    upon us using very via was wasn't we were what when where which while who whom why will with within without won't
    would wouldn't yes yet you you'd you'll you're your yours i'm i've i'd we'll we're they're
    """)
)
"""Words that carry no content; those that turn a meaning round are `botkit.answering.verify.polarity`'s business."""

FACT_WORDS = frozenset(
    _WORD.findall("""
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million
    st nd rd th am pm noon midday midnight pound pounds quid pence euro euros dollar dollars gbp eur usd percent cent
    """)
)
"""Words that are part of an exact fact: `botkit.text.facts` compares them."""

SYNONYMS = (
    "cost price fee charge",
    "call phone telephone ring contact",
    "arrive deliver delivery come receive get",
    "email mail",
    "start begin",
    "buy purchase spend",
    "immediately instantly",
    "choose select pick",
    "view see show display",
    "cash money",
    "free charge",
    "stolen theft",
    "mobile phone",
    "pay payment paid",
    "close closure",
    "day daily",
    "week weekly",
    "month monthly",
    "year yearly annual",
    "freeze frozen froze",
    "lose lost",
    "send sent",
    "make made",
    "give given",
)
"""Words (each stands for all with its stem) that may stand for each other in a help article."""


def words(text: str) -> list[str]:
    """The words of `text`, small letters, in reading order."""
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


@lru_cache(maxsize=8192)
def stems(text: str) -> frozenset[str]:
    """The stems (Snowball, English) of the words that carry content. Words of exact facts are left to `facts`."""
    text = _SORT_OF_DAY.sub("", text)
    return frozenset(stem_of(word) for word in words(text) if word not in _EMPTY and len(word) > 1)


def stem_of(word: str) -> str:
    """The stem of one word."""
    stemmer = getattr(_LOCAL, "stemmer", None)  # a Stemmer must not be shared between threads
    if stemmer is None:
        stemmer = _LOCAL.stemmer = Stemmer.Stemmer("english")
    return str(stemmer.stemWord(word.removesuffix("'s").lower()))


def alike(stem: str) -> frozenset[str]:
    """The stem and the stems of words that mean about the same in a help article."""
    return _ALIKE.get(stem, frozenset()) | {stem}


_EMPTY = STOPWORDS | FACT_WORDS
_ALIKE: dict[str, frozenset[str]] = {}
for _group in SYNONYMS:
    _stems = frozenset(stem_of(word) for word in _group.split())
    _ALIKE |= {stem: _ALIKE.get(stem, frozenset()) | _stems for stem in _stems}
