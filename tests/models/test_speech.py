"""Speech to text, by a tiny wav2vec 2.0 that hears the letter h in everything, and a tiny Whisper that hears "hi"."""

from __future__ import annotations

import io
import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from botkit.domain.errors import MessageError, MissingExtra, WeightsError

soundfile = pytest.importorskip("soundfile", reason="needs the extra 'voice'")

from botkit.models.speech import MOST_SECONDS, RATE, SpeechReader  # noqa: E402

LETTERS = ["<pad>", "<s>", "</s>", "<unk>", "|", "h", "i"]


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from transformers import Wav2Vec2Config, Wav2Vec2CTCTokenizer, Wav2Vec2FeatureExtractor, Wav2Vec2ForCTC

    folder = tmp_path_factory.mktemp("wav2vec2")
    vocabulary = folder / "vocab.json"
    vocabulary.write_text(json.dumps({letter: number for number, letter in enumerate(LETTERS)}))
    Wav2Vec2CTCTokenizer(str(vocabulary)).save_pretrained(folder)
    Wav2Vec2FeatureExtractor(sampling_rate=RATE).save_pretrained(folder)
    config = Wav2Vec2Config(
        vocab_size=len(LETTERS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        conv_dim=(16, 16),
        conv_stride=(5, 64),
        conv_kernel=(10, 64),
        num_conv_pos_embeddings=16,
        num_conv_pos_embedding_groups=2,
    )
    network = Wav2Vec2ForCTC(config)
    with torch.no_grad():
        network.lm_head.bias[LETTERS.index("h")] = 100.0
    network.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def whisper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its layers do nothing, and each token wants the next one: the language that it hears, then "hi", then the end."""
    import torch
    from transformers import (
        GenerationConfig,
        WhisperConfig,
        WhisperFeatureExtractor,
        WhisperForConditionalGeneration,
        WhisperTokenizer,
    )

    folder = tmp_path_factory.mktemp("whisper")
    end, start, control = "<|endoftext|>", "<|startoftranscript|>", ["<|transcribe|>", "<|translate|>"]
    languages, untimed = ["<|en|>", "<|de|>"], "<|notimestamps|>"
    special = [start, *languages, *control, untimed]
    tokenizer = WhisperTokenizer(vocab={"h": 0, "i": 1, end: 2}, merges=[], additional_special_tokens=special)
    tokenizer.save_pretrained(folder)
    WhisperFeatureExtractor(sampling_rate=RATE).save_pretrained(folder)
    number = {token: tokenizer.convert_tokens_to_ids(token) for token in ("h", "i", end, *special)}
    ends = {"bos_token_id": number[end], "eos_token_id": number[end], "pad_token_id": number[end]}
    starts: dict[str, Any] = {**ends, "decoder_start_token_id": number[start]}
    config = WhisperConfig(
        vocab_size=len(tokenizer),
        d_model=16,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=32,
        decoder_ffn_dim=32,
        max_target_positions=16,
        suppress_tokens=None,
        begin_suppress_tokens=None,
        tie_word_embeddings=False,
        **starts,
    )
    network = WhisperForConditionalGeneration(config)
    decoder = network.model.decoder
    with torch.no_grad():
        for weights in decoder.layers.parameters():
            weights.zero_()
        decoder.embed_tokens.weight.copy_(torch.eye(len(tokenizer), 16))
        decoder.embed_positions.weight.zero_()
        network.proj_out.weight.zero_()
        said = [start, "<|de|>", "<|transcribe|>", untimed, "h", "i", end]
        for token, following in pairwise(said):
            network.proj_out.weight[number[following]] = decoder.embed_tokens.weight[number[token]]
    network.generation_config = GenerationConfig(
        is_multilingual=True,
        lang_to_id={token: number[token] for token in languages},
        task_to_id={token.strip("<|>"): number[token] for token in control},
        no_timestamps_token_id=number[untimed],
        max_length=16,
        **starts,
    )
    network.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def reader(model: Path) -> SpeechReader:
    return SpeechReader(model)


def recording(seconds: float, rate: int = RATE, channels: int = 1, form: str = "WAV") -> bytes:
    file = io.BytesIO()
    noise = np.random.default_rng(1).uniform(-0.1, 0.1, (int(seconds * rate), channels))
    soundfile.write(file, noise, rate, format=form)
    return file.getvalue()


@pytest.mark.parametrize(
    "audio",
    [recording(1), recording(1, 48_000, 2), recording(1, 8_000), recording(1, form="FLAC"), recording(1, form="OGG")],
    ids=["as the model wants it", "stereo, 48 kHz", "8 kHz", "FLAC", "OGG"],
)
def test_what_is_said_becomes_text(reader, audio):
    assert reader.transcribe(audio) == "h"


@pytest.mark.parametrize("seconds", [0.2, MOST_SECONDS])
def test_whisper_finds_out_the_language_and_writes_down_the_words_alone(whisper, seconds):
    assert SpeechReader(whisper).transcribe(recording(seconds)) == "hi"


@pytest.mark.parametrize(
    ("audio", "said"),
    [
        (b"", "no recording that can be read"),
        (b"RIFF and so on", "no recording that can be read"),
        (recording(1)[:30], "no recording that can be read"),
        (recording(0), "is empty"),
        (recording(31), "longer than 30 seconds"),
    ],
)
def test_what_is_no_such_recording_is_refused(reader, audio, said):
    with pytest.raises(MessageError, match=said):
        reader.transcribe(audio)


def test_a_folder_without_a_model_is_named(tmp_path):
    with pytest.raises(WeightsError, match="no speech model can be loaded here"):
        SpeechReader(tmp_path)


def test_without_the_extra_one_sentence_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "soundfile", None)
    with pytest.raises(MissingExtra, match=r"pip install .*\[voice\]'"):
        SpeechReader(tmp_path)
