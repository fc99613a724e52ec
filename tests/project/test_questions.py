from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from botkit.domain import Question
from botkit.domain.errors import ConfigError
from botkit.project.questions import read_questions


def test_a_file_has_questions_articles_and_facts_with_alternatives(tmp_path: Path) -> None:
    file = tmp_path / "questions.csv"
    file.write_text('\ufeffquestion,article,fact\n"How much, please?",a.md | b.md,£5|five pounds\nWill it snow?,,\n')

    assert read_questions(file) == (
        Question("How much, please?", ("a.md", "b.md"), ("£5", "five pounds")),
        Question("Will it snow?", (), ()),
    )


def test_a_question_knows_where_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    file = tmp_path / "questions" / "fees.csv"
    file.write_text("question,article\nHow much?,a.md\nWill it snow?,\n")

    assert [question.place for question in read_questions(file, relative_to=tmp_path)] == [
        "questions/fees.csv:2",
        "questions/fees.csv:3",
    ]


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


def test_articles_and_facts_are_read_with_composed_letters_as_documents_are(tmp_path: Path) -> None:
    file = tmp_path / "questions.csv"
    file.write_text(unicodedata.normalize("NFD", "question,article,fact\nWhat is there?,café-menü.md,Käse\n"))
    (question,) = read_questions(file)
    assert (question.articles, question.facts) == (("café-menü.md",), ("Käse",))
