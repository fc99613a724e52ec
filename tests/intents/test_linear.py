"""Heads on a frozen encoder: what they learn, and that nothing is read twice."""

from dataclasses import replace

import pytest
import torch

from intents.data import TrainingData
from intents.embeddings import Embeddings
from intents.linear import LANDMARKS, RIDGE, evenly, fit_kernel
from intents.trainer import TrainSettings, train
from intents.types import Example, Slot
from tests.intents.best import best

LINEAR = TrainSettings(trainer="linear")


def clusters(count: int = 60) -> tuple[torch.Tensor, torch.Tensor, list[str]]:
    generator = torch.Generator().manual_seed(1)
    names = [str(i % 3) for i in range(count)]
    labels = torch.nn.functional.one_hot(torch.tensor([int(name) for name in names]), 3).float()
    return (
        torch.randn(count, 8, generator=generator) + 2 * labels @ torch.randn(3, 8, generator=generator),
        labels,
        names,
    )


def test_the_scores_of_held_out_examples_are_those_of_a_head_that_was_fitted_without_them():
    vectors, labels, names = clusters()
    _, held_out, scores = fit_kernel(vectors, labels, names, len(names))
    row = int(held_out[0])
    others = [i for i in range(len(vectors)) if i != row]
    without, _, _ = fit_kernel(vectors[others], labels[others], [names[i] for i in others], len(others))
    # Not quite the same: the left-out example is a landmark of one and not of the other.
    assert without(vectors[[row]])[0].tolist() == pytest.approx(scores[0].tolist(), abs=0.3)


def test_where_every_example_is_a_landmark_it_is_the_kernel_ridge_regression():
    vectors, labels, names = clusters()
    head, _, _ = fit_kernel(vectors, labels, names, len(vectors))
    kernel = head.likeness(head.centred(vectors)).double()
    exact = torch.linalg.solve(kernel + RIDGE * torch.eye(len(vectors)), labels.double())
    assert (kernel @ head.weights.double()).numpy() == pytest.approx((kernel @ exact).numpy(), abs=1e-3)


def test_more_examples_than_landmarks_are_learnt_too():
    vectors, labels, names = clusters(LANDMARKS + 100)
    head, held_out, scores = fit_kernel(vectors, labels, names, len(vectors))
    assert head.landmarks.shape == (LANDMARKS, 8)
    assert (scores.argmax(-1) == labels[held_out].argmax(-1)).float().mean() > 0.9


def test_the_same_utterance_twice_is_no_trouble():
    vectors, labels, names = clusters()
    head, _, scores = fit_kernel(vectors.repeat(2, 1), labels.repeat(2, 1), names * 2, 2 * len(names))
    assert (head(vectors).argmax(-1) == labels.argmax(-1)).float().mean() > 0.95
    assert scores.isfinite().all()


def test_landmarks_are_taken_evenly_of_all_intents():
    assert evenly(["a", "a", "a", "a", "b", "b"], 4) == [0, 1, 4, 5]
    assert evenly(["a", "b"], 4) == [0, 1]


def test_only_new_texts_are_read_when_a_model_is_trained_again(sixty, tiny_encoder_folder, tmp_path):
    first = train(sixty, tiny_encoder_folder, LINEAR)
    (tmp_path / "first").mkdir()
    first.save(tmp_path / "first")
    more = TrainingData((*sixty.examples, Example("tap the card", "tap"), Example("how does tap work", "tap")))
    told = []
    second = train(more, tiny_encoder_folder, LINEAR, lambda *what: told.append(what), previous=tmp_path / "first")
    assert told == [("reading examples", 3, 3)], "two examples and the name of the new intent"
    assert best(second.parse("tap the card")).name == "tap"


def test_a_model_trained_from_kept_vectors_is_the_same(sixty, tiny_encoder_folder, tmp_path):
    first = train(sixty, tiny_encoder_folder, LINEAR)
    first.save(tmp_path)
    again = train(sixty, tiny_encoder_folder, LINEAR, previous=tmp_path)
    assert again.parse("the cash limit").best == first.parse("the cash limit").best


def test_vectors_of_another_encoder_are_not_taken(tmp_path):
    kept = Embeddings("one")
    kept.get(["hello"], words=False, read=lambda texts: [torch.ones(1, 4) for _ in texts])
    kept.save(tmp_path / "vectors")
    assert len(Embeddings.load(tmp_path / "vectors", "one").rows) == 1
    assert Embeddings.load(tmp_path / "vectors", "another").rows == {}


def test_words_are_kept_where_they_are_asked_for_and_a_text_without_them_is_read_again():
    kept = Embeddings("one")
    alone, _ = kept.get(["hello you"], words=False, read=lambda texts: [torch.ones(1, 4) for _ in texts])
    rows, lengths = kept.get(
        ["hello you", "hello"], words=True, read=lambda texts: [torch.ones(1 + len(text.split()), 4) for text in texts]
    )
    assert (alone.shape, rows.shape) == ((1, 4), (5, 4))
    assert lengths.tolist() == [3, 2]


def test_a_broken_file_of_vectors_is_read_as_none(tmp_path):
    (tmp_path / "vectors").write_bytes(b"no tensors")
    assert Embeddings.load(tmp_path / "vectors", "one").rows == {}


def test_vectors_of_examples_that_are_gone_are_not_kept(sixty, tiny_encoder_folder, tmp_path):
    train(sixty, tiny_encoder_folder, LINEAR).save(tmp_path)
    fewer = TrainingData(sixty.examples[:-1])
    model = train(fewer, tiny_encoder_folder, LINEAR, previous=tmp_path)
    assert len(model.embeddings.rows) == len(fewer.examples) + len(fewer.intents)


def test_the_vectors_of_words_are_kept_where_there_are_slots(sixty, tiny_encoder_folder):
    first, *others = sixty.examples
    marked = replace(first, slots=(Slot("what", first.text[:3], first.text[:3], 0, 3),))
    alone, with_words = (
        train(TrainingData((example, *others)), tiny_encoder_folder, LINEAR).embeddings for example in (first, marked)
    )
    assert {len(rows) for rows in alone.rows.values()} == {1}
    assert min(len(rows) for rows in with_words.rows.values()) > 1
