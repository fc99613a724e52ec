from __future__ import annotations

import json

import numpy as np
import pytest

from botkit.domain import Hint, Question
from botkit.domain.errors import ArtifactError, DocumentError
from botkit.knowledge.index.index import Index, IndexFolder
from botkit.knowledge.index.known_questions import AnswerSpan, KnownQuestion, Recalled, recalled
from botkit.knowledge.ingest.documents import Block, Document
from botkit.knowledge.search.hybrid import HybridRetriever
from botkit.knowledge.search.relevance import RelevanceFeatures

PLASTIC = Question("My plastic has gone", ("cards/lost.md",), ("five days by post",), "questions/cards.csv:2")
WEATHER = Question("Will it rain on the branch", place="questions/cards.csv:3")


@pytest.fixture
def index(documents, encoder) -> Index:
    return Index.build(documents, encoder, questions=[PLASTIC, WEATHER], encoder_id="tiny")[0]


@pytest.fixture
def saved(index, tmp_path) -> IndexFolder:
    (tmp_path / "index").mkdir()
    index.save(tmp_path / "index")
    return IndexFolder(tmp_path / "index")


def test_the_answer_of_a_known_question_is_found_where_its_fact_stands(index):
    known = {question.text: question.spots for question in index.questions}
    ((spot,), none) = known[PLASTIC.text], known[WEATHER.text]
    assert none == ()
    chunk = index.chunks[spot.chunk]
    assert (chunk.source, chunk.text[spot.start :].startswith("five days by post")) == ("cards/lost.md", True)


def test_a_fact_may_be_written_with_other_spaces_and_capitals(documents, encoder):
    question = Question("How long?", ("cards/lost.md",), ("Five  DAYS by post",))
    index, _ = Index.build(documents, encoder, questions=[question])
    assert len(index.questions[0].spots) == 1


@pytest.mark.parametrize("fact", ["see our page", "our page first", "https://a.example/x", "first"])
def test_a_fact_is_found_across_a_link_whose_address_nobody_writes_down(encoder, fact):
    text = "Please see [our page](https://a.example/x) first."
    question = Question("Where?", ("a.md",), (fact,))
    index, _ = Index.build([Document("a.md", "A", (Block(text),))], encoder, questions=[question])
    ((spot,),) = (question.spots for question in index.questions)
    assert text[spot.start :].replace("[", "").replace("](https://a.example/x)", "").startswith(fact)


def test_without_a_fact_the_whole_article_answers(documents, encoder):
    index, _ = Index.build(documents, encoder, questions=[Question("Lost it", ("cards/lost.md",))])
    sources = {index.chunks[spot.chunk].source for spot in index.questions[0].spots}
    assert (sources, len(index.questions[0].spots)) == (
        {"cards/lost.md"},
        sum(chunk.source == "cards/lost.md" for chunk in index.chunks),
    )


@pytest.mark.parametrize(
    ("question", "error"),
    [
        (
            Question("Q", ("cards/gone.md",), place="questions/a.csv:7"),
            "questions/a.csv:7: .* no article 'cards/gone.md'",
        ),
        (Question("Q", ("faq.csv",), place="a.csv:7"), "no article 'faq.csv'; each row is .*: write 'faq.csv#row-2'"),
        (Question("Q", ("card/lost.md",), place="a.csv:7"), "no article 'card/lost.md'; did you mean 'cards/lost.md'?"),
        (
            Question("Q", ("cards/lost.md",), ("ten days",), "questions/a.csv:8"),
            "questions/a.csv:8: 'ten days' is not in",
        ),
        (Question(WEATHER.text, place="questions/b.csv:2"), "b.csv:2: the same question as questions/cards.csv:3"),
        (Question(WEATHER.text.upper() + "?", place="b.csv:2"), "b.csv:2: the same question as questions/cards.csv:3"),
    ],
)
def test_a_question_that_points_at_nothing_is_named_with_its_line(documents, encoder, question, error):
    with pytest.raises(DocumentError, match=error):
        Index.build(documents, encoder, questions=[WEATHER, question])


