"""The mood of a message: trained beside the intents, from a folder of its own."""

from __future__ import annotations

import pytest

from botkit import assembly
from botkit.domain.errors import ArtifactError
from botkit.project.layout import DataDirectory
from botkit.project.project import Project
from intents.rasa import read_training_data
from tests import ROOT

BANK = ROOT / "config" / "banking"
MOODS = """\
nlu:
- intent: upset
  examples: |
    - my card is broken, broken, broken
    - broken card, broken phone
- intent: calm
  examples: |
    - how much is a transfer
    - open an account
"""


def project(bot):
    return Project.open(bot.folder, DataDirectory(bot.data))


def test_a_bot_with_examples_of_moods_tells_them(built):
    assert assembly.open_nlu(project(built)).parse("broken").mood is None
    (built.folder / "mood").mkdir()
    (built.folder / "mood" / "mood.yml").write_text(MOODS)
    assert "mood: 4 examples" in built.run("check").out
    with pytest.raises(ArtifactError, match="botkit train"):
        assembly.open_nlu(project(built))
    assert built.run("train").status == 0
    found = assembly.open_nlu(project(built)).parse("my card is broken, broken, broken")
    assert found.mood is not None
    assert found.mood.name == "upset"
    assert {intent.name for intent in found.intents} == {"hello", "limits", "lost_card"}
    assert "up to date" in built.run("train").out
    assert "runner-up" in built.run("explain", "my card is lost").out
    assert "intent accuracy" in built.run("evaluate").out


def test_the_banks_moods_are_tested_on_other_utterances_than_they_are_trained_on():
    trained = {example.text.casefold() for example in read_training_data([BANK / "mood" / "mood.yml"]).examples}
    held_out = [
        example
        for name in ("mood-development.yml", "mood.yml")
        for example in read_training_data([BANK / "tests" / name]).examples
    ]
    assert len(held_out) >= 80
    assert not [example for example in held_out if example.text.casefold() in trained]
