"""Everything that was measured of a bot, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from botkit.build import Project, open_engine, open_nlu, open_retriever
from botkit.errors import ConfigError
from botkit.evaluation.conversations import ConversationReport, read_conversations, run_conversations
from botkit.evaluation.questions import QuestionReport, ask_questions, read_questions
from botkit.protocols import Progress
from intents.evaluation import NluReport
from intents.evaluation import evaluate as evaluate_nlu
from intents.model import NluModel
from intents.rasa import read_training_data

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
        return "\n".join([*self._nlu(), *self._questions(), *self._conversations()])

    def _nlu(self) -> Iterator[str]:
        if report := self.nlu:
            yield f"Understanding ({report.utterances} held-out utterances)"
            yield f"  intent accuracy     {report.intent_accuracy:7.1%}"
            yield f"  slot F1             {report.slot_f1:7.1%}"
            yield f"  sentence accuracy   {report.sentence_accuracy:7.1%}"
            if report.out_of_scope_auroc is not None:
                yield f"  out-of-scope AUROC  {report.out_of_scope_auroc:7.3f} ({report.out_of_scope} utterances)"
            yield "  slots: " + ", ".join(f"{name} {score.f1:.2f}" for name, score in report.slots.items())
            for wrong in report.confusions[:WORST]:
                yield f"  {wrong.intent} taken for {wrong.predicted} ({wrong.confidence:.2f}): {wrong.text}"

    def _questions(self) -> Iterator[str]:
        if report := self.questions:
            yield f"\nQuestions ({len(report.answerable)} answerable, {len(report.unanswerable)} unanswerable)"
            for name, value in report.figures.items():
                yield (
                    f"  {name:<48} {value:7.1%}"
                    if value <= 1 and "number" not in name
                    else f"  {name:<48} {value:7.0f}"
                )
            for asked in report.answerable:
                if not asked.fact_told:
                    yield f"  not told {asked.question.facts}: {asked.question.text} -> {asked.reply.text!r}"
            for asked in report.unanswerable:
                if asked.reply.citations:
                    yield f"  not refused: {asked.question.text} -> {asked.reply.text!r}"

    def _conversations(self) -> Iterator[str]:
        if report := self.conversations:
            yield f"\nConversations: {report.held} of {report.total} hold"
            yield from (f"  {failure}" for failure in report.failures)


def evaluate(project: Project, progress: Progress | None = None) -> BotReport:
    """Measures the bot on whatever its tests folder has. Raises ConfigError if it has nothing to measure."""
    folder = project.bot.folder / "tests"
    nlu_file, questions_file, conversations_file = (
        folder / name for name in ("nlu.yml", "questions.csv", "conversations.yml")
    )
    if not any(file.exists() for file in (nlu_file, questions_file, conversations_file)):
        raise ConfigError(f"{folder}: nothing to measure; add nlu.yml, questions.csv or conversations.yml")
    nlu, questions, conversations = None, None, None
    engine = open_engine(project)
    if nlu_file.exists():
        model = open_nlu(project)
        if not isinstance(model, NluModel):
            raise ConfigError(f"{nlu_file}: the bot has no training data; add some to {project.bot.folder / 'nlu'}")
        nlu = evaluate_nlu(model, read_training_data([nlu_file], relative_to=project.bot.folder).examples)
    if questions_file.exists():
        questions = ask_questions(engine, open_retriever(project), read_questions(questions_file), progress)
    if conversations_file.exists():
        conversations = run_conversations(engine, read_conversations(conversations_file), progress)
    return BotReport(nlu, questions, conversations)
