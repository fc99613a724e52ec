"""What a verifier learns from, in each form of file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from botkit.domain.errors import ConfigError
from botkit.training.verifier.examples import Judged, read


def lines(path: Path, *records: Mapping[str, object]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def test_a_pair_is_read_under_its_title_and_heading(tmp_path: Path) -> None:
    pair = {
        "domain": "zoo",
        "title": "Tickets",
        "heading": "Children",
        "passage": "Children under 4 get in free.",
        "question": "my son is 3, do i pay for him",
        "reply": "No, he gets in free.",
        "supported": True,
        "kind": "yes_no",
    }

    assert read(lines(tmp_path / "pairs.jsonl", pair)) == [
        Judged(
            "my son is 3, do i pay for him",
            "No, he gets in free.",
            "Tickets > Children: Children under 4 get in free.",
            True,
            "yes_no",
            "zoo",
        )
    ]


def test_a_lesson_of_a_writer_says_what_supports_its_reply_and_which_quotes_do_not_answer(tmp_path: Path) -> None:
    quotes = [
        {"title": "Opening", "heading": "", "text": "We open at 9am.", "answers": True},
        {"title": "Parking", "heading": "", "text": "Parking costs £4.", "answers": False},
    ]
    lesson = {"domain": "zoo", "question": "when do you open", "quotes": quotes, "reply": "At 9 in the morning."}

    found = [(one.reply, one.supported) for one in read(lines(tmp_path / "lessons.jsonl", lesson))]

    assert found == [("At 9 in the morning.", True), ("We open at 9am.", True), ("Parking costs £4.", False)]


def test_where_nothing_marks_the_quotes_the_exact_facts_of_the_reply_do(tmp_path: Path) -> None:
    quotes = [{"title": "Prices", "text": "A day ticket is £14."}, {"title": "Prices", "text": "A year costs £60."}]
    lesson = {"domain": "zoo", "question": "whats a day", "quotes": quotes, "reply": "A day ticket costs £14."}

    found = [(one.reply, one.supported) for one in read(lines(tmp_path / "lessons.jsonl", lesson))]

    assert found[1:] == [("A day ticket is £14.", True), ("A year costs £60.", False)]


def test_no_quote_of_a_lesson_without_an_answer_answers(tmp_path: Path) -> None:
    lesson = {
        "domain": "zoo",
        "question": "do you sell ice cream",
        "quotes": [{"title": "Shop", "text": "The shop sells books."}],
        "reply": "NO ANSWER",
    }

    (found,) = read(lines(tmp_path / "lessons.jsonl", lesson))

    assert (found.reply, found.supported) == ("The shop sells books.", False)


def test_turns_of_begin_keep_the_verdicts_of_people(tmp_path: Path) -> None:
    path = tmp_path / "begin.tsv"
    path.write_text(
        "model_name\tdata_source\tknowledge\tmessage\tresponse\tbegin_label\n"
        "t5\twow\tTea is a drink.\tdo you like tea?\tTea is a drink.\tFully attributable\n"
        "t5\twow\tTea is a drink.\tdo you like tea?\tI love it.\tGeneric\n",
        encoding="utf-8",
    )

    assert [one.supported for one in read(path)] == [True, False]


def test_squad_gives_a_sentence_that_answers_and_one_that_does_not(tmp_path: Path) -> None:
    context = "The zoo opened in 1931. It lies by the river. Lions came later."
    question = {"question": "When did it open?", "answers": [{"text": "1931", "answer_start": 18}]}
    path = tmp_path / "squad.json"
    path.write_text(json.dumps({"data": [{"title": "Zoo", "paragraphs": [{"context": context, "qas": [question]}]}]}))

    right, other = read(path)

    assert (right.reply, right.supported) == ("The zoo opened in 1931.", True)
    assert other.reply in {"It lies by the river.", "Lions came later."}
    assert not other.supported


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("pairs.csv", "", r"pairs\.csv: only \.jsonl, \.tsv, \.json files are examples"),
        ("pairs.jsonl", "{}\n", r"pairs\.jsonl: is not in its form \(KeyError: 'passage'\)"),
        ("pairs.jsonl", "nonsense\n", r"pairs\.jsonl: is not in its form \(JSONDecodeError"),
    ],
)
def test_a_file_of_no_known_form_is_named(tmp_path: Path, name: str, content: str, error: str) -> None:
    (tmp_path / name).write_text(content)

    with pytest.raises(ConfigError, match=error):
        read(tmp_path / name)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"pairs\.jsonl: cannot be read \(No such file"):
        read(tmp_path / "pairs.jsonl")
