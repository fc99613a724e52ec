"""Encoders that say what they said before."""

import numpy as np

from botkit.answering.select.vector_cache import CachingEncoder
from botkit.testing import HashingEncoder


class Counting(HashingEncoder):
    """A `HashingEncoder` that tells what it was given."""

    def __init__(self):
        super().__init__()
        self.given = []

    def encode(self, texts):
        self.given += texts
        return super().encode(texts)


def test_a_text_is_encoded_once_even_if_it_comes_twice_in_one_call():
    counting = Counting()
    remembering = CachingEncoder(counting)
    first = remembering.encode(["a card", "a loan", "a card"])
    again = remembering.encode(["a loan", "a card"])
    assert counting.given == ["a card", "a loan"]
    np.testing.assert_array_equal(first, HashingEncoder().encode(["a card", "a loan", "a card"]))
    np.testing.assert_array_equal(again, first[1:])


def test_what_has_not_been_used_for_long_is_forgotten():
    counting = Counting()
    remembering = CachingEncoder(counting, size=2)
    for text in ["a card", "a loan", "a card", "a branch", "a card", "a loan"]:
        remembering.encode([text])
    assert counting.given == ["a card", "a loan", "a branch", "a loan"]


def test_no_texts_give_no_rows():
    assert CachingEncoder(HashingEncoder(64)).encode([]).shape == (0, 64)


def test_hashed_words_give_unit_vectors_that_are_alike_as_far_as_words_are_shared():
    rows = HashingEncoder().encode(
        ["Freeze your card.", "freezing your cards", "Freeze your loan", "A mortgage", "", "£"]
    )
    assert rows.shape == (6, 1024)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, rtol=1e-6)
    assert rows[0] @ rows[1] > 0.99
    assert 0.6 < rows[0] @ rows[2] < 0.7
    assert abs(rows[0] @ rows[3]) < 0.01


def test_the_tokens_of_a_text_are_found_once():
    given = []

    class Told(HashingEncoder):
        def encode_tokens(self, texts):
            given.extend(texts)
            return super().encode_tokens(texts)

    remembering = CachingEncoder(Told(), passages=1)
    first, again = remembering.encode_tokens(["a lost card", "a lost card"])
    assert first is again
    assert first.spans.tolist() == [[0, 1], [2, 6], [7, 11]]
    remembering.encode_tokens(["a loan"])
    remembering.encode_tokens(["a lost card"])
    assert given == ["a lost card", "a loan", "a lost card"]
