"""Tiny checkpoints with random weights, one for each engine, that write words in milliseconds."""

from __future__ import annotations

import string
from pathlib import Path
from typing import Any

import pytest

WORDS = [
    "account",
    "agree",
    "amount",
    "answer",
    "apply",
    "ask",
    "bank",
    "bill",
    "block",
    "borrow",
    "branch",
    "buy",
    "call",
    "card",
    "cash",
    "change",
    "charge",
    "cheque",
    "close",
    "code",
    "cost",
    "credit",
    "customer",
    "day",
    "debit",
    "deposit",
    "fee",
    "five",
    "free",
    "freeze",
    "hour",
    "interest",
    "limit",
    "loan",
    "lost",
    "money",
    "month",
    "mortgage",
    "number",
    "open",
    "order",
    "pay",
    "payment",
    "phone",
    "pin",
    "post",
    "report",
    "saturday",
    "save",
    "send",
    "shop",
    "statement",
    "time",
    "transfer",
    "travel",
    "week",
    "word",
    "year",
]
SPECIAL = ["<pad>", "<s>", "</s>", "<unk>", "<|system|>", "<|user|>", "<|assistant|>"]
WINDOW = 8192
CHAT_TEMPLATE = (
    "{% for message in messages %}<|{{ message['role'] }}|> {{ message['content'] }} </s> {% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def save_tokenizer(folder: Path, *, chat_template: str | None = None, window: int | None = WINDOW) -> int:
    """Return a tokenizer to which each word of WORDS is one token; returns the number of its tokens."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import WhitespaceSplit
    from transformers import PreTrainedTokenizerFast

    vocabulary = [*SPECIAL, *WORDS]
    words = Tokenizer(WordLevel({word: index for index, word in enumerate(vocabulary)}, unk_token="<unk>"))
    words.pre_tokenizer = WhitespaceSplit()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=words,
        pad_token="<pad>",
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        additional_special_tokens=SPECIAL[4:],
        **({"model_max_length": window} if window else {}),
    )
    tokenizer.chat_template = chat_template
    tokenizer.save_pretrained(folder)
    return len(vocabulary)


def save_causal(folder: Path, *, window: int = WINDOW, chat_template: str | None = None) -> Path:
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    size = save_tokenizer(folder, chat_template=chat_template, window=None)
    torch.manual_seed(7)
    config = LlamaConfig(
        vocab_size=size,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=window,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=0,
        initializer_range=0.5,
    )
    model = LlamaForCausalLM(config)
    with torch.no_grad():
        model.lm_head.weight[: len(SPECIAL)] = 0  # it seldom ends by itself
    model.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def causal_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_causal(tmp_path_factory.mktemp("causal"))


@pytest.fixture(scope="session")
def chat_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a causal checkpoint that was taught to chat, with a short window."""
    return save_causal(tmp_path_factory.mktemp("chat"), window=128, chat_template=CHAT_TEMPLATE)


@pytest.fixture(scope="session")
def seq2seq_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from transformers import GenerationConfig, T5Config, T5ForConditionalGeneration

    folder = tmp_path_factory.mktemp("seq2seq")
    size = save_tokenizer(folder, window=128)
    torch.manual_seed(7)
    ids: dict[str, Any] = {"pad_token_id": 0, "eos_token_id": 2, "decoder_start_token_id": 0}
    config = T5Config(
        vocab_size=size,
        d_model=32,
        d_kv=16,
        d_ff=64,
        num_layers=2,
        num_heads=2,
        **ids,
    )
    model = T5ForConditionalGeneration(config)
    with torch.no_grad():
        for weights in model.parameters():
            weights.normal_(0.0, 0.5)
        model.shared.weight[: len(SPECIAL)] = 0
        model.lm_head.weight[: len(SPECIAL)] = 0
    # Habits that checkpoints bring along: none of them goes with streaming or with our settings.
    model.generation_config = GenerationConfig(
        num_beams=4, max_length=20, min_length=3, early_stopping=True, decoder_start_token_id=0, eos_token_id=2
    )
    model.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def gguf_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a Llama as llama.cpp reads it: letters come in as bytes, words come out."""
    import gguf
    import numpy as np

    path = tmp_path_factory.mktemp("gguf") / "tiny.gguf"
    width, inner, layers, heads = 192, 768, 4, 4
    bytes_ = [f"<0x{byte:02X}>" for byte in range(256)]
    tokens = ["<unk>", "<s>", "</s>", *bytes_, *string.ascii_lowercase, *(f"\u2581{word}" for word in WORDS)]
    kinds = [gguf.TokenType.UNKNOWN, gguf.TokenType.CONTROL, gguf.TokenType.CONTROL]
    kinds += [gguf.TokenType.BYTE] * 256 + [gguf.TokenType.NORMAL] * (26 + len(WORDS))
    random = np.random.default_rng(7)

    def weights(*shape: int) -> np.ndarray:
        return random.normal(0.0, 0.2, shape).astype(np.float32)

    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(WINDOW)
    writer.add_embedding_length(width)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(inner)
    writer.add_head_count(heads)
    writer.add_head_count_kv(heads)
    writer.add_rope_dimension_count(width // heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_tensor("token_embd.weight", weights(len(tokens), width))
    for layer in range(layers):
        block = f"blk.{layer}"
        writer.add_tensor(f"{block}.attn_norm.weight", np.ones(width, dtype=np.float32))
        for part in ("q", "k", "v", "output"):
            writer.add_tensor(f"{block}.attn_{part}.weight", weights(width, width))
        writer.add_tensor(f"{block}.ffn_norm.weight", np.ones(width, dtype=np.float32))
        writer.add_tensor(f"{block}.ffn_gate.weight", weights(inner, width))
        writer.add_tensor(f"{block}.ffn_up.weight", weights(inner, width))
        writer.add_tensor(f"{block}.ffn_down.weight", weights(width, inner))
    writer.add_tensor("output_norm.weight", np.ones(width, dtype=np.float32))
    output = weights(len(tokens), width)
    output[: -len(WORDS)] = 0  # only words are probable
    writer.add_tensor("output.weight", output)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
