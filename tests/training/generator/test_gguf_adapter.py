"""Adapters as GGUF: with them, llama.cpp gives the probabilities that transformers gives with the changed weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("gguf", reason="gguf is not installed: pip install -e '.[generator]'")

import gguf
import torch

from botkit.domain.errors import GenerationError
from botkit.models.generators.llama_cpp import LlamaCppGenerator
from botkit.training.generator.gguf_adapter import check_base, write_adapter
from botkit.training.generator.lora import Adapter
from botkit.training.generator.student import Student
from tests.models.generators.generator_contract import OPTIONS

PROMPT = [1, 290, 300, 295, 310, 288]


@pytest.fixture(scope="module")
def adapted(gguf_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    """A model that was changed, and the adapter that changes it."""
    model = Student.open("gguf", gguf_file).model
    torch.manual_seed(3)
    layers = {
        name: (torch.randn(4, part.in_features), 0.02 * torch.randn(part.out_features, 4))
        for name, part in model.named_modules()
        if isinstance(part, torch.nn.Linear) and name != "lm_head"
    }
    with torch.no_grad():
        for name, (down, up) in layers.items():
            model.get_submodule(name).weight.add_(2.0 * up @ down)
    path = tmp_path_factory.mktemp("written") / "adapter.gguf"
    write_adapter(Adapter(layers, alpha=8.0), model.config, path)
    return model, path


def probable(generator: LlamaCppGenerator) -> list[dict[str, Any]]:
    """The eight tokens that are most probable after PROMPT."""
    told: list[Any] = []
    request = {"prompt": PROMPT, "max_tokens": 1, "temperature": 0, "logprobs": 8}
    generator._server.handle_completions(request, told.append)
    return list(told[0]["choices"][0]["logprobs"]["content"][0]["top_logprobs"])


def test_llama_cpp_gives_the_probabilities_that_transformers_gives(adapted: tuple[Any, Path], gguf_file: Path) -> None:
    pytest.importorskip("xllamacpp", reason="xllamacpp is not installed: pip install -e '.[gguf]'")
    model, path = adapted
    with torch.no_grad():
        expected = model(torch.tensor([PROMPT])).logits[0, -1].log_softmax(-1)

    def distance(tokens: list[dict[str, Any]]) -> float:
        assert len(tokens) == 8
        return float(sum(abs(token["logprob"] - float(expected[token["id"]])) for token in tokens) / 8)

    found = probable(LlamaCppGenerator(gguf_file, path, **OPTIONS))
    assert found[0]["id"] == int(expected.argmax())
    assert distance(found) < 0.05 < 0.5 < distance(probable(LlamaCppGenerator(gguf_file, **OPTIONS)))


def test_what_is_no_adapter_is_named(gguf_file: Path, tmp_path: Path) -> None:
    pytest.importorskip("xllamacpp", reason="xllamacpp is not installed: pip install -e '.[gguf]'")
    path = tmp_path / "adapter.gguf"
    path.write_bytes(b"no")
    with pytest.raises(
        GenerationError, match=r"llama\.cpp cannot load it as a GGUF model with the adapter .*adapter\.gguf"
    ):
        LlamaCppGenerator(gguf_file, path, **OPTIONS)


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
