from __future__ import annotations

import pytest
from transformers import AutoTokenizer

from botkit.domain.errors import GenerationError
from botkit.models.generators.seq2seq import Seq2SeqGenerator
from tests.models.generators.generator_contract import INSTRUCTION, OPTIONS, PROMPT, GeneratorContract, Make


class TestSeq2SeqGenerator(GeneratorContract):
    @pytest.fixture
    def make(self, seq2seq_folder) -> Make:
        return lambda **options: Seq2SeqGenerator(seq2seq_folder, **{**OPTIONS, **options})


def test_the_model_reads_the_instruction_and_then_the_prompt(seq2seq_folder):
    tokenizer = AutoTokenizer.from_pretrained(seq2seq_folder)
    ids = Seq2SeqGenerator(seq2seq_folder, **OPTIONS).encode("answer", PROMPT)

    assert tokenizer.decode(ids) == "answer report lost card"


def test_a_causal_checkpoint_is_refused(causal_folder):
    with pytest.raises(GenerationError, match="no seq2seq checkpoint that can be loaded"):
        list(Seq2SeqGenerator(causal_folder, **OPTIONS).generate(INSTRUCTION, PROMPT))
