from __future__ import annotations

import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from botkit.domain.errors import GenerationError, MissingExtra
from botkit.models.generators.llama_cpp import LlamaCppGenerator
from tests.models.generators.generator_contract import INSTRUCTION, OPTIONS, PROMPT, GeneratorContract, Make, text

LEAVES_IN_THE_MIDDLE = """
import sys
from pathlib import Path
from botkit.models.generators.llama_cpp import LlamaCppGenerator

generator = LlamaCppGenerator(Path(sys.argv[1]), max_tokens=500, temperature=0, seed=1, timeout_seconds=60)
pieces = generator.generate("answer", "report lost card")
print(bool(next(pieces)))
"""


@pytest.fixture
def without_xllamacpp(monkeypatch):
    monkeypatch.setitem(sys.modules, "xllamacpp", None)


def test_without_the_package_the_error_names_the_extra(without_xllamacpp, tmp_path):
    with pytest.raises(MissingExtra, match=r"pip install .*\[gguf\]'"):
        list(LlamaCppGenerator(tmp_path / "model.gguf", **OPTIONS).generate(INSTRUCTION, PROMPT))


class TestWithLlamaCpp:
    @pytest.fixture(autouse=True)
    def _needs_xllamacpp(self):
        pytest.importorskip("xllamacpp", reason="xllamacpp is not installed: pip install -e '.[gguf]'")

    def error(self, path) -> str:
        with pytest.raises(GenerationError) as caught:
            list(LlamaCppGenerator(path, **OPTIONS).generate(INSTRUCTION, PROMPT))
        return str(caught.value)

    def test_a_missing_file_is_named(self, tmp_path):
        assert self.error(tmp_path / "model.gguf").endswith("model.gguf: no GGUF file here; run: botkit models pull")

    @pytest.mark.parametrize(
        "content", [b"", b"safetensors" * 99, b"GGUF" + bytes(200)], ids=["empty", "other", "zeros"]
    )
    def test_a_file_that_is_no_model_is_refused(self, tmp_path, content):
        (tmp_path / "model.gguf").write_bytes(content)
        assert "model.gguf: llama.cpp cannot load it as a GGUF model" in self.error(tmp_path / "model.gguf")

    def test_a_model_that_was_cut_off_is_refused(self, tmp_path, gguf_file):
        (tmp_path / "model.gguf").write_bytes(gguf_file.read_bytes()[:-1000])
        assert "llama.cpp cannot load it" in self.error(tmp_path / "model.gguf")

    def test_the_model_is_loaded_once(self, tmp_path, gguf_file):
        (tmp_path / "model.gguf").write_bytes(gguf_file.read_bytes())
        generator = LlamaCppGenerator(tmp_path / "model.gguf", **OPTIONS)
        written = text(generator)
        (tmp_path / "model.gguf").unlink()

        assert text(generator) == written

    def test_a_prompt_that_is_too_long_loses_its_beginning_and_keeps_its_end(self, gguf_file):
        generator = LlamaCppGenerator(gguf_file, **OPTIONS)
        reply = text(generator, "agree " * 500 + "code " * 500 + PROMPT)

        assert text(generator, "apply " * 500 + "code " * 500 + PROMPT) == reply
        assert text(generator, "agree " * 500 + "code " * 500 + "transfer money") != reply

    def test_room_is_kept_for_the_reply(self, gguf_file):
        """A prompt of about 1500 tokens fits the window of 2048, but not with a reply of 1000."""
        generator = LlamaCppGenerator(gguf_file, **{**OPTIONS, "max_tokens": 1000})

        assert len(text(generator, "abcd " * 200).split()) == 1000

    def test_an_instruction_that_does_not_fit_is_refused(self, gguf_file):
        with pytest.raises(GenerationError, match="the instruction alone"):
            list(LlamaCppGenerator(gguf_file, **OPTIONS).generate("answer " * 1000, PROMPT))

    def test_nobody_else_can_use_the_port_that_the_library_opens(self, gguf_file):
        generator = LlamaCppGenerator(gguf_file, **OPTIONS)
        text(generator)
        address = generator._server.listening_address
        for path in ("/v1/models", "/props", "/slots", "/tokenize"):
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(address + path, timeout=5)
            assert refused.value.code in {401, 404}
            refused.value.close()

    def test_a_process_that_leaves_in_the_middle_of_a_reply_ends_cleanly_and_silently(self, gguf_file):
        ended = subprocess.run(
            [sys.executable, "-c", LEAVES_IN_THE_MIDDLE, str(gguf_file)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

        assert (ended.returncode, ended.stdout, ended.stderr) == (0, "True\n", "")


class TestLlamaCppGenerator(GeneratorContract):
    @pytest.fixture
    def make(self, gguf_file) -> Make:
        pytest.importorskip("xllamacpp", reason="xllamacpp is not installed: pip install -e '.[gguf]'")
        return lambda **options: LlamaCppGenerator(gguf_file, **{**OPTIONS, **options})
