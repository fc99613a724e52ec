"""Webhooks in bot.yaml, and what is refused there."""

from __future__ import annotations

from pathlib import Path

import pytest

from botkit import assembly
from botkit.domain.errors import ConfigError
from botkit.project import folder as config
from botkit.project.layout import DataDirectory
from botkit.project.project import Project

GOOD = """\
actions:
  hosts: [bank.example]
  secret_env: BANK_SECRET
  webhooks:
    pay:
      url: https://bank.example/pay
      arguments: [amount]
      results: [reference]
      changes: true
      seconds: 2.5
      attempts: 3
"""
DIALOGUE = """\
intents:
  pay: {flow: pay}
slots:
  amount: {question: "How much?"}
flows:
  pay:
    steps:
      - ask: amount
      - confirm: Pay {amount}?
      - action: pay
      - say: "Paid: {reference}."
"""


def bot(folder: Path, yaml: str, actions: str = "") -> Path:
    (folder / "nlu").mkdir()
    (folder / "nlu" / "pay.yml").write_text("nlu:\n- intent: pay\n  examples: |\n    - pay\n")
    (folder / "bot.yaml").write_text(yaml)
    (folder / "dialogue.yml").write_text(DIALOGUE)
    if actions:
        (folder / "actions.py").write_text(actions)
    return folder


def test_a_flow_may_name_a_webhook(tmp_path):
    found = config.load(bot(tmp_path, GOOD))
    hook = found.settings.actions.hooks["pay"]
    assert (hook.url, hook.seconds, hook.attempts) == ("https://bank.example/pay", 2.5, 3)
    assert found.signatures["pay"].results == ("reference",)
    assert found.signatures["pay"].changes


def test_the_secret_is_needed_when_the_bot_runs_and_not_before(tmp_path, monkeypatch):
    project = Project.open(bot(tmp_path, GOOD), DataDirectory(tmp_path / "data"))
    monkeypatch.delenv("BANK_SECRET", raising=False)
    with pytest.raises(ConfigError, match=r"^bot.yaml:3: the environment variable BANK_SECRET is not set"):
        assembly.open_actions(project)
    monkeypatch.setenv("BANK_SECRET", "s")
    assert set(assembly.open_actions(project).signatures) == {"pay"}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("hosts: [bank.example]", "hosts: []", "bot.yaml:6: the host 'bank.example' is not on the list; add it to "),
        ("https://bank.example/pay", "http://bank.example/pay", "bot.yaml:6: .* in the clear; use https"),
        ("https://bank.example/pay", "https://169.254.169.254/pay", "bot.yaml:6: the host '169.254.169.254' is not on"),
        ("https://bank.example/pay", "https://bank.example@evil.example/", "bot.yaml:6: .* is no address"),
        ("https://bank.example/pay", "file:///etc/passwd", "bot.yaml:6: .* is no address"),
        ("  secret_env: BANK_SECRET\n", "", "bot.yaml:3: webhooks are signed; name the environment variable"),
        ("BANK_SECRET", "s3cr-et!", "bot.yaml:3: must be the name of an environment variable"),
        ("[amount]", "[key]", "bot.yaml:7: 'key' can't be the name of a value"),
        ("changes:", "chages:", "bot.yaml:9: unknown key 'chages'"),
        ("attempts: 3", "attempts: 9", "bot.yaml:11: "),
    ],
)
def test_what_cannot_be_is_named_with_its_line(tmp_path, old, new, problem):
    assert old in GOOD
    with pytest.raises(ConfigError, match=f"^{problem}"):
        config.load(bot(tmp_path, GOOD.replace(old, new)))


def test_a_webhook_and_a_function_cannot_have_one_name(tmp_path):
    function = "from botkit.actions import action\n\n@action()\ndef pay(amount: str) -> None: ...\n"
    with pytest.raises(ConfigError, match=r"^bot.yaml:5: 'pay' is a function of actions.py, too"):
        config.load(bot(tmp_path, GOOD, function))
