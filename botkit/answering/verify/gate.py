"""The grounding gate: lets a generated sentence through only if a passage says the same.

A sentence is supported if one statement of one passage has every exact fact of it (`botkit.text.facts`), its
names, the same polarity, all its content words and about its meaning, and if the sentence leaves no condition of the
statement out (`botkit.answering.verify.evidence`). Words that belong
to a different statement of the passage than the fact beside them mean that the fact was moved: refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from botkit.answering.select.statements import Statement, statements
from botkit.answering.verify.evidence import Claim, objection
from botkit.answering.verify.trust import Trust
from botkit.domain import Citation, Passage
from botkit.domain.ports import Encoder
from botkit.text.chat_tokens import has_chat_token
from botkit.text.facts import facts
from botkit.text.markdown import plain

SIMILARITY = 0.55
"""Least cosine of a sentence and the statement that supports it, as all-MiniLM-L6-v2 measures it: of sentences that
say the same in other words nine in ten are above it."""


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict on sending a sentence; `reason` says why it may not be sent, `citation` what supports it.

    `likeness` is its cosine with the statement that supports it, or else with the one that comes nearest.
    """

    supported: bool
    reason: str = ""
    citation: Citation | None = None
    likeness: float = 0.0


class GroundingGate:
    """A check of sentences against passages; `similarity` (0 to 1) is the least likeness of meaning.

    A statement that `trust` objects to vouches for nothing.
    """

    def __init__(self, encoder: Encoder, *, similarity: float = SIMILARITY, trust: Trust = Trust()) -> None:  # noqa: B008 - it is frozen
        self._encoder = encoder
        self._similarity = similarity
        self._trust = trust

    def check(self, sentence: str, passages: Sequence[Passage]) -> Check:
        """Check that one of `passages` supports `sentence`, and find the place."""
        text = plain(sentence)
        if reason := _never_supported(text):
            return Check(False, reason)
        answer = _ANSWER.match(text)
        if answer and not any(answer[0].lower() in passage.text.lower() for passage in passages):
            # What it answers is not seen here: "Yes, you can report it" may follow "Will it cost me anything?".
            return Check(False, f"no passage says '{answer[0]}'")
        refusal, nearest = Check(False, "no passage speaks of it"), -1.0
        for passage in passages:
            for statement, likeness, reason in self._judged(text, passage):
                if not reason:
                    return Check(True, "", statement.citation, likeness)
                if likeness > nearest:
                    refusal, nearest = Check(False, reason, None, likeness), likeness
            if citation := self._in_parts(text, passage):
                return Check(True, "", citation, nearest)
        return refusal

    def check_rewording(self, sentence: str, passages: Sequence[Passage]) -> Check:
        """Check as `check` does, and that no exact fact of the text that supports the sentence is left out."""
        found = self.check(sentence, passages)
        if found.citation is not None and facts(found.citation.quote) - facts(plain(sentence)):
            return Check(False, "it leaves out a fact of what it words", None, found.likeness)
        return found

    def _judged(self, text: str, passage: Passage) -> Iterator[tuple[Statement, float, str]]:
        """Yield the statements of the passage, nearest first, each with its cosine and its objection to `text`."""
        said = [column for statement in _statements(passage) for column in statement.columns()]
        if not said:
            return
        vector, *alone = self._encoder.encode([text, *(statement.text for statement in said)])
        placed = self._encoder.encode([f"{statement.context}: {statement.text}" for statement in said])
        likeness = [max(float(vector @ a), float(vector @ b)) for a, b in zip(alone, placed, strict=True)]
        claim = Claim.of(text)
        for statement, near in sorted(zip(said, likeness, strict=True), key=lambda pair: -pair[1]):
            reason = self._trust.objection(statement.citation.quote) or objection(claim, statement)
            if not reason and near < self._similarity:
                reason = f"its meaning is too far from the passage ({near:.2f})"
            yield statement, near, reason

    def _in_parts(self, text: str, passage: Passage) -> Citation | None:
        """Return the support of a sentence of two clauses that are each supported by the passage."""
        joint = _JOINT.search(text)
        if not joint:
            return None
        supports: list[Statement] = []
        for clause in (text[: joint.start()], text[joint.end() :]):
            if Claim.of(clause).empty:
                return None
            supports += [s for s, _, reason in self._judged(clause, passage) if not reason][:1]
        if len(supports) < 2:
            return None
        start, end = min(s.start for s in supports), max(s.end for s in supports)
        return Citation(passage.title, passage.source, passage.text[start:end], passage.url)


_JOINT = re.compile(r"(?:,? (?:and|but)|;) (?=(?:the|a|an|you|your|we|our|there|if) )", re.IGNORECASE)
_ANSWER = re.compile(r"(?:yes|no)\b[,.:;!]", re.IGNORECASE)
_CHAT = re.compile(
    r"\b(?:I|I'm|I'll|I've|I'd|my|me|sorry|apologi[sz]e|hello|hi|hey|dear|welcome|thanks?|thank you|glad|happy to"
    r"|feel free|let me know|language model|chatbot|assistant|the (?:passage|text|quote|document|question|facts?))\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=512)
def _statements(passage: Passage) -> tuple[Statement, ...]:
    return tuple(statements(passage))


def _never_supported(text: str) -> str:
    if text.endswith("?"):
        return "it is a question"
    if has_chat_token(text):
        return "it has a token of a chat template"
    if match := _CHAT.search(text):
        return f"it talks about the conversation ('{match[0]}')"
    return "it says nothing" if Claim.of(text).empty else ""
