"""From words and scores to slots."""

from itertools import pairwise, product

import numpy as np

from intents import crf
from intents.batches import bio_tags
from intents.features import Hints
from intents.tagging import best_path, slots_of, spans
from intents.types import Slot

TAGS = ("O", "B-city", "I-city", "B-date", "I-date")
LEGAL = crf.legal(TAGS, []).numpy()


def scores(*rows: dict[str, float]) -> np.ndarray:
    likely: np.ndarray = np.log(np.array([[row.get(tag, 0.01) for tag in TAGS] for row in rows]))
    return likely


def test_words_of_a_slot_are_tagged_b_then_i():
    words = [(0, 2), (3, 6), (7, 11)]
    assert bio_tags(words, [Slot("city", "New York", "New York", 3, 11)]) == ["O", "B-city", "I-city"]


def test_tags_turn_back_into_the_same_spans():
    words = [(0, 2), (3, 6), (7, 11), (12, 18)]
    assert spans(["O", "B-city", "I-city", "B-date"], words) == [("city", 3, 11), ("date", 12, 18)]


def test_a_slot_never_begins_inside():
    assert [TAGS[i] for i in best_path(scores({"I-city": 0.9, "B-city": 0.05}), LEGAL)] == ["B-city"]


def test_the_whole_sequence_decides_when_a_greedy_choice_would_break_a_slot():
    # Word by word the best tags are B-date, I-city: no legal sequence. Together B-city, I-city is likelier.
    path = best_path(scores({"B-date": 0.5, "B-city": 0.45}, {"I-city": 0.9}), LEGAL)
    assert [TAGS[i] for i in path] == ["B-city", "I-city"]


def test_a_value_is_not_torn_apart_where_each_half_alone_looks_like_a_beginning():
    path = best_path(scores({"B-city": 0.9}, {"B-city": 0.5, "I-city": 0.3}), LEGAL)
    assert [TAGS[i] for i in path] == ["B-city", "I-city"]


def test_two_slots_of_a_name_with_a_word_between_them_are_two():
    path = best_path(scores({"B-date": 0.9}, {"O": 0.9}, {"B-date": 0.9}), LEGAL)
    assert [TAGS[i] for i in path] == ["B-date", "O", "B-date"]


def test_learnt_transitions_count_like_the_words():
    said = scores({"B-city": 0.5, "B-date": 0.4}, {"O": 0.5, "I-date": 0.4})
    assert [TAGS[i] for i in best_path(said, LEGAL)] == ["B-city", "O"]
    dates_are_long = LEGAL.copy()
    dates_are_long[TAGS.index("B-date"), TAGS.index("I-date")] = 1.0
    assert [TAGS[i] for i in best_path(said, dates_are_long)] == ["B-date", "I-date"]


def test_the_short_way_finds_the_best_of_all_sequences():
    random = np.random.default_rng(1)
    for _ in range(50):
        said, following = 3 * random.normal(size=(3, len(TAGS))), random.normal(size=(len(TAGS), len(TAGS)))
        sequences = list(product(range(len(TAGS)), repeat=3))

        def score(sequence, said=said, following=following):
            return sum(following[pair] for pair in pairwise((0, *sequence))) + said[[0, 1, 2], list(sequence)].sum()

        assert tuple(best_path(said, following)) == max(sequences, key=score)


def test_no_words_no_slots():
    assert slots_of("", [], np.zeros((0, len(TAGS))), TAGS, lambda slot, text: text, transitions=LEGAL) == ()


def test_without_slots_every_word_is_outside():
    assert best_path(np.zeros((3, 1)), np.zeros((1, 1))) == [0, 0, 0]


def test_the_value_is_what_the_text_means_in_that_slot():
    said = scores({"O": 0.9}, {"B-city": 0.9})
    words = [(0, 2), (3, 8)]
    found = slots_of("in Euros", words, said, TAGS, lambda slot, text: f"{slot} {text}", transitions=LEGAL)
    assert found == (Slot("city", "Euros", "city Euros", 3, 8),)


def test_regexes_with_flags_and_named_groups_of_their_own_stand_side_by_side():
    patterns = [r"(?P<n>\d+) usd", r"(?i)EUR (?P<n>\d+)", r"(?x) gbp \s (?P<n>\d+)", r"(a)\1", r"(b)\1"]
    hints = Hints.of({}, {"sum": patterns})
    words = [(0, 1), (2, 5), (6, 9), (10, 11), (12, 15), (16, 17), (18, 20), (21, 23)]
    covered = hints.cover("5 usd eur 6 GBP 7 aa bb", words)
    assert covered.tolist() == [[1, 0], [0, 1], [1, 0], [0, 1], [1, 0], [0, 1], [1, 0], [1, 0]]


def test_hints_tell_where_the_match_of_a_lookup_or_regex_begins_and_goes_on():
    hints = Hints.of({"city": ["New York", "York"]}, {"digits": [r"\d{4}"]})
    covered = hints.cover("to new york 1234 Yorkshire", [(0, 2), (3, 6), (7, 11), (12, 16), (17, 26)])
    assert hints.names == ("lookup:city", "regex:digits")
    nothing = [0, 0, 0, 0]
    assert covered.tolist() == [nothing, [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], nothing]
