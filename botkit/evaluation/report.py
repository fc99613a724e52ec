"""The report of everything that was measured about a bot, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botkit.assembly import open_engine, open_model, open_retriever
from botkit.domain.errors import ConfigError
from botkit.domain.ports import Progress
from botkit.evaluation.conversations import ConversationReport, run_conversations
from botkit.evaluation.questions import STRAY_NUMBERS, QuestionReport, ask_questions
from botkit.evaluation.tests_folder import BotTests
from botkit.project.project import Project

if TYPE_CHECKING:  # torch is behind it, and `botkit check` only reads the tests
    from intents.data import TrainingData
    from intents.evaluation import NluReport, Score
    from intents.reporting import Comparison, Predictions

WORST = 15
"""The most mistakes of a kind that are listed."""


@dataclass(frozen=True, slots=True)
class BotReport:
    """The measurements; a part is None if the tests folder has no file for it."""

    nlu: NluReport | None
    questions: QuestionReport | None
    conversations: ConversationReport | None
    predictions: Predictions | None = None
    """The predictions that the figures of understanding are computed from."""
    comparison: Comparison | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        return {
            "nlu": asdict(self.nlu) if self.nlu else None,
            "questions": self.questions.figures if self.questions else None,
            "conversations": asdict(self.conversations) if self.conversations else None,
        } | ({"comparison": asdict(self.comparison)} if self.comparison else {})

    def html(self, title: str, how: str) -> str:
        """Return the understanding as a page with charts; `how` describes what was measured. Raises ConfigError."""
        from intents.reporting import page

        if self.nlu is None or self.predictions is None:
            raise ConfigError("there is no understanding to draw; add tests/nlu.yml, or use --cross-validate")
        return page(title, self.nlu, self.predictions, self.comparison, how)

    def text(self) -> str:
        """Return the report for people to read."""
        parts = ("\n".join(lines) for lines in self._parts())
        return "\n\n".join(part for part in parts if part)

    def _parts(self) -> tuple[Iterator[str], ...]:
        return self._nlu(), self._comparison(), self._questions(), self._conversations()

    def _nlu(self) -> Iterator[str]:
        if report := self.nlu:
            yield f"Understanding ({_counted(report.utterances, 'held-out utterance')})"
            yield f"  intent accuracy     {report.intent_accuracy:7.1%}"
            yield f"  slot F1             {report.slot_f1:7.1%}"
            yield f"  sentence accuracy   {report.sentence_accuracy:7.1%}"
            yield f"  calibration error   {report.calibration_error:7.3f}"
            if report.out_of_scope_auroc is not None:
                strange = _counted(report.out_of_scope, "utterance")
                yield f"  out-of-scope AUROC  {report.out_of_scope_auroc:7.3f} ({strange})"
                for precision, recall in report.out_of_scope_recall.items():
                    yield f"  at {float(precision):.0%} precision   {recall:8.1%} found"
            yield from _scores("intent", report.intents)
            yield from _scores("slot", report.slots)
            for wrong in report.confusions[:WORST]:
                yield f"  {wrong.intent} taken for {wrong.predicted} ({wrong.confidence:.2f}): {wrong.text}"
            if more := report.confusions[WORST:]:
                yield f"  and {_counted(len(more), 'mistake')} more, less confident; --json has them all"

    def _comparison(self) -> Iterator[str]:
        if (found := self.comparison) is not None:
            yield f"Against the other model ({_counted(found.utterances, 'utterance')})"
            yield f"  intents right       {found.before:7.1%} -> {found.after:.1%} (McNemar p {found.p_value:.3g})"
            yield (
                f"  sentences right     {found.sentences_before:7.1%} -> {found.sentences_after:.1%} "
                f"(McNemar p {found.sentences_p_value:.3g})"
            )
            for word, changes in (("better", found.better), ("worse", found.worse)):
                yield f"  {word}: {len(changes)}"
                for change in changes[:WORST]:
                    yield f"    {change.example.intent}, {change.before} -> {change.after}: {change.example.text}"

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


def evaluate(project: Project, progress: Progress | None = None, *, against: Path | None = None) -> BotReport:
    """Measure the bot on everything that its tests folder has.

    `against` is the folder of another model (of `intents`) to compare the bot's understanding with. Raises ConfigError
    if there is nothing to measure, ConfigError or DataError with the line of a mistake in the tests, ModelError if the
    other model cannot be read, and what `open_engine` raises.
    """
    tests = BotTests.read(project.bot.folder)
    if tests == BotTests(None, None, None):
        folder = project.bot.folder / "tests"
        raise ConfigError(f"{folder}: nothing to measure; add nlu.yml, questions.csv or conversations.yml")
    if against is not None and tests.utterances is None:
        raise ConfigError(f"{project.bot.folder / 'tests/nlu.yml'}: is needed to compare models; write it")
    engine = open_engine(project)
    nlu, predictions, comparison, questions, conversations = None, None, None, None, None
    if tests.utterances is not None:
        from intents.evaluation import measured
        from intents.reporting import Predictions

        predictions = Predictions.of(open_model(project), tests.utterances)
        nlu = measured(predictions.examples, predictions.found)
        comparison = _compared(against, predictions) if against is not None else None
    if tests.questions is not None:
        questions = ask_questions(engine, open_retriever(project), tests.questions, progress)
    if tests.conversations is not None:
        conversations = run_conversations(engine, tests.conversations, progress)
    return BotReport(nlu, questions, conversations, predictions, comparison)


def cross_validate(project: Project, folds: int, progress: Progress | None = None) -> BotReport:
    """Measure the understanding alone, on the training data: each fold by a model that was trained on the others.

    Raises ConfigError or DataError if the data cannot be used, WeightsError if the encoder is missing.
    """
    from botkit.project.project import train_settings, training_data
    from intents.evaluation import measured
    from intents.model import NluModel
    from intents.reporting import cross_validate as validate
    from intents.trainer import train

    data, settings = training_data(project), train_settings(project)
    encoder = project.weights.path(project.bot.settings.nlu.encoder)

    def trained(part: TrainingData) -> NluModel:
        return train(part, encoder, settings, progress)

    predictions = validate(data, trained, folds, progress=progress)
    return BotReport(measured(predictions.examples, predictions.found), None, None, predictions)


def _compared(folder: Path, predictions: Predictions) -> Comparison:
    from intents.model import NluModel
    from intents.reporting import Predictions, compare

    return compare(Predictions.of(NluModel.load(folder), predictions.examples), predictions)


def _scores(noun: str, scores: Mapping[str, Score]) -> Iterator[str]:
    """Yield a line for each score that is not perfect, the lowest F1 first, then the number of perfect ones."""
    poor = sorted((item for item in scores.items() if item[1].f1 < 1), key=lambda item: (item[1].f1, item[0]))
    if poor:
        width = max(len(noun), *(len(name) for name, _ in poor))
        yield f"  {noun:<{width}}  precision  recall    F1  examples"
        for name, score in poor:
            figures = f"{score.precision:9.2f}  {score.recall:6.2f}  {score.f1:4.2f}  {score.support:8}"
            yield f"  {name:<{width}}  {figures}"
    if perfect := len(scores) - len(poor):
        yield f"  {_counted(perfect, noun)} {'more ' if poor else ''}with an F1 of 1"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
