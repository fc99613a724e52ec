"""Questions of a tests folder: the figures against hand-made replies."""

from __future__ import annotations

import pytest

from botkit.domain import Citation, DecisionKind, Passage, Question, Reply
from botkit.evaluation.questions import (
    STRAY_NUMBERS,
    Asked,
    QuestionReport,
    ask_questions,
)
from botkit.testing import KeywordNlu, LineWriter, ListRetriever, ScriptedGenerator, ScriptedPolicy
from botkit.turn.engine import Engine


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
