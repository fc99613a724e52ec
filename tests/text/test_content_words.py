from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from botkit.knowledge.index.bm25 import Bm25
from botkit.text.content_words import alike, content_words, stems


def test_words_are_stemmed_and_empty_ones_left_out():
    assert content_words("How do I cancel my cancelled cards, please?") == ["cancel", "cancel", "card"]


def test_apostrophes_do_not_make_new_words():
    assert content_words("the bank's card") == content_words("the bank\u2019s CARD") == ["bank", "card"]


def test_threads_may_stem_at_once():
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(content_words, [f"freezing card{n}" for n in range(200)]))
    assert all(words == ["freez", f"card{n}"] for n, words in enumerate(found))


def test_texts_with_the_rarer_word_come_first():
    lexicon = Bm25(["the card", "a card and a cheque", "a card", "weather"])
    assert next(iter(lexicon.search(content_words("cards or cheques"), 2))) == 1
    assert set(lexicon.search(content_words("cards"), 9)) == {0, 1, 2}


@pytest.mark.parametrize("question", ["bitcoin", "what is it"])
def test_unknown_and_empty_words_find_nothing(question):
    assert Bm25(["card", "cheque"]).search(content_words(question), 5) == {}


def test_the_share_weighs_rare_words_more():
    lexicon = Bm25(["card limit", "card fee", "card", "card"])
    known, unknown = (lexicon.shares(["card", other], [1, 0]) for other in ("fee", "bitcoin"))

    assert known[0] == pytest.approx(1.0)
    assert known[1] < 0.5
    assert unknown[1] < known[1]
    assert lexicon.shares([], [0]) == [0.0]


def test_no_text_has_a_share_where_none_has_a_word():
    assert [*Bm25(["", "it is"]).shares(["card"], [0, 1])] == [0.0, 0.0]


def test_texts_that_fit_alike_come_in_their_order():
    assert list(Bm25(["a card", "a cheque", "a card", "the card"]).search(["card"], 4)) == [0, 2, 3]


def test_what_may_not_be_found_is_not_found():
    lexicon = Bm25(["a card", "a cheque", "the card"])

    assert list(lexicon.search(["card"], 3, np.array([False, True, True]))) == [2]


def test_the_company_name_is_not_part_of_the_question():
    lexicon = Bm25([f"Tarn card {n}" if n % 2 else f"Tarn cheque {n}" for n in range(30)])
    assert lexicon.telling("Who runs Tarn?") == "Who runs"
    assert lexicon.telling("Tarn?") == "Tarn?"


def test_in_a_small_folder_every_word_counts():
    assert Bm25(["Tarn card", "Tarn fee"]).telling("Who runs Tarn?") == "Who runs Tarn?"


def test_texts_without_any_word_do_no_harm():
    assert Bm25(["", "it is"]).search(["card"], 3) == {}


def test_a_question_in_german_is_stemmed_as_german_and_without_what_questions_are_made_of():
    assert content_words("Wie kann ich bitte meine Karten sperren?", "de") == ["kart", "sperr"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You can freeze your card for free.", {"freez", "card", "free"}),
        ("It takes 5 working days.", {"take", "day"}),
        ("It takes five business days.", {"take", "day"}),
        ("Give one working day's notice before 8's end.", {"give", "day", "notic", "end"}),
        ("The business pays twenty pounds at noon.", {"busi", "pay"}),
        ("Send form P45 and the 2FA code by 5pm.", {"send", "form", "fa", "code"}),
        ("", set()),
    ],
)
def test_the_stems_of_a_text_leave_out_empty_words_and_exact_facts(text, expected):
    assert stems(text) == expected


def test_words_that_mean_about_the_same_stand_for_each_other():
    assert "charg" in alike("cost")
    assert alike("bicycl") == {"bicycl"}
