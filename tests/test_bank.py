"""The worked example holds together: its data is what it says it is."""

from __future__ import annotations

import csv
import re

import pytest

from botkit.evaluation.conversations import read_conversations
from botkit.knowledge import read_documents
from botkit.project import folder as config
from botkit.project.questions import read_questions
from intents.rasa import read_training_data
from tests import ROOT

BANK = ROOT / "config" / "banking"
TESTS = BANK / "tests"


@pytest.fixture(scope="module")
def training():
    return read_training_data(sorted((BANK / "nlu").glob("*.yml")), relative_to=BANK)


@pytest.fixture(scope="module")
def held_out():
    return read_training_data([TESTS / "nlu.yml"], relative_to=BANK)


def test_the_training_data_is_consistent_and_large_enough(training):
    training.check()
    assert len(training.intents) >= 45
    assert len(training.slots) >= 10
    assert min(training.counts().values()) >= 15


def test_no_held_out_utterance_is_trained_on(training, held_out):
    trained = {example.text.casefold() for example in training.examples}
    questions = {question.text.casefold() for question in read_questions(TESTS / "questions.csv")}
    assert not [example.origin for example in held_out.examples if example.text.casefold() in trained]
    assert not questions & trained


def test_no_question_of_the_tests_is_a_known_one():
    known = {bare(question.text) for path in (BANK / "questions").glob("*.csv") for question in read_questions(path)}
    for name in ("questions.csv", "development.csv"):
        assert not [question for question in read_questions(TESTS / name) if bare(question.text) in known]


def bare(text: str) -> str:
    """The words alone: a test that differs from what was learnt in a question mark only would test nothing."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def test_every_intent_has_held_out_utterances(training, held_out):
    assert set(held_out.intents) - {"out_of_scope"} == set(training.intents)
    assert min(held_out.counts().values()) >= 5
    assert set(held_out.slots) <= set(training.slots)


def test_every_intent_of_the_dialogue_is_trained_and_the_other_way_round(training):
    assert set(config.load(BANK).dialogue.intents) == set(training.intents)


@pytest.mark.parametrize("name", ["questions.csv", "development.csv"])
def test_every_question_names_an_article_that_says_the_fact(name):
    documents = {document.source: document.text for document in read_documents(BANK / "documents")}
    with (TESTS / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            articles = [part for part in row["article"].split("|") if part]
            assert set(articles) <= documents.keys(), row
            for fact in filter(None, row["fact"].split("|")):
                squeezed = " ".join(fact.casefold().split())
                found = any(squeezed in " ".join(documents[name].casefold().split()) for name in articles)
                assert found, (fact, articles)


def test_there_are_enough_tests():
    questions = read_questions(TESTS / "questions.csv")
    assert sum(bool(question.articles) for question in questions) >= 100
    assert sum(not question.articles for question in questions) >= 30
    assert len(read_conversations(TESTS / "conversations.yml")) >= 30
    assert len(read_documents(BANK / "documents")) >= 60