def test_a_known_question_brings_its_passage_to_the_front_and_says_where_the_answer_stands(index, encoder):
    first = HybridRetriever(index, encoder).search(PLASTIC.text)[0]
    assert "five days by post" in first.text
    assert first.text[first.hints[0].start :].startswith("five days by post")
    assert first.hints[0].likeness == pytest.approx(1, abs=1e-5)


def test_what_is_known_to_have_no_answer_makes_every_passage_less_relevant(documents, encoder):
    asked = "branch open on Saturday"
    answers = [Question("is it open at the weekend", ("service/hours.md",))]
    without, _ = Index.build(documents, encoder, questions=[*answers, Question("zebra crossing opera")])
    with_it, _ = Index.build(documents, encoder, questions=[*answers, Question(asked)])
    before, after = (HybridRetriever(index, encoder).search(asked)[0].relevance for index in (without, with_it))
    assert after < before


def test_what_is_recalled_is_the_likest_question_of_each_passage_and_the_likest_without_an_answer():
    near = [
        (KnownQuestion("a", (AnswerSpan(3, 10),)), 0.9),
        (KnownQuestion("b", ()), 0.8),
        (KnownQuestion("c", (AnswerSpan(3, 40), AnswerSpan(5, 0))), 0.7),
        (KnownQuestion("d", ()), 0.6),
    ]
    found = recalled(near)
    assert found == Recalled({3: (Hint(10, 0.9), Hint(40, 0.7)), 5: (Hint(0, 0.7),)}, 0.8)
    assert (found.likeness(3), found.likeness(5), found.likeness(4)) == (0.9, 0.7, 0.0)


def test_a_saved_index_recalls_the_same(index, saved, encoder):
    (vector,) = encoder.encode(["plastic rain"])
    assert Index.load(saved.folder, encoder_id="tiny").recall(vector) == index.recall(vector)


def test_only_new_questions_are_embedded_and_a_changed_answer_is_a_change(documents, encoder, index):
    same, changes = Index.build(documents, encoder, questions=[PLASTIC, WEATHER], encoder_id="tiny", previous=index)
    assert not changes.any
    moved = Question(PLASTIC.text, ("cards/lost.md",), ("Call us",))
    _, changes = Index.build(documents, encoder, questions=[moved, WEATHER], encoder_id="tiny", previous=same)
    assert (changes.questions, changes.embedded, changes.any) == (2, 0, True)
    more = [PLASTIC, WEATHER, Question("Do you sell bread")]
    _, changes = Index.build(documents, encoder, questions=more, encoder_id="tiny", previous=index)
    assert (changes.questions, changes.embedded) == (1, 1)


def test_spots_that_point_outside_the_index_are_refused(saved):
    lines = saved.questions.read_text().splitlines()
    record = json.loads(lines[0])
    record["spots"] = [{"chunk": 999, "start": 0}]
    saved.questions.write_text("\n".join([json.dumps(record), *lines[1:]]) + "\n")
    with pytest.raises(ArtifactError, match="do not belong together"):
        Index.load(saved.folder)


def test_an_index_without_known_questions_recalls_nothing(encoder):
    index, _ = Index.build([Document("a.md", "Hours", (Block("Open at ten."),))], encoder)
    assert index.recall(np.ones(index.dimension, dtype=np.float32)) == Recalled({}, 0.0)
    assert not index.knows_limits


def test_evidence_against_an_answer_counts_only_where_it_is_near():
    assert RelevanceFeatures(0.6, 0.5, 0.5, 0.9).relevance < RelevanceFeatures(0.6, 0.5, 0.5, 0.6).relevance
    assert RelevanceFeatures(0.6, 0.5, 0.5, 0.4).relevance == RelevanceFeatures(0.6, 0.5, 0.5, 0.1).relevance
