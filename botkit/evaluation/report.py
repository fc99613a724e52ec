"""Everything that was measured of a bot, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from botkit.build import Project, open_engine, open_nlu, open_retriever
from botkit.errors import ConfigError
from botkit.evaluation.conversations import ConversationReport, run_conversations
from botkit.evaluation.questions import STRAY_NUMBERS, QuestionReport, ask_questions
from botkit.evaluation.tests_folder import BotTests
from botkit.protocols import Progress
from intents.types import Example

if TYPE_CHECKING:  # torch is behind it, and `botkit check` reads tests only
    from intents.evaluation import NluReport

WORST = 15
"""How many mistakes are listed of a kind."""


@dataclass(frozen=True, slots=True)
class BotReport:
    """What was measured; a part is None where the tests folder has no file for it."""

    nlu: NluReport | None
    questions: QuestionReport | None
    conversations: ConversationReport | None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "nlu": asdict(self.nlu) if self.nlu else None,
            "questions": self.questions.figures if self.questions else None,
            "conversations": asdict(self.conversations) if self.conversations else None,
        }

    def text(self) -> str:
        """For people."""
        parts = ("\n".join(lines) for lines in (self._nlu(), self._questions(), self._conversations()))
        return "\n\n".join(part for part in parts if part)

    def _nlu(self) -> Iterator[str]:
        if report := self.nlu:
            yield f"Understanding ({_counted(report.utterances, 'held-out utterance')})"
            yield f"  intent accuracy     {report.intent_accuracy:7.1%}"
            yield f"  slot F1             {report.slot_f1:7.1%}"
            yield f"  sentence accuracy   {report.sentence_accuracy:7.1%}"
            if report.out_of_scope_auroc is not None:
                strange = _counted(report.out_of_scope, "utterance")
                yield f"  out-of-scope AUROC  {report.out_of_scope_auroc:7.3f} ({strange})"
            if report.slots:
                yield "  slots: " + ", ".join(f"{name} {score.f1:.2f}" for name, score in report.slots.items())
            for wrong in report.confusions[:WORST]:
                yield f"  {wrong.intent} taken for {wrong.predicted} ({wrong.confidence:.2f}): {wrong.text}"
            if more := report.confusions[WORST:]:
                yield f"  and {_counted(len(more), 'mistake')} more, less confident; --json has them all"

    def _questions(self) -> Iterator[str]:
        if report := self.questions:
            yield f"Questions ({len(report.answerable)} answerable, {len(report.unanswerable)} unanswerable)"
            for name, value in report.figures.items():
                yield f"  {name:<48} {value:7.0f}" if name == STRAY_NUMBERS else f"  {name:<48} {value:7.1%}"
            for asked in report.not_told:
                yield f"  not told: {asked.question.text}"
                yield f"    wanted: {', or '.join(asked.question.facts)} ({', '.join(asked.question.articles)})"
                yield f"    said:   {_one_line(asked.reply.text)}"
            for asked in report.not_refused:
                yield f"  not refused: {asked.question.text}"
                yield f"    said:   {_one_line(asked.reply.text)}"
            for asked in report.with_stray_numbers:
                yield f"  {', '.join(asked.stray_numbers)} stands in no citation: {asked.question.text}"
                yield f"    said:   {_one_line(asked.reply.text)}"

    def _conversations(self) -> Iterator[str]:
        if report := self.conversations:
            yield f"Conversations: {report.held} of {report.total} hold"
            for failure in report.failures:
                yield f"  {failure.conversation}, step {failure.step}: {failure.user}"
                yield from (f"    {problem}" for problem in failure.problems)
                yield f"    said:   {_one_line(failure.reply)}"


def evaluate(project: Project, progress: Progress | None = None) -> BotReport:
    """Measures the bot on whatever its tests folder has.

    Raises ConfigError if it has nothing to measure, ConfigError or DataError with the line of what is wrong in it, and
    what `open_engine` raises.
    """
    tests = BotTests.read(project.bot.folder)
    if tests == BotTests(None, None, None):
        folder = project.bot.folder / "tests"
        raise ConfigError(f"{folder}: nothing to measure; add nlu.yml, questions.csv or conversations.yml")
    engine = open_engine(project)
    nlu, questions, conversations = None, None, None
    if tests.utterances is not None:
        nlu = _understanding(project, tests.utterances)
    if tests.questions is not None:
        questions = ask_questions(engine, open_retriever(project), tests.questions, progress)
    if tests.conversations is not None:
        conversations = run_conversations(engine, tests.conversations, progress)
    return BotReport(nlu, questions, conversations)


def _understanding(project: Project, utterances: Sequence[Example]) -> NluReport:
    from intents.evaluation import evaluate as measure
    from intents.model import NluModel

    model = open_nlu(project)
    if not isinstance(model, NluModel):
        folder = project.bot.folder
        raise ConfigError(f"{folder / 'tests/nlu.yml'}: the bot has no training data; add some to {folder / 'nlu'}")
    return measure(model, utterances)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
