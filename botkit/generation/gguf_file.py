"""Writes trained weights as a GGUF file for llama.cpp: the file that they came from, with other numbers in its tensors.

Tokenizer, chat template and everything else that llama.cpp reads stay as they were. Only for models of the Llama
architecture, whose query and key rows stand in another order in GGUF than in transformers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gguf
import numpy as np
import numpy.typing as npt
from gguf.quants import quantize

from botkit.errors import GenerationError

ARCHITECTURE = "llama"
_QUANTIZED = gguf.GGMLQuantizationType.Q8_0
"""Eight bits a number: what training changed would get lost in four."""
_OWN = {"GGUF.version", "GGUF.tensor_count", "GGUF.kv_count", "general.architecture"}
"""What the writer writes by itself."""


def check_base(base: Path) -> None:
    """Raises GenerationError unless trained weights could be written in the form of the GGUF file `base`."""
    try:
        found = gguf.GGUFReader(base).fields["general.architecture"].contents()
    except Exception as error:  # a stranger's file: its parser raises whatever it raises
        raise GenerationError(f"{base}: no GGUF model; run: botkit models verify") from error
    if found != ARCHITECTURE:
        raise GenerationError(
            f"{base}: a GGUF model of the architecture '{found}' cannot be trained, only '{ARCHITECTURE}' can; "
            "name the folder that it was made from, with the engine causal"
        )


def write_gguf(model: Any, base: Path, path: Path) -> None:
    """Writes the weights of `model`, which was loaded from the GGUF file `base`, to `path`."""
    reader = gguf.GGUFReader(base)
    writer = gguf.GGUFWriter(path, ARCHITECTURE)
    for field in reader.fields.values():
        if field.name not in _OWN:
            kind, *inner = field.types
            value = int(gguf.LlamaFileType.MOSTLY_Q8_0) if field.name == "general.file_type" else field.contents()
            writer.add_key_value(field.name, value, kind, sub_type=inner[-1] if inner else None)
    weights = _by_their_name_in_gguf(model)
    for tensor in reader.tensors:
        numbers = weights[tensor.name]
        if len(numbers.shape) > 1 and numbers.shape[-1] % gguf.GGML_QUANT_SIZES[_QUANTIZED][0] == 0:
            writer.add_tensor(tensor.name, quantize(numbers, _QUANTIZED), raw_dtype=_QUANTIZED)
        else:
            writer.add_tensor(tensor.name, numbers)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _by_their_name_in_gguf(model: Any) -> dict[str, npt.NDArray[np.float32]]:
    config = model.config
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, config.num_hidden_layers)
    heads = {"attn_q": config.num_attention_heads, "attn_k": config.num_key_value_heads}
    found = {}
    for name, tensor in model.state_dict().items():
        known = names.get_name(name, try_suffixes=(".weight",)) or name
        numbers = tensor.detach().float().numpy()
        part = known.split(".")[-2]
        found[known] = _in_pairs(numbers, heads[part]) if part in heads else numbers
    return found


def _in_pairs(rows: npt.NDArray[np.float32], heads: int) -> npt.NDArray[np.float32]:
    """The rows of each head in the order of llama.cpp: the two that are turned together stand side by side."""
    return rows.reshape(heads, 2, -1, rows.shape[-1]).swapaxes(1, 2).reshape(rows.shape)
