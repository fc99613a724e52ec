"""Questions from files in the format of SQuAD."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from botkit.domain.errors import ConfigError
from botkit.training.squad import read_squad

CONTEXT = "A card costs 8 EUR. It arrives in 5 days."


def squad(path: Path, *questions: object) -> Path:
    article = {"title": "Bank_cards", "paragraphs": [{"context": CONTEXT, "qas": questions}]}
    path.write_text(json.dumps({"version": "v2.0", "data": [article]}), encoding="utf-8")
    return path


def test_a_question_is_asked_about_its_paragraph(tmp_path: Path) -> None:
    answers = [{"text": "8 EUR", "answer_start": 13}, {"text": "8 EUR", "answer_start": 13}]
    (asked,) = read_squad(squad(tmp_path / "squad.json", {"question": "What does a card cost?", "answers": answers}))
    (passage,) = asked.passages
    assert (asked.question, asked.answers, asked.origin) == ("What does a card cost?", ("8 EUR",), "Bank cards")
    assert (passage.title, passage.text) == ("Bank cards", CONTEXT)


def test_an_impossible_question_has_no_answers(tmp_path: Path) -> None:
    plausible = {"question": "What does a dog cost?", "is_impossible": True, "answers": [], "plausible_answers": [{}]}
    assert read_squad(squad(tmp_path / "squad.json", plausible))[0].answers == ()


@pytest.mark.parametrize(
    "content", ["", "[]", '{"data": 3}', '{"data": [{"title": "x"}]}', '{"data": [{"title": 3, "paragraphs": []}]}']
)
def test_another_format_is_refused_with_what_was_expected(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(ConfigError, match=r"x\.json: is not in the format of SQuAD"):
        read_squad(tmp_path / "x.json")


def test_a_file_without_questions_or_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"x\.json: has no questions"):
        read_squad(squad(tmp_path / "x.json"))
    with pytest.raises(ConfigError, match=r"y\.json: cannot be read \(No such file"):
        read_squad(tmp_path / "y.json")
