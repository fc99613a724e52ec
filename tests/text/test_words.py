"""Words in every script, and their places."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from botkit.text.words import Word, placed_words, stem_of, stop_words, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" -- … ", []),
        ("The card's fee: £5!", ["the", "card's", "fee", "5"]),
        ("the card\u2019s", ["the", "card's"]),
        ("'quoted' rock'n'roll", ["quoted", "rock'n'roll"]),
        ("Form P45 at 5pm", ["form", "p45", "at", "5pm"]),
        ("snake_case e-mail", ["snake", "case", "e", "mail"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("cafe\u0301 \uff26\uff45\uff45 \ufb01ne", ["caf\u00e9", "fee", "fine"]),
        ("कार्ड मुफ्त है", ["कार्ड", "मुफ्त", "है"]),
        ("бесплатная карта", ["бесплатная", "карта"]),
    ],
)
def test_a_text_is_cut_into_its_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_words_keep_their_places() -> None:
    text = "Cafe\u0301, the card\u2019s fee"
    placed = placed_words(text)

    assert placed[0] == Word("caf\u00e9", 0, 5)
    assert [word.text for word in placed] == words(text)
    assert [text[word.start : word.end] for word in placed] == ["Cafe\u0301", "the", "card\u2019s", "fee"]


def test_a_word_that_is_all_accents_does_no_harm() -> None:
    assert len(words("a" + "\u0315\u0300" * 5_000)) == 1


@pytest.mark.parametrize(
    ("word", "language", "stem"),
    [("cards", "en", "card"), ("bank's", "en", "bank"), ("Karten", "de", "kart"), ("kortelės", "xx", "kortelės")],
)
def test_a_word_has_the_stem_of_its_language(word: str, language: str, stem: str) -> None:
    assert stem_of(word, language) == stem


def test_threads_have_stemmers_of_their_own() -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: (stem_of(f"cards{n}s", "en"), stem_of(f"karten{n}en", "de")), range(400)))

    assert found == [(f"cards{n}", f"karten{n}") for n in range(400)]


@pytest.mark.parametrize(("language", "some"), [("en", {"the", "isn't", "no", "on"}), ("de", {"der", "für", "nicht"})])
def test_each_language_has_one_list_of_stop_words(language: str, some: set[str]) -> None:
    assert some <= stop_words(language)


def test_a_language_without_a_list_has_no_stop_words() -> None:
    assert stop_words("xx") == frozenset()
