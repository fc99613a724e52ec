"""Words as search compares them: lower case, stemmed, without those that say nothing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from threading import local

import Stemmer
from bm25s.stopwords import STOPWORDS_EN_PLUS

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_TALK = """
    able actually already also always anybody anyone anything anyway around ask away back best bit came cannot cant
    can't come comes could couldnt day days didnt does doesnt doing done dont else ever every everything explain
    find get gets getting give given go goes going gone got guys happen happened happens havent hello help hey hi
    hope i'd i'll i'm i've im ive isnt keep keeps know last let let's like long look looking lot made make makes
    making many may maybe me mean might much must need needed needs never new next nothing number offer offers one
    ones ok okay old please possible provide put really right said say says see seem should show since somebody
    someone something sort start still sure take takes taking tell thank thanks thing things think thought time
    today told tomorrow tried try trying turn understand us use used using want wanted wants way well went what's
    whats where's wheres who's whos within without wont won't work works would wouldnt year years yes yesterday yet
    you're you've youre your yours
"""
"""What questions are made of, whatever they are about: stop words beyond the usual ones."""

_STOP = frozenset((*STOPWORDS_EN_PLUS, *_TALK.split()))
_stemmers = local()


def content_words(text: str) -> list[str]:
    """The stems (Porter 2) of the words of `text` that carry meaning, in order, repeated as they are repeated."""
    text = unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'")
    return [_stem(word) for word in _WORD.findall(text) if word not in _STOP]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    if not hasattr(_stemmers, "english"):  # a stemmer must not be shared among threads
        _stemmers.english = Stemmer.Stemmer("english", 0)
    return str(_stemmers.english.stemWord(word.removesuffix("'s")))
