from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from botkit.domain.errors import WeightsError
from botkit.models.sentence_encoder import SentenceEncoder


def test_vectors_are_float32_rows_of_unit_length(encoder):
    vectors = encoder.encode(["lost card", "opening hours", ""])
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, 32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_no_texts_give_no_rows(encoder):
    assert encoder.encode([]).shape == (0, 32)


def test_a_text_has_the_same_vector_in_any_batch(encoder):
    texts = [f"card {n} " * (n % 7 + 1) for n in range(50)]
    assert encoder.encode(texts) == pytest.approx(np.concatenate([encoder.encode([text]) for text in texts]), abs=1e-5)


def test_many_threads_may_share_an_encoder_that_is_not_loaded_yet(tiny_encoder_folder):
    fresh = SentenceEncoder(tiny_encoder_folder)
    expected = SentenceEncoder(tiny_encoder_folder).encode(["lost card"])
    with ThreadPoolExecutor(8) as pool:
        for vectors in pool.map(lambda _: fresh.encode(["lost card"]), range(16)):
            assert vectors == pytest.approx(expected, abs=1e-5)


def test_nothing_is_loaded_before_it_is_needed(tmp_path):
    encoder = SentenceEncoder(tmp_path / "nowhere")
    with pytest.raises(WeightsError, match="no sentence-transformers model here; run: botkit models pull"):
        encoder.encode(["x"])


def test_a_model_that_brings_its_own_code_is_refused(tiny_encoder_folder, tmp_path):
    folder = shutil.copytree(tiny_encoder_folder, tmp_path / "model")
    modules = json.loads((folder / "modules.json").read_text())
    modules[0]["type"] = "evil.Module"
    (folder / "modules.json").write_text(json.dumps(modules))
    (folder / "evil.py").write_text("raise SystemExit('code was run')")
    with pytest.raises(WeightsError, match=r"'evil\.Module' would run code"):
        SentenceEncoder(folder).encode(["x"])


def test_weights_that_are_not_safetensors_are_refused(tiny_encoder_folder, tmp_path):
    folder = shutil.copytree(tiny_encoder_folder, tmp_path / "model")
    (weights,) = folder.rglob("model.safetensors")
    weights.rename(weights.with_name("pytorch_model.bin"))
    with pytest.raises(WeightsError, match="the model cannot be loaded") as error:
        SentenceEncoder(folder).encode(["x"])
    assert "\n" not in str(error.value)


def test_damaged_weights_are_an_error_of_one_line(tiny_encoder_folder, tmp_path):
    folder = shutil.copytree(tiny_encoder_folder, tmp_path / "model")
    (weights,) = folder.rglob("model.safetensors")
    weights.write_bytes(b"\x00" * 100)
    with pytest.raises(WeightsError, match="the model cannot be loaded") as error:
        SentenceEncoder(folder).encode(["x"])
    assert "\n" not in str(error.value)


def test_tokens_stand_where_they_are_written_with_vectors_of_unit_length(encoder):
    texts = ["lost card", "", "a card that was lost abroad", "lost"]
    found = encoder.encode_tokens(texts)
    assert [len(tokens.spans) > 0 for tokens in found] == [True, False, True, True]
    for text, tokens in zip(texts, found, strict=True):
        assert tokens.vectors.dtype == np.float32
        assert tokens.vectors.shape == (len(tokens.spans), 32)
        assert np.linalg.norm(tokens.vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
        assert "".join(text[start:end] for start, end in tokens.spans) == text.replace(" ", "")


def test_a_token_has_the_same_vector_in_any_batch(encoder):
    texts = [f"card {n} " * (n % 7 + 1) for n in range(50)]
    for text, tokens in zip(texts, encoder.encode_tokens(texts), strict=True):
        assert tokens.vectors == pytest.approx(encoder.encode_tokens([text])[0].vectors, abs=1e-5)


def test_no_texts_have_no_tokens(tmp_path):
    assert SentenceEncoder(tmp_path / "nowhere").encode_tokens([]) == []
