"""What can be told from the wording of a message alone (English)."""

from __future__ import annotations

import re

from botkit.domain import Conversation, DecisionKind


def words(text: str) -> list[str]:
    """The words in lower case, without punctuation."""
    return re.findall(r"[^\W_]+(?:['\u2019][^\W_]+)*", text.casefold())


_QUESTION_WORDS = frozenset(
    words("how what why where which who whose can could do does did should will is are am what's how's where's who's")
)
_OPENING = frozenset(
    words("hi hello hey ok okay right thanks cheers and but so also well sorry please oh um er erm now then btw")
)
_REQUEST = re.compile(
    r"(?:(?:can|could|will|would) you|(?:can|could|may) we|i want|i need|i'd like|i would like|please)\b"
)
_ASKS_ABOUT = re.compile(
    r"\b(?:you (?:tell|explain|say|show|advise|clarify)|"
    r"(?:to know|wondering|wonder|ask|asking) (?:how|what|why|when|if|whether|about|where|which)|"
    r"how (?:do|can|does|much|many|long|to)|what (?:is|are|happens|details|do)|is it possible)\b"
)
_OPENERS = re.compile(r"(and|or|also|but|what about|how about|same for)\b", re.IGNORECASE)
_REFERENCES = frozenset(words("it its that they them those these"))
_FILLERS = frozenset(
    words(
        "a about all am an and any are as at be been but by for from get got had has have he her him i if in into is"
        " just me more much many my not of on or our please she so some than the there this to too up us was we were"
        " when with would you your"
    )
)
_FUNCTION_WORDS = _QUESTION_WORDS | _REFERENCES | _FILLERS
_ARTICLES = frozenset({"the", "a", "an", "my", "your", "our"})
_HAPPENING = re.compile(
    r"\bit (?:take|cost|work|happen|mean|matter|be|possible|help|need|say|safe|go)s?\b|\b(?:do|about|is) it\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"\b(?:do|does|did|is|are|was|will|can|has|have) (?:my|the|your|our)\b", re.IGNORECASE)
"""Behind these, what is named comes before its verb, and not at the end."""
_SHORT_NAME = 4
"""Words of a name that takes another one's place."""
_LONG = 8
"""Words: a greeting with more than these wants something else besides."""


def content_words(text: str) -> list[str]:
    """The words that say what it is about."""
    return [word for word in words(text) if word not in _FUNCTION_WORDS]


def is_question(text: str) -> bool:
    return "?" in text or next(iter(_without_opening(text)), "") in _QUESTION_WORDS


def is_request(text: str) -> bool:
    """Whether something is asked for, not about: "could you block my card", "I'd like to move some money"."""
    said = " ".join(_without_opening(text))
    if _ASKS_ABOUT.search(said):
        return False
    return not is_question(text) or _REQUEST.match(said) is not None


def _without_opening(text: str) -> list[str]:
    """The words behind a greeting, thanks and the like."""
    said = words(text)
    while said and said[0] in _OPENING:
        said = said[1:]
    return said


def says_more_than_smalltalk(text: str) -> bool:
    return "?" in text or len(words(text)) > _LONG


def same_words(text: str, other: str) -> bool:
    """Whether the two differ at most in case and punctuation."""
    return words(text) == words(other) != []


def contains_phrase(text: str, phrase: str) -> bool:
    """Whether the words of `phrase` stand in `text`, next to each other."""
    return bool(words(phrase)) and f" {' '.join(words(phrase))} " in f" {' '.join(words(text))} "


def search_query(text: str, conversation: Conversation, *, understood: bool, subject: str = "") -> str:
    """What to search for: the message, behind the one before it where it only makes sense as a follow-up.

    `understood` says that the intent is clear from the message itself; `subject` is what the flow under way is about.
    """
    if subject:
        refers = not (_REFERENCES | {"one", "ones"}).isdisjoint(words(text)) or len(content_words(text)) < 3
        return f"{subject}: {text}" if refers else text
    previous = conversation.recent[-1] if conversation.recent else None
    if previous is None or previous.reply.decision not in {DecisionKind.ANSWER, DecisionKind.REFUSE}:
        return text
    content = content_words(text)
    refers_back = len(content) < 5 and not _REFERENCES.isdisjoint(words(text))
    says_little = len(content) < 2 and not understood
    asked = previous.understanding.text
    if _OPENERS.match(text):
        return _in_place(asked, text) or f"{asked} {text}"
    if refers_back and (meant := _resolved(asked, text)) is not None:
        return meant
    return f"{asked} {text}" if refers_back or says_little else text


def _resolved(asked: str, text: str) -> str | None:
    """The message with "it" told: the thing that the question before ended with.

    None where "it" is what happens ("how long does it take?") and not a thing, or nothing was named.
    """
    pronoun = re.search(r"\b(?:it|they|them)\b", text, re.IGNORECASE)
    thing = re.search(r"\b(?:my|the|your|our) (?:[\w'-]+ ){0,2}?[\w'-]+(?=\W*$)", asked, re.IGNORECASE)
    if pronoun is None or thing is None or _HAPPENING.search(text) or _SUBJECT.search(asked):
        return None
    return text[: pronoun.start()] + thing[0] + text[pronoun.end() :]


def _in_place(asked: str, text: str) -> str | None:
    """The question before with what it was about exchanged, where both end in the same word.

    After "What does the Easy Saver pay?", "and the Notice Saver?" means "What does the Notice Saver pay?".
    """
    new = text.split()
    while new and (words(new[0]) == [] or words(new[0])[0] in _OPENING | _ARTICLES | {"what", "how", "about"}):
        new = new[1:]
    kind = words(new[-1])[-1:] if new else []
    old = asked.split()
    places = [number for number, word in enumerate(old) if words(word)[-1:] == kind]
    if not 1 < len(new) <= _SHORT_NAME or len(places) != 1 or places[0] + 1 < len(new):
        return None
    end = places[0] + 1
    begin = next((at for at in range(end - len(new), end) if _ARTICLES.isdisjoint(words(old[at]))), end - 1)
    tail = re.search(r"\W*$", old[end - 1])
    name = " ".join(new).rstrip("?!., ")
    return " ".join([*old[:begin], name + (tail[0] if tail else ""), *old[end:]])
