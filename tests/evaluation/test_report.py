"""What people and programs are told of a bot that was measured."""

from __future__ import annotations

import json

import pytest

from botkit.domain import Citation, DecisionKind, Question, Reply
from botkit.domain.errors import ConfigError
from botkit.evaluation import BotReport, ConversationReport, QuestionReport, evaluate
from botkit.evaluation.conversations import Difference, Failure
from botkit.evaluation.questions import Asked
from botkit.project.layout import DataDirectory
from botkit.project.project import Project
from intents.evaluation import Confusion, NluReport, Score
from tests.small_bot import SmallBot


def project(bot: SmallBot) -> Project:
    return Project.open(bot.folder, DataDirectory(bot.data))


QUOTE = Citation("Fees", "fees.md", "The fee is £5.")
QUESTIONS = QuestionReport(
    (
        Asked(
            Question("What is the fee?", ("fees.md",), ("£5", "five pounds")),
            ("fees.md",),
            Reply("The fee\n\nis £6.", DecisionKind.ANSWER, (QUOTE,)),
        ),
        Asked(Question("Will it snow?", (), ()), (), Reply("The fee is £5.", DecisionKind.ANSWER, (QUOTE,))),
    )
)
PROBLEMS = (Difference("decision", "answer", "refuse"), Difference("not_says", "", "know"))
CONVERSATIONS = ConversationReport(3, (Failure("a fee", 2, "and abroad?", "I don't\nknow.", PROBLEMS),))


def nlu(mistakes: int) -> NluReport:
    return NluReport(
        utterances=40,
        intent_accuracy=0.925,
        intents={},
        slots={"city": Score(right=3, superfluous=1, missing=1)},
        slot_f1=0.75,
        sentence_accuracy=0.9,
        confusions=tuple(Confusion(f"text {n}", "fees", "limits", 0.9 - n / 100) for n in range(mistakes)),
        out_of_scope=1,
        out_of_scope_auroc=0.875,
    )


def test_understanding_is_told_with_its_most_confident_mistakes() -> None:
    lines = BotReport(nlu(17), None, None).text().splitlines()

    assert lines[:9] == [
        "Understanding (40 held-out utterances)",
        "  intent accuracy       92.5%",
        "  slot F1               75.0%",
        "  sentence accuracy     90.0%",
        "  calibration error     0.000",
        "  out-of-scope AUROC    0.875 (1 utterance)",
        "  slot  precision  recall    F1  examples",
        "  city       0.75    0.75  0.75         4",
        "  fees taken for limits (0.90): text 0",
    ]
    assert lines[-2:] == [
        "  fees taken for limits (0.76): text 14",
        "  and 2 mistakes more, less confident; --json has them all",
    ]


def test_questions_are_told_with_what_was_wanted_and_what_was_said() -> None:
    assert BotReport(None, QUESTIONS, None).text() == (
        "Questions (1 answerable, 1 unanswerable)\n"
        "  right article among the first 3                   100.0%\n"
        "  right article cited                               100.0%\n"
        "  right fact told                                     0.0%\n"
        "  answerable, wrongly refused                         0.0%\n"
        "  unanswerable, refused                               0.0%\n"
        "  replies with a number that their citations lack        1\n"
        "  not told: What is the fee?\n"
        "    wanted: £5, or five pounds (fees.md)\n"
        "    said:   The fee is £6.\n"
        "  not refused: Will it snow?\n"
        "    said:   The fee is £5.\n"
        "  6 stands in no citation: What is the fee?\n"
        "    said:   The fee is £6."
    )


def test_conversations_are_told_with_the_step_that_went_wrong() -> None:
    assert BotReport(None, None, CONVERSATIONS).text() == (
        "Conversations: 2 of 3 hold\n"
        "  a fee, step 2: and abroad?\n"
        "    decision refuse, expected answer\n"
        "    says 'know'\n"
        "    said:   I don't know."
    )


def test_the_parts_of_a_report_stand_apart() -> None:
    text = BotReport(nlu(0), QUESTIONS, CONVERSATIONS).text()

    assert [part.split()[0] for part in text.split("\n\n")] == ["Understanding", "Questions", "Conversations:"]


def test_programs_get_everything_as_json() -> None:
    whole = json.loads(json.dumps(BotReport(nlu(17), QUESTIONS, CONVERSATIONS).as_dict()))

    assert whole["nlu"]["intent_accuracy"] == 0.925
    assert len(whole["nlu"]["confusions"]) == 17
    assert whole["questions"] == QUESTIONS.figures
    assert whole["conversations"]["failures"][0]["user"] == "and abroad?"
    assert BotReport(None, None, None).as_dict() == {"nlu": None, "questions": None, "conversations": None}


# Measuring


def test_what_the_tests_folder_has_is_measured(built: SmallBot) -> None:
    told: list[str] = []

    report = evaluate(project(built), lambda what, done, total: told.append(what))

    assert report.nlu
    assert (report.nlu.utterances, report.nlu.out_of_scope) == (3, 1)
    assert report.questions
    assert len(report.questions.asked) == 3
    assert report.questions.figures["right article among the first 3"] == 1.0
    assert report.conversations
    assert report.conversations.held == 1
    assert set(told) == {"asking questions", "holding conversations"}


def test_what_the_tests_folder_lacks_is_not(built: SmallBot) -> None:
    (built.folder / "tests" / "nlu.yml").unlink()
    (built.folder / "tests" / "conversations.yml").unlink()

    report = evaluate(project(built))

    assert (report.nlu, report.conversations) == (None, None)
    assert report.questions


def test_a_bot_without_tests_has_nothing_to_measure(unbuilt: SmallBot) -> None:
    for name in ("nlu.yml", "questions.csv", "conversations.yml"):
        (unbuilt.folder / "tests" / name).unlink()

    with pytest.raises(ConfigError, match="nothing to measure; add "):
        evaluate(project(unbuilt))


def test_tests_that_cannot_be_read_are_named_before_any_model_is_loaded(unbuilt: SmallBot) -> None:
    (unbuilt.folder / "tests" / "conversations.yml").write_text("conversations: 5\n")

    with pytest.raises(ConfigError, match=r"conversations\.yml:1: 'conversations' must be a list, not 5"):
        evaluate(project(unbuilt))


def test_utterances_need_a_bot_that_was_trained_on_some(built: SmallBot) -> None:
    (built.folder / "nlu" / "intents.yml").unlink()

    with pytest.raises(ConfigError, match=r": the bot has no training data; add some to "):
        evaluate(project(built))
