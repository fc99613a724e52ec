"""Weights written back as GGUF: the same numbers for transformers, and the same probabilities in llama.cpp."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("gguf", reason="gguf is not installed: pip install 'botkit[generator]'")

import gguf
import torch
from generator_contract import OPTIONS

from botkit.errors import GenerationError
from botkit.generation.gguf_file import check_base, write_gguf
from botkit.generation.llama_cpp import LlamaCppGenerator
from botkit.generation.student import Student


@pytest.fixture(scope="module")
def changed(gguf_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    """A model with other weights than the file has, and the file that they were written to."""
    model = Student.open("gguf", gguf_file).model
    torch.manual_seed(3)
    with torch.no_grad():
        for weights in model.parameters():
            if weights.dim() > 1:
                weights.add_(0.1 * weights.std() * torch.randn_like(weights))
    path = tmp_path_factory.mktemp("written") / "model.gguf"
    write_gguf(model, gguf_file, path)
    return model, path


def test_everything_but_the_numbers_is_as_it_was(changed: tuple[Any, Path], gguf_file: Path) -> None:
    before, after = gguf.GGUFReader(gguf_file), gguf.GGUFReader(changed[1])
    assert [tensor.name for tensor in after.tensors] == [tensor.name for tensor in before.tensors]
    for name, field in before.fields.items():
        if not name.startswith("GGUF."):
            assert after.fields[name].contents() == field.contents(), name


def test_transformers_reads_the_new_weights(changed: tuple[Any, Path]) -> None:
    model, path = changed
    again = Student.open("gguf", path).model
    for (name, mine), (_, theirs) in zip(model.named_parameters(), again.named_parameters(), strict=True):
        torch.testing.assert_close(theirs, mine, rtol=0.02, atol=0.02, msg=name)


def test_llama_cpp_gives_the_probabilities_that_transformers_gives(changed: tuple[Any, Path]) -> None:
    pytest.importorskip("xllamacpp", reason="xllamacpp is not installed: pip install 'botkit[gguf]'")
    model, path = changed
    server = LlamaCppGenerator(path, **OPTIONS)._load()
    told: list[Any] = []
    prompt = [1, 290, 300, 295, 310, 288]
    server.handle_completions({"prompt": prompt, "max_tokens": 1, "temperature": 0, "logprobs": 8}, told.append)
    with torch.no_grad():
        expected = model(torch.tensor([prompt])).logits[0, -1].log_softmax(-1)
    probable = told[0]["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
    assert len(probable) == 8
    assert probable[0]["id"] == int(expected.argmax())
    # Eight bits cost 0.14 on average here; rows in the wrong order cost 1.5.
    assert sum(abs(token["logprob"] - float(expected[token["id"]])) for token in probable) / 8 < 0.5


def test_a_file_that_is_no_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.gguf").write_bytes(b"no")
    with pytest.raises(GenerationError, match=r"x\.gguf: no GGUF model; run: botkit models verify$"):
        check_base(tmp_path / "x.gguf")


def test_another_architecture_is_refused(tmp_path: Path) -> None:
    writer = gguf.GGUFWriter(tmp_path / "x.gguf", "gpt2")
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()
    with pytest.raises(GenerationError, match="of the architecture 'gpt2' cannot be trained"):
        check_base(tmp_path / "x.gguf")
