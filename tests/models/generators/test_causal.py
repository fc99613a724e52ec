from __future__ import annotations

import json
import shutil

import pytest
from transformers import AutoTokenizer

from botkit.domain.errors import GenerationError
from botkit.models.generators.causal import CausalGenerator
from tests.models.generators.generator_contract import INSTRUCTION, OPTIONS, PROMPT, GeneratorContract, Make, text


class TestCausalGenerator(GeneratorContract):
    @pytest.fixture
    def make(self, causal_folder) -> Make:
        return lambda **options: CausalGenerator(causal_folder, **{**OPTIONS, **options})


class TestModelThatChats:
    @pytest.fixture
    def make(self, chat_folder) -> Make:
        return lambda **options: CausalGenerator(chat_folder, **{**OPTIONS, **options})

    def test_the_model_reads_its_own_template(self, make, chat_folder):
        tokenizer = AutoTokenizer.from_pretrained(chat_folder)
        ids = make().encode("answer", PROMPT)

        assert tokenizer.decode(ids) == "<|system|> answer </s> <|user|> report lost card </s> <|assistant|>"

    def test_a_template_without_a_system_has_the_instruction_in_the_users_words(self, make):
        generator = make()
        generator.tokenizer.chat_template = (
            "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system') }}{% endif %}"
            "{{ messages[0]['content'] }}"
        )

        assert generator.tokenizer.decode(generator.encode("answer", PROMPT)) == "answer report lost card"

    def test_a_prompt_that_is_too_long_loses_its_beginning_and_keeps_its_end(self, make):
        generator = make()
        middle = "code " * 200
        reply = text(generator, "agree " * 3000 + middle + PROMPT)

        assert text(generator, "apply " * 3000 + middle + PROMPT) == reply
        assert text(generator, "agree " * 3000 + middle + "transfer money") != reply
        assert "".join(generator.generate("agree", "agree " * 3000 + middle + PROMPT)) != reply

    def test_a_reply_may_have_no_more_than_half_of_the_window(self, make):
        assert len(text(make(max_tokens=4096), "word " * 500).split()) == 64

    def test_an_instruction_that_does_not_fit_is_refused(self, make):
        with pytest.raises(GenerationError, match=r"the instruction alone \(\d+ tokens\) does not fit"):
            list(make().generate("answer " * 500, PROMPT))


def test_a_model_without_a_template_reads_plain_text(causal_folder):
    tokenizer = AutoTokenizer.from_pretrained(causal_folder)
    ids = CausalGenerator(causal_folder, **OPTIONS).encode(INSTRUCTION, PROMPT)

    assert ids == tokenizer(f"{INSTRUCTION}\n\n{PROMPT}\n")["input_ids"]


class TestFoldersThatAreNoCheckpoint:
    def error(self, path) -> str:
        with pytest.raises(GenerationError) as caught:
            list(CausalGenerator(path, **OPTIONS).generate(INSTRUCTION, PROMPT))
        assert "\n" not in str(caught.value)
        return str(caught.value)

    @pytest.fixture
    def copy(self, causal_folder, tmp_path):
        return shutil.copytree(causal_folder, tmp_path / "copy")

    def test_no_folder(self, tmp_path):
        assert self.error(tmp_path / "nowhere").endswith("nowhere: no causal checkpoint here; run: botkit models pull")

    def test_a_file(self, tmp_path):
        (tmp_path / "model.gguf").write_bytes(b"GGUF")
        assert "set generation.engine to 'gguf'" in self.error(tmp_path / "model.gguf")

    def test_corrupt_weights(self, copy):
        (copy / "model.safetensors").write_bytes(b"corrupt")
        assert "no causal checkpoint that can be loaded" in self.error(copy)

    def test_pickled_weights(self, copy):
        (copy / "model.safetensors").rename(copy / "pytorch_model.bin")
        assert "no causal checkpoint that can be loaded" in self.error(copy)

    def test_code_of_its_own(self, copy):
        config = json.loads((copy / "config.json").read_text())
        config |= {
            "model_type": "mine",
            "auto_map": {"AutoModelForCausalLM": "mine.Model", "AutoConfig": "mine.Config"},
        }
        (copy / "config.json").write_text(json.dumps(config))
        (copy / "mine.py").write_text("raise SystemExit('code of the checkpoint was run')")
        assert "no causal checkpoint that can be loaded" in self.error(copy)

    def test_a_checkpoint_of_another_kind(self, seq2seq_folder):
        assert "no causal checkpoint that can be loaded" in self.error(seq2seq_folder)
