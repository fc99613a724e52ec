"""Teaching a tiny verifier, stopping and going on, and writing it as the folder that is opened when a bot runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from botkit.domain.errors import WeightsError
from botkit.domain.ports import Claimed
from botkit.models.verifier import Calibration, OnnxVerifier
from botkit.training.verifier.examples import Judged
from botkit.training.verifier.export import balanced, calibrated, export
from botkit.training.verifier.fit import Plan, fit, scores
from botkit.training.verifier.network import Reading, VerifierNetwork

EXAMPLES = [
    Judged(question, reply, passage, supported, "paraphrase", "bank")
    for question, reply, passage, supported in [
        ("what is the fee", "the fee is five", "card fee: the fee is five", True),
        ("what is the fee", "the limit is ten", "card fee: the fee is five", False),
        ("when does it open", "at ten on saturday", "hours: we open at ten on saturday", True),
        ("when does it open", "the fee is five", "hours: we open at ten on saturday", False),
    ]
]


@pytest.fixture(scope="module")
def network(tiny_encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> VerifierNetwork:
    kept = tmp_path_factory.mktemp("verifier") / "kept.safetensors"
    return fit(tiny_encoder_folder, EXAMPLES * 16, Plan(kept, epochs=15, tokens=64, rate=3e-3))


def test_it_learns_what_it_is_shown(network: VerifierNetwork, tiny_encoder_folder: Path) -> None:
    found = scores(network, Reading(tiny_encoder_folder, 64), EXAMPLES)

    assert [score > 0 for score in found] == [one.supported for one in EXAMPLES]


def test_the_vectors_of_words_stay_as_they_were(network: VerifierNetwork, tiny_encoder_folder: Path) -> None:
    before = VerifierNetwork(tiny_encoder_folder).encoder.embeddings.word_embeddings.weight

    assert torch.equal(network.encoder.embeddings.word_embeddings.weight, before)


def test_a_training_that_was_stopped_ends_as_an_unbroken_one(tiny_encoder_folder: Path, tmp_path: Path) -> None:
    def stop(_: str, done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    torch.use_deterministic_algorithms(True)
    try:
        whole = fit(tiny_encoder_folder, EXAMPLES * 8, Plan(tmp_path / "a.safetensors", epochs=2, every=1))
        broken = Plan(tmp_path / "b.safetensors", epochs=2, every=1)
        with pytest.raises(KeyboardInterrupt):
            fit(tiny_encoder_folder, EXAMPLES * 8, broken, stop)
        told: list[int] = []
        resumed = fit(tiny_encoder_folder, EXAMPLES * 8, broken, lambda _, done, total: told.append(done))
    finally:
        torch.use_deterministic_algorithms(False)

    assert told == [3, 4]
    for name, value in whole.state_dict().items():
        assert torch.allclose(value, resumed.state_dict()[name], atol=1e-2), name


def test_what_is_written_judges_as_the_network_does(
    network: VerifierNetwork, tiny_encoder_folder: Path, tmp_path: Path
) -> None:
    export(network, tiny_encoder_folder, tmp_path / "verifier", Calibration(2.0, 0.5), 64)
    exact = np.array(scores(network, Reading(tiny_encoder_folder, 64), EXAMPLES[:2]))

    found = OnnxVerifier(tmp_path / "verifier").support(
        "what is the fee", [Claimed(one.reply, one.passage) for one in EXAMPLES[:2]]
    )

    assert found == pytest.approx(1 / (1 + np.exp(-(2 * exact + 0.5))), abs=0.1)
    assert found[0] > 0.5 > found[1]


def test_no_claims_have_no_verdicts(network: VerifierNetwork, tiny_encoder_folder: Path, tmp_path: Path) -> None:
    export(network, tiny_encoder_folder, tmp_path / "verifier", Calibration(), 64)

    assert OnnxVerifier(tmp_path / "verifier").support("what is the fee", []) == []


def test_a_folder_without_a_verifier_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="holds no verifier"):
        OnnxVerifier(tmp_path).support("what is the fee", [Claimed("five", "the fee is five")])


def test_the_calibration_makes_a_probability_of_a_logit() -> None:
    logits = [-2.0, -1.0, -1.0, 1.0, 1.0, 2.0] * 20
    supported = [False, False, True, True, True, True] * 20

    probabilities = calibrated(logits, supported).probabilities(np.array(logits))

    assert probabilities.mean() == pytest.approx(np.mean(supported), abs=0.01)


def test_both_error_rates_are_told_apart() -> None:
    assert balanced([0.9, 0.2, 0.7, 0.1], [True, True, False, False]) == (0.5, 0.5)
