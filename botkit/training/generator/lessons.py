"""Lessons for a generator: the prompt it is given in the bot, and the reply that it should have written.

A lesson is made the way a turn is: the sentence selector chooses the quotes, and the prompt is the writer's. The reply
is the shortest wording of the answering sentence that the grounding gate lets through, so that nothing is taught that
would not be sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from botkit.answering.select.quote import Quote
from botkit.answering.select.selector import select_quotes
from botkit.answering.select.span_scores import SpanScorer
from botkit.answering.verify.gate import GroundingGate
from botkit.answering.verify.trust import Trust
from botkit.answering.write.prompt import prompt_of
from botkit.domain import Passage


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the passages found for it; each of `answers` answers it (none: nothing does).

    `origin` is what the question is about (an article): lessons of one origin are trained on or held out together.
    """

    question: str
    passages: tuple[Passage, ...]
    answers: tuple[str, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A prompt, and the reply to learn."""

    prompt: str
    reply: str
    origin: str


class Teacher:
    """The maker of lessons; `selector`, `gate` and `trust` are those of the bot's writer."""

    def __init__(self, selector: SpanScorer, gate: GroundingGate, trust: Trust = Trust()) -> None:  # noqa: B008 - it is frozen
        self._selector = selector
        self._gate = gate
        self._trust = trust

    def lesson(self, asked: Asked) -> Lesson | None:
        """Return the question's lesson; None if no generator would be asked, or the quotes hold no answer to send."""
        quotes = select_quotes(asked.question, asked.passages, self._selector, trust=self._trust)
        if not quotes or any(quote.is_list for quote in quotes):
            return None
        reply = self._reply(quotes, asked.answers)
        return Lesson(prompt_of(asked.question, quotes), reply, asked.origin) if reply else None

    def _reply(self, quotes: Sequence[Quote], answers: Sequence[str]) -> str | None:
        told = [
            (statement.text, answer, quote.passage)
            for quote in quotes
            for statement in quote.said
            for answer in answers
            if answer.casefold() in statement.text.casefold()
        ]
        worded = {
            (wording, passage)
            for text, answer, passage in told
            for wording in wordings(text)
            if answer.casefold() in wording.casefold()
        }
        for wording, passage in sorted(worded, key=lambda each: (len(each[0]), each[0])):
            if self._gate.check_rewording(wording, [passage]).supported:
                return wording
        return None


def wordings(sentence: str) -> Iterator[str]:
    """Yield the sentence and shorter forms of it: without its introduction, its parentheses, or its last clauses."""
    for opened in dict.fromkeys((sentence, _capital(_OPENING.sub("", sentence)))):
        for bare in dict.fromkeys((opened, " ".join(_BRACKETS.sub("", opened).split()))):
            yield bare
            for clause in _CLAUSE.finditer(bare):
                # After another comma, the sentence may continue what stood before the clause.
                if len(bare[: clause.start()].split()) >= _FEWEST_WORDS and "," not in bare[clause.end() :]:
                    yield f"{bare[: clause.start()]}."


_FEWEST_WORDS = 4
_OPENING = re.compile(
    r"^(?:However|In addition|Additionally|Moreover|Furthermore|For example|For instance|Therefore|Thus|Also|Finally"
    r"|As a result|In fact|Meanwhile|Nevertheless|Remember that|Please note that|Note that),? ",
)
_BRACKETS = re.compile(r" ?\([^()]*\)")
_CLAUSE = re.compile(
    r"[,;:]? ?[–—] |; |, (?=(?:and|but|which|who|whose|where|while|whereas|although|though|because|since|so|as|with|"
    r"including|such|for|or|making|leading|giving|being)\b)| (?=(?:which|because|although|whereas)\b)"
)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
