"""What every Retriever must do. A retriever's tests inherit this and give it a `retriever` over ARTICLES (conftest)."""

from __future__ import annotations

import pytest

from botkit.domain.ports import Retriever


class RetrieverContract:
    @pytest.fixture
    def retriever(self) -> Retriever:
        raise NotImplementedError

    def test_the_passage_that_answers_comes_first(self, retriever):
        assert retriever.search("How do I report a lost card?")[0].source == "cards/lost.md"
        assert retriever.search("When is the branch open on Saturday?")[0].source == "service/hours.md"

    @pytest.mark.parametrize("k", [1, 2, 100])
    def test_there_are_at_most_k_passages_and_none_twice(self, retriever, k):
        passages = retriever.search("card", k)
        assert 1 <= len(passages) <= k
        assert len({passage.id for passage in passages}) == len(passages)

    def test_five_is_the_usual_number(self, retriever):
        assert len(retriever.search("card")) == 5

    def test_passages_say_where_they_are_from(self, retriever):
        passage = next(passage for passage in retriever.search("five days by post", 9) if "five days" in passage.text)
        assert passage.source == "cards/lost.md"
        assert passage.title == "Report a lost card"
        assert passage.heading == ("New card",)
        assert passage.url == "https://bank.example/lost"

    def test_relevance_is_between_0_and_1(self, retriever):
        for query in ("lost card", "zebra", "?"):
            assert all(0 <= passage.relevance <= 1 for passage in retriever.search(query))

    def test_a_question_about_something_else_is_less_relevant(self, retriever):
        asked = max(passage.relevance for passage in retriever.search("report a lost card"))
        other = max(passage.relevance for passage in retriever.search("zebra weather of the year"))
        assert other < asked

    def test_the_same_question_finds_the_same(self, retriever):
        assert retriever.search("card limit") == retriever.search("card limit")

    @pytest.mark.parametrize("query", ["", " \n", "?!", "the of and", "\u00e9\U0001f600", "card " * 2000])
    def test_odd_questions_do_not_fail(self, retriever, query):
        assert isinstance(retriever.search(query), list)

    @pytest.mark.parametrize("k", [0, -1])
    def test_no_passages_are_given_where_none_are_wanted(self, retriever, k):
        assert retriever.search("card", k) == []
