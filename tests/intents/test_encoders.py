"""Encoders of every common kind, each a tiny model with a tokenizer of its kind, made here."""

from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoConfig, AutoModel, PreTrainedTokenizerFast

from intents.batches import TextEncoder
from intents.features import Hints
from intents.model import NluModel, load_encoder
from intents.trainer import TrainSettings, train
from intents.types import Slot
from tests.intents.best import best

SIZES: dict[str, Any] = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "bert": ("wordpiece", SIZES),
    "distilbert": ("wordpiece", {"dim": 32, "n_layers": 2, "n_heads": 2, "hidden_dim": 64}),
    "electra": ("wordpiece", SIZES | {"embedding_size": 16}),
    "roberta": ("bytes", SIZES | {"max_position_embeddings": 130}),
    "modernbert": ("bytes", SIZES | {"global_attn_every_n_layers": 2}),
    "albert": ("unigram", SIZES | {"embedding_size": 16}),
    "xlnet": ("unigram", {"d_model": 32, "n_layer": 2, "n_head": 2, "d_inner": 64}),
    "deberta-v2": ("unigram", SIZES | {"relative_attention": True, "pos_att_type": ["p2c", "c2p"]}),
}
SPECIAL = {
    "unk_token": "<unk>",
    "pad_token": "<pad>",
    "cls_token": "<cls>",
    "sep_token": "<sep>",
    "mask_token": "<mask>",
}
TEXT = "Send £1,050.20 to Zoë's flat-mate, OK?"


def tokenizer(kind: str) -> PreTrainedTokenizerFast:
    """Trained on some sentences: pieces of words, of bytes, or of whole phrases with their spaces."""
    trainer: trainers.Trainer
    special = list(SPECIAL.values())
    corpus = [TEXT, "i lost my card", "pay Anna now", "hello you", "lost it in York today"] * 20
    if kind == "wordpiece":
        made = Tokenizer(models.WordPiece(unk_token="<unk>"))
        made.normalizer = normalizers.BertNormalizer(lowercase=True)
        made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        trainer = trainers.WordPieceTrainer(vocab_size=200, special_tokens=special, show_progress=False)
    elif kind == "bytes":
        made = Tokenizer(models.BPE())
        made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        made.decoder = decoders.ByteLevel()
        alphabet = pre_tokenizers.ByteLevel.alphabet()
        trainer = trainers.BpeTrainer(
            vocab_size=400, special_tokens=special, initial_alphabet=alphabet, show_progress=False
        )
    else:
        made = Tokenizer(models.Unigram())
        made.pre_tokenizer = pre_tokenizers.Metaspace()
        trainer = trainers.UnigramTrainer(
            vocab_size=200, special_tokens=special, unk_token="<unk>", show_progress=False
        )
    made.train_from_iterator(corpus, trainer)
    ends = [("<cls>", made.token_to_id("<cls>")), ("<sep>", made.token_to_id("<sep>"))]
    made.post_processor = processors.TemplateProcessing(single="<cls> $A <sep>", special_tokens=ends)
    return PreTrainedTokenizerFast(tokenizer_object=made, **SPECIAL)


@pytest.fixture(scope="module", params=KINDS)
def encoder(request, tmp_path_factory) -> Path:
    pieces, sizes = KINDS[request.param]
    folder: Path = tmp_path_factory.mktemp(request.param)
    words = tokenizer(pieces)
    words.save_pretrained(folder)
    torch.manual_seed(3)
    ids = {"pad_token_id": 1, "bos_token_id": 2, "eos_token_id": 3, "cls_token_id": 2, "sep_token_id": 3}
    config = AutoConfig.for_model(request.param, vocab_size=len(words), **ids, **sizes)
    model = AutoModel.from_config(config)
    with torch.no_grad():
        model.get_input_embeddings().weight.normal_(0.0, 1.0)
    model.save_pretrained(folder)
    return folder


def test_words_are_the_same_whatever_the_tokenizer(encoder):
    _, tokens = load_encoder(encoder)
    (encoded,) = TextEncoder(tokens, Hints.of({}, {})).encode([TEXT])
    assert [TEXT[start:end] for start, end in encoded.words] == [
        *("Send", "£", "1", ",", "050", ".", "20", "to", "Zoë", "'", "s", "flat", "-", "mate", ",", "OK", "?")
    ]
    assert encoded.heads == sorted(encoded.heads)


@pytest.fixture(scope="module")
def model(encoder, data) -> NluModel:
    return train(data, encoder, TrainSettings(epochs=20, batch_size=4, learning_rate=5e-3, dropout=0.0))


def test_a_model_of_every_kind_learns_and_is_loaded_as_it_was_saved(model, data, tmp_path):
    model.save(tmp_path)
    loaded = NluModel.load(tmp_path)
    found = [best(understanding).name for understanding in loaded.parse_many([e.text for e in data.examples])]
    assert sum(name == e.intent for name, e in zip(found, data.examples, strict=True)) >= len(found) - 2
    before, after = model.parse("pay Anna now"), loaded.parse("pay Anna now")
    assert before.slots == after.slots
    assert best(before).confidence == pytest.approx(best(after).confidence, abs=1e-4)


def test_slots_have_the_ends_of_words(model):
    assert model.parse("lost it in York today").slot("city") == Slot("city", "York", "York", 11, 15)


def test_heads_are_fitted_on_a_frozen_encoder_of_every_kind(encoder, data):
    model = train(data, encoder, TrainSettings(trainer="linear"))
    found = [best(understanding).name for understanding in model.parse_many([e.text for e in data.examples])]
    assert sum(name == e.intent for name, e in zip(found, data.examples, strict=True)) >= len(found) - 2
