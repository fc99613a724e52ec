"""Translation by a tiny T5."""

from __future__ import annotations

import pytest

from botkit.domain.errors import GenerationError
from botkit.models.translation import Translator


def test_every_line_is_translated_for_itself(seq2seq_folder):
    translate = Translator(seq2seq_folder)
    both = translate("report lost card\n\nopen account").split("\n")
    assert both == [translate("report lost card"), "", translate("open account")]
    assert both[0]


def test_an_instruction_stands_before_each_line(seq2seq_folder):
    assert Translator(seq2seq_folder, "answer")("card") == Translator(seq2seq_folder)("answer card")


def test_a_folder_without_a_model_is_named(tmp_path):
    with pytest.raises(GenerationError, match="no seq2seq checkpoint here"):
        Translator(tmp_path)("card")
