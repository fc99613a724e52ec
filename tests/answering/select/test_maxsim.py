"""Late interaction: each word of a question is looked for where it stands."""

import pytest

from botkit.answering.select.candidate_spans import candidate_spans
from botkit.answering.select.maxsim import maxsim
from botkit.domain import Passage
from botkit.domain.ports import Tokens
from botkit.testing import HashingEncoder

CARDS = Passage("1", "cards.md", "Cards", "A new card costs £5. A loan needs a contract. Branches close at noon.")


def scored(question: str, *passages: Passage) -> dict[str, float]:
    units = [unit for rank, passage in enumerate(passages) for unit in candidate_spans(passage, rank)]
    return dict(zip((unit.text for unit in units), maxsim(question, units, HashingEncoder()), strict=True))


def test_the_sentence_with_the_words_of_the_question_scores_highest():
    scores = scored("When do branches close?", CARDS)
    assert max(scores, key=scores.__getitem__) == "Branches close at noon."
    assert all(-1 <= score <= 1.001 for score in scores.values())


def test_a_word_that_few_sentences_have_weighs_more_than_one_that_most_have():
    common = Passage("2", "x.md", "X", "A card is red. A card is blue. A card is green. Our pin is secret.")
    scores = scored("card pin", common)
    assert scores["Our pin is secret."] > scores["A card is red."]


def test_the_headings_of_a_passage_count_for_all_of_its_sentences():
    titled = Passage("3", "y.md", "Notice Saver", "It pays interest monthly.", heading=("Rates",))
    other = Passage("4", "z.md", "Easy Saver", "It pays interest monthly, too.")
    scores = scored("notice rates", titled, other)
    assert scores["It pays interest monthly."] > scores["It pays interest monthly, too."]


def test_what_stands_behind_the_part_that_the_encoder_reads_has_the_headings_alone():
    class Short(HashingEncoder):
        def encode_tokens(self, texts):
            return [Tokens(each.vectors[:6], each.spans[:6]) for each in super().encode_tokens(texts)]

    units = candidate_spans(CARDS)
    scores = maxsim("When do branches close?", units, Short())
    assert scores[-1] == pytest.approx(0)


@pytest.mark.parametrize("question", ["", "?!"])
def test_a_question_without_words_scores_nothing(question):
    assert set(scored(question, CARDS).values()) == {0.0}


def test_no_units_have_no_scores():
    assert maxsim("card", [], HashingEncoder()) == []
