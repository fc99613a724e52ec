"""The import of a Rasa project as a bot folder."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from botkit.domain.errors import ConfigError
from botkit.project import scaffold
from botkit.project.importing import rasa_nlu
from botkit.project.importing.rasa_dialogue import Dialogue
from botkit.project.importing.rasa_project import RasaProject
from botkit.project.importing.rasa_stories import conversation_tests
from botkit.project.importing.report import Report
from intents.rasa import read_training_data


def import_rasa(source: Path, target: Path) -> Report:
    """Convert the Rasa project in the folder `source` to a bot in the new folder `target`.

    Raises ConfigError or DataError if the project cannot be read, or if `target` is already there.
    """
    project, report = RasaProject.read(source), Report()
    with tempfile.TemporaryDirectory() as scratch:
        draft = Path(scratch)
        nlu = rasa_nlu.training_data(project, report)
        if not nlu["nlu"]:
            raise ConfigError(f"{source}: holds no training data; it has examples of intents in data/")
        _write(draft / "nlu" / "rasa.yml", {"version": "3.1", **nlu})
        data = read_training_data([draft / "nlu" / "rasa.yml"], relative_to=draft)
        dialogue = Dialogue(project, data.intents, data.slots, report)
        _write(draft / "dialogue.yml", dialogue.content())
        if dialogue.actions:
            (draft / "actions.py").write_text(_actions(dialogue.actions), encoding="utf-8")
        if tests := conversation_tests(project, dialogue.responses, dialogue.flows, report):
            _write(draft / "tests" / "conversations.yml", {"conversations": tests})
        _write(draft / "bot.yaml", _settings(project, target, report))
        _note_the_rest(project, report)
        report.files = tuple(scaffold.create(target, draft))
    return report


def _settings(project: RasaProject, target: Path, report: Report) -> dict[str, Any]:
    nlu: dict[str, Any] = {}
    settings: dict[str, Any] = {"name": target.resolve().name.replace("-", " ").replace("_", " ").capitalize()}
    for piece in project.pieces("language"):
        code = str(piece.value)[:2].lower()
        settings["language"] = code if re.fullmatch(r"[a-z]{2}", code) else "en"
        report.taken(piece.place, f"language {settings['language']}")
    for key in ("pipeline", "policies"):
        for piece in project.pieces(key):
            options = piece.value if isinstance(piece.value, dict) else {}
            if options.get("name") == "FallbackClassifier":
                nlu |= _thresholds(options)
                report.changed(piece.place, "FallbackClassifier: nlu.min_confidence and nlu.clarify_margin")
            else:
                name = options.get("name", piece.value)
                report.left(piece.place, f"{name}: one encoder with two heads understands here")
    return settings | ({"nlu": nlu} if nlu else {})


def _thresholds(options: Mapping[str, Any]) -> dict[str, float]:
    names = {"threshold": "min_confidence", "ambiguity_threshold": "clarify_margin"}
    return {
        ours: float(options[theirs]) for theirs, ours in names.items() if isinstance(options.get(theirs), int | float)
    }


def _note_the_rest(project: RasaProject, report: Report) -> None:
    for piece in project.pieces("session_config"):
        report.left(piece.place, f"{piece.name}: conversations do not expire; see retention.days")
    for piece in project.pieces("action_endpoint"):
        report.left(
            piece.place, f"action_endpoint {piece.name}: webhooks are named one by one, under actions in bot.yaml"
        )
    for name in ("slack", "rest", "socketio", "facebook", "telegram", "rasa"):
        for piece in project.pieces(name):
            report.left(piece.place, f"{name}: channels stand under connectors in bot.yaml")
            break
    for name in project.python_files:
        report.left(name, "Rasa's own classes; move what they do into the functions of actions.py")


def _actions(actions: Mapping[str, tuple[str, ...]]) -> str:
    lines = [
        '"""The actions of the flows; botkit\'s docs/bot-folder.md has the rules."""',
        "",
        "from botkit.actions import ActionUnavailable, action",
    ]
    for name, slots in sorted(actions.items()):
        arguments = ", ".join(f"{slot}: str" for slot in slots)
        lines += ["", "", "@action()", f"def {name}({arguments}) -> None:"]
        lines += ['    raise ActionUnavailable("This is not built yet.")']
    return "\n".join(lines) + "\n"


class _Blocks(yaml.SafeDumper):
    """A dumper that writes multi-line texts as blocks."""


def _block(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Blocks.add_representer(str, _block)


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.dump(dict(content), Dumper=_Blocks, sort_keys=False, allow_unicode=True, width=116)
    path.write_text(text, encoding="utf-8")
