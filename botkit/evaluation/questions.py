"""Questions with the articles that answer them: which are found, cited and told, and which are rightly refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from botkit.domain import Conversation, DecisionKind, Message, Outcome, Question, Reply
from botkit.domain.ports import Progress, Retriever, TurnEngine

FIRST = 3
"""The number of passages that a person would look at."""

STRAY_NUMBERS = "replies with a number that their citations lack"
"""The name of the one figure that is a count rather than a share."""

NUMBER = re.compile(r"\d[\d.,:]*\d|\d")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what came of it: the sources of the first passages, and the reply."""

    question: Question
    found: tuple[str, ...]
    reply: Reply

    @property
    def refused(self) -> bool:
        """True if the bot said that it doesn't know."""
        return self.reply.decision is DecisionKind.REFUSE

    @property
    def right_article_found(self) -> bool:
        """True if the article is among the sources of the first passages."""
        return any(source in self.question.articles for source in self.found)

    @property
    def right_article_cited(self) -> bool:
        """True if the reply cites the article."""
        return any(citation.source in self.question.articles for citation in self.reply.citations)

    @property
    def fact_told(self) -> bool:
        """True if the reply contains the fact."""
        text = _folded(self.reply.text)
        return any(_folded(fact) in text for fact in self.question.facts)

    @property
    def stray_numbers(self) -> tuple[str, ...]:
        """The numbers in an answer that none of its quotes contains; compared by their digits alone, on purpose."""
        if self.reply.decision is not DecisionKind.ANSWER:
            return ()
        quoted = set(NUMBER.findall(" ".join(citation.quote for citation in self.reply.citations)))
        return tuple(number for number in NUMBER.findall(self.reply.text) if number not in quoted)


@dataclass(frozen=True, slots=True)
class QuestionReport:
    """Shares (0 to 1) of the answerable and the unanswerable questions, with the questions behind them."""

    asked: tuple[Asked, ...]

    @property
    def answerable(self) -> tuple[Asked, ...]:
        """The questions that an article answers."""
        return tuple(asked for asked in self.asked if asked.question.articles)

    @property
    def unanswerable(self) -> tuple[Asked, ...]:
        """The questions that no article answers."""
        return tuple(asked for asked in self.asked if not asked.question.articles)

    @property
    def not_told(self) -> tuple[Asked, ...]:
        """The answerable questions whose fact is not in the reply; those without a fact are not judged."""
        return tuple(asked for asked in self.answerable if asked.question.facts and not asked.fact_told)

    @property
    def not_refused(self) -> tuple[Asked, ...]:
        """The unanswerable questions that were answered nevertheless."""
        return tuple(asked for asked in self.unanswerable if asked.reply.decision is DecisionKind.ANSWER)

    @property
    def with_stray_numbers(self) -> tuple[Asked, ...]:
        """The questions whose answer has a number that is not in its citations."""
        return tuple(asked for asked in self.asked if asked.stray_numbers)

    @property
    def figures(self) -> dict[str, float]:
        """Each figure by its name; figures that there are no questions for are left out."""
        known, unknown = self.answerable, self.unanswerable
        shares = {
            f"right article among the first {FIRST}": _share(asked.right_article_found for asked in known),
            "right article cited": _share(asked.right_article_cited for asked in known),
            "right fact told": _share(asked.fact_told for asked in known if asked.question.facts),
            "answerable, wrongly refused": _share(asked.refused for asked in known),
            "unanswerable, refused": _share(asked.reply.decision is not DecisionKind.ANSWER for asked in unknown),
        }
        counts = {STRAY_NUMBERS: float(len(self.with_stray_numbers))}
        return {name: share for name, share in shares.items() if share is not None} | counts


def ask_questions(
    engine: TurnEngine, retriever: Retriever, questions: Sequence[Question], progress: Progress | None = None
) -> QuestionReport:
    """Ask each question in a conversation of its own."""
    asked = []
    for number, question in enumerate(questions, 1):
        found = tuple(passage.source for passage in retriever.search(question.text, FIRST))
        message = Message("evaluation", "evaluation", f"question-{number}", question.text)
        *_, outcome = engine.turn(message, Conversation("evaluation"))
        assert isinstance(outcome, Outcome)  # noqa: S101 - for the type checker: a turn always ends with its outcome
        asked.append(Asked(question, found, outcome.turn.reply))
        if progress:
            progress("asking questions", number, len(questions))
    return QuestionReport(tuple(asked))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _share(flags: Iterable[bool]) -> float | None:
    values = list(flags)
    return sum(values) / len(values) if values else None
