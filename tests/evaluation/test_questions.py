"""Questions of a tests folder: the figures against hand-made replies, and files that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from botkit.engine import Engine
from botkit.errors import ConfigError
from botkit.evaluation.questions import (
    STRAY_NUMBERS,
    Asked,
    Question,
    QuestionReport,
    ask_questions,
    read_questions,
)
from botkit.testing import KeywordNlu, LineWriter, ListRetriever, ScriptedGenerator, ScriptedPolicy
from botkit.types import Citation, DecisionKind, Passage, Reply


def asked(
    text: str,
    *quotes: str,
    facts: tuple[str, ...] = (),
    articles: tuple[str, ...] = ("fees.md",),
    found: tuple[str, ...] = (),
    decision: DecisionKind = DecisionKind.ANSWER,
) -> Asked:
    citations = tuple(Citation("Fees", "fees.md", quote) for quote in quotes)
    return Asked(Question("How much?", articles, facts), found, Reply(text, decision, citations))


@pytest.mark.parametrize(
    ("text", "facts", "told"),
    [
        ("It costs £5 a month.", ("£5",), True),
        ("It costs\nFIVE  pounds.", ("five pounds",), True),
        ("It is free.", ("£0", "free"), True),
        ("It costs £6.", ("£5",), False),
        ("It costs £6.", (), False),
    ],
)
def test_a_fact_is_told_if_any_of_its_wordings_stands_in_the_reply(
    text: str, facts: tuple[str, ...], told: bool
) -> None:
    assert asked(text, facts=facts).fact_told is told


@pytest.mark.parametrize(
    ("text", "quotes", "stray"),
    [
        ("It costs £5.", ["The fee is £5 a month."], ()),
        ("It costs £5.", ["The fee is £5.50 a month."], ("5",)),
        ("Pay 2,000 by 12:30.", ["Up to 2,000 a day.", "Before 12:30."], ()),
        ("Ring 0800 100.", ["Ring 0800 200."], ("100",)),
        ("It costs £5.", [], ("5",)),
        ("It is free.", [], ()),
    ],
)
def test_a_number_that_no_quote_has_is_stray(text: str, quotes: list[str], stray: tuple[str, ...]) -> None:
    assert asked(text, *quotes).stray_numbers == stray


def test_what_is_no_answer_may_have_numbers() -> None:
    assert asked("Ring 0800 100.", decision=DecisionKind.REFUSE).stray_numbers == ()


def test_the_article_is_found_or_cited_if_it_is_any_of_the_right_ones() -> None:
    one = asked("Yes.", "Yes.", articles=("cards.md", "fees.md"), found=("help.md", "cards.md"))
    other = asked("Yes.", "Yes.", articles=("cards.md",), found=("help.md",))

    assert (one.right_article_found, one.right_article_cited) == (True, True)
    assert (other.right_article_found, other.right_article_cited) == (False, False)


def test_figures_are_shares_of_the_questions_that_they_are_about() -> None:
    report = QuestionReport(
        (
            asked("It costs £5.", "It costs £5.", facts=("£5",), found=("fees.md",)),
            asked("It costs £7.", "It costs £5.", facts=("£5",), found=("fees.md",)),
            asked("I don't know.", facts=("£5",), found=("fees.md",), decision=DecisionKind.REFUSE),
            asked("Monday.", "Monday.", found=("help.md",)),
            asked("I don't know.", articles=(), decision=DecisionKind.REFUSE),
            asked("It costs 3.", "It costs 3.", articles=()),
            asked("A person will help.", articles=(), decision=DecisionKind.HAND_OFF),
            asked("I don't know.", articles=(), decision=DecisionKind.REFUSE),
        )
    )

    assert report.figures == {
        "right article among the first 3": pytest.approx(3 / 4),
        "right article cited": pytest.approx(3 / 4),
        "right fact told": pytest.approx(1 / 3),
        "answerable, wrongly refused": pytest.approx(1 / 4),
        "unanswerable, refused": pytest.approx(3 / 4),
        STRAY_NUMBERS: 1,
    }
    assert [each.reply.text for each in report.not_told] == ["It costs £7.", "I don't know."]
    assert [each.reply.text for each in report.not_refused] == ["It costs 3."]
    assert [each.reply.text for each in report.with_stray_numbers] == ["It costs £7."]


def test_what_no_question_is_about_is_not_measured() -> None:
    assert list(QuestionReport((asked("I don't know.", articles=()),)).figures) == [
        "unanswerable, refused",
        STRAY_NUMBERS,
    ]


def test_each_question_is_asked_in_a_conversation_of_its_own() -> None:
    retriever = ListRetriever([Passage("1", "fees.md", "Fees", "The transfer fee is 5."), Passage("2", "b", "B", "x")])
    writer = LineWriter(ScriptedGenerator(["It is 5."]))
    engine = Engine(KeywordNlu({}), ScriptedPolicy({}), retriever, writer, min_relevance=0)
    questions = [Question("What is the transfer fee?", ("fees.md",), ("5",)), Question("Will it snow?", (), ())]
    steps: list[tuple[str, int, int]] = []

    report = ask_questions(engine, retriever, questions, lambda *step: steps.append(step))

    known, unknown = report.asked
    assert (known.found, known.reply.text, known.right_article_cited) == (("fees.md",), "It is 5.", True)
    assert (unknown.found, unknown.refused) == ((), True)
    assert steps == [("asking questions", 1, 2), ("asking questions", 2, 2)]


# Reading


def test_a_file_has_questions_articles_and_facts_with_alternatives(tmp_path: Path) -> None:
    file = tmp_path / "questions.csv"
    file.write_text('\ufeffquestion,article,fact\n"How much, please?",a.md | b.md,£5|five pounds\nWill it snow?,,\n')

    assert read_questions(file) == (
        Question("How much, please?", ("a.md", "b.md"), ("£5", "five pounds")),
        Question("Will it snow?", (), ()),
    )


def test_facts_may_be_left_out(tmp_path: Path) -> None:
    (tmp_path / "questions.csv").write_text("question,article\nHow much?,a.md\nWill it snow?\n")

    assert read_questions(tmp_path / "questions.csv") == (
        Question("How much?", ("a.md",), ()),
        Question("Will it snow?", (), ()),
    )


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "questions.csv:1: no column 'question'; the header is question,article,fact"),
        (b"question,fact\na,b\n", "questions.csv:1: no column 'article'; the header is question,article,fact"),
        (b"question,article\na,b\nHow much, please?,fees.md,5\n", "questions.csv:3: more cells than the header has; "),
        (b"question,article\n ,fees.md\n", "questions.csv:2: the row has no question; write one or delete the row"),
        (b'question,article\n"How much?"?,fees.md\n', "questions.csv:2: is not CSV ("),
        (b"question,article\n", "questions.csv: has no questions; write one a line below the header"),
        (b"question,article\nCaf\xe9?,\n", "questions.csv: not UTF-8 text; save it as UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_line(tmp_path: Path, content: bytes, error: str) -> None:
    (tmp_path / "questions.csv").write_bytes(content)

    with pytest.raises(ConfigError) as raised:
        read_questions(tmp_path / "questions.csv")
    assert str(raised.value).startswith(error)


def test_a_folder_of_that_name_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot be read \(Is a directory\)"):
        read_questions(tmp_path)
