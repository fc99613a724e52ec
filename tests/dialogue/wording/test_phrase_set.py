"""Phrases that are looked for word by word."""

from __future__ import annotations

from botkit.dialogue.wording.phrase_set import PhraseSet, expanded
from botkit.dialogue.wording.words import words


def test_alternatives_are_written_out():
    assert list(expanded("(can|may) we (go|come)")) == ["can we go", "can we come", "may we go", "may we come"]
    assert list(expanded("go on")) == ["go on"]


def test_the_longest_phrase_counts():
    phrases = PhraseSet.of(["I", "I mean", "I mean it"])
    assert [phrases.at(words("well, I mean: it's"), index) for index in range(4)] == [0, 2, 0, 0]
    assert phrases.ending(words("well I mean it"), 4) == 3
    assert phrases.ending(words("I mean"), 1) == 1


def test_a_phrase_at_the_end_has_its_own_length_though_there_are_longer_ones():
    assert PhraseSet.of(["thanks", "thank you very much"]).at(["no", "thanks"], 1) == 1


def test_phrases_are_skipped_and_found_whatever_stands_between_their_words():
    phrases = PhraseSet.of(["so", "go on"])
    said = words("So... go ON, so then go")
    assert phrases.skip(said) == 4
    assert phrases.first(said, 1) == (1, 3)
    assert phrases.first(words("then go")) is None


def test_a_set_of_nothing_finds_nothing():
    assert not PhraseSet.of([]).stands_in(["so"])
    assert PhraseSet.of(["", "…"]).at([], 0) == 0
