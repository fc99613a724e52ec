"""A trained adapter as a GGUF file, which llama.cpp adds to the model that the adapter was trained on.

For models of the Llama architecture only: the rows of their queries and keys are in another order in GGUF than in
transformers. Source of the format: llama.cpp's convert_lora_to_gguf.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gguf
import numpy as np
import numpy.typing as npt

from botkit.domain.errors import GenerationError
from botkit.training.generator.lora import Adapter

ARCHITECTURE = "llama"


def check_base(base: Path) -> None:
    """Raise GenerationError unless an adapter of the GGUF model `base` could be written."""
    try:
        found = gguf.GGUFReader(base).fields["general.architecture"].contents()
    except Exception as error:  # a file from outside: its parser may raise anything
        raise GenerationError(f"{base}: no GGUF model; run: botkit models verify") from error
    if found != ARCHITECTURE:
        raise GenerationError(
            f"{base}: a GGUF model of the architecture '{found}' cannot be trained, only '{ARCHITECTURE}' can; "
            "name the folder that it was made from, with the engine causal"
        )


def write_adapter(adapter: Adapter, config: Any, path: Path) -> None:
    """Write `adapter` to `path` in 16-bit numbers; `config` is the transformers configuration of its model."""
    writer = gguf.GGUFWriter(path, ARCHITECTURE)
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, adapter.alpha)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, config.num_hidden_layers)
    heads = {"attn_q": config.num_attention_heads, "attn_k": config.num_key_value_heads}
    for layer, (down, up) in adapter.layers.items():
        known = names.get_name(f"{layer}.weight", try_suffixes=(".weight",)) or layer
        part = known.split(".")[-2]
        rows = up.float().numpy()
        rows = _in_pairs(rows, heads[part]) if part in heads else rows
        for name, numbers in ((f"{known}.lora_a", down.float().numpy()), (f"{known}.lora_b", rows)):
            writer.add_tensor(name, np.ascontiguousarray(numbers, dtype=np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _in_pairs(rows: npt.NDArray[np.float32], heads: int) -> npt.NDArray[np.float32]:
    """Put the rows of each head into llama.cpp's order: the two that are rotated together are neighbours."""
    return rows.reshape(heads, 2, -1, rows.shape[-1]).swapaxes(1, 2).reshape(rows.shape)
