"""A bot's folder: bot.yaml, dialogue.yml, actions.py, and the places of documents, training data and tests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botkit.actions import PythonActions
from botkit.actions.settings import ActionSettings
from botkit.dialogue import DialogueSpec
from botkit.domain import ActionSignature
from botkit.domain.errors import ConfigError
from botkit.project import yaml_lines
from botkit.project.settings import Settings
from botkit.project.yaml_lines import KeyPath, YamlFile

DOCUMENT_SUFFIXES = frozenset(
    {".csv", ".docx", ".htm", ".html", ".jsonl", ".markdown", ".md", ".pdf", ".pptx", ".txt", ".xlsx"}
)


def load(folder: Path) -> BotFolder:
    """Read and check the bot folder. Raises ConfigError in one line: the file, the line and the remedy.

    bot.yaml and dialogue.yml may be missing; documents or training data must be there.
    """
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "no such folder"
        raise ConfigError(f"{folder}: {what}; create a bot with: botkit init {folder}")
    source = _source(folder, "bot.yaml", not_named="bot.yml")
    dialogue_source = _source(folder, "dialogue.yml", not_named="dialogue.yaml")
    settings = _settings(folder, source)
    actions = PythonActions.load(folder / "actions.py") if (folder / "actions.py").exists() else PythonActions({})
    signatures = _signatures(actions, settings.actions, source)
    region = settings.region or ""
    dialogue = _dialogue(dialogue_source, settings.language, region, signatures)
    bot = BotFolder(
        folder=folder,
        settings=settings,
        dialogue=dialogue,
        dialogues=dict(_other_dialogues(folder, settings.language, region, dialogue, signatures)),
        actions=actions,
        documents=_documents(folder),
        questions=_with_files(folder / "questions") if (folder / "documents").is_dir() else None,
        nlu=_with_files(folder / "nlu", frozenset({".yml", ".yaml"})),
        mood=_with_files(folder / "mood"),
        tests=_with_files(folder / "tests"),
        source=source,
    )
    if bot.documents is None and bot.nlu is None:
        raise ConfigError(
            f"{folder}: holds neither documents nor training data; put help articles into {folder / 'documents'}, "
            "or make a bot to start from with: botkit init NEWBOT"
        )
    return bot


@dataclass(frozen=True, slots=True)
class BotFolder:
    """A bot folder that has been read and checked. A part without files is None."""

    folder: Path
    settings: Settings
    dialogue: DialogueSpec
    dialogues: Mapping[str, DialogueSpec]
    """The specs of other languages, from files such as dialogue.de.yml."""
    actions: PythonActions
    documents: Path | None
    questions: Path | None
    nlu: Path | None
    mood: Path | None
    tests: Path | None
    source: YamlFile

    @property
    def signatures(self) -> Mapping[str, ActionSignature]:
        """The arguments and results of the functions in actions.py and of the webhooks."""
        return {**self.actions.signatures, **self.settings.actions.signatures}

    def place(self, *keys: str | int) -> str:
        """Return the line of keys in bot.yaml, for errors: `place("connectors", "slack")` -> "bot.yaml:31"."""
        return self.source.place(keys)


def _source(folder: Path, name: str, not_named: str) -> YamlFile:
    path = folder / name
    if path.exists():
        return yaml_lines.read(path)
    if (folder / not_named).exists():
        raise ConfigError(f"{not_named}: is not read; rename it to {name} (in {folder})")
    return YamlFile(name, {}, {})


def _settings(folder: Path, source: YamlFile) -> Settings:
    for path, text in _texts(source.data, ()):
        if "${" in text:
            raise source.error(
                path,
                f"'{yaml_lines.dotted(path)}' holds ${{…}}, which is not replaced; write the value, or name the"
                " environment variable where a key ends in _env",
            )
    name = folder.resolve().name.replace("-", " ").replace("_", " ").strip().capitalize()
    data = {"name": name or "Assistant", **source.data}
    settings = yaml_lines.validate(Settings, YamlFile(source.name, data, source.lines), {"folder": folder})
    for path, problem in settings.problems():
        raise source.error(path, problem)
    return settings


def _signatures(functions: PythonActions, settings: ActionSettings, source: YamlFile) -> Mapping[str, ActionSignature]:
    for name in settings.signatures:
        if name in functions.signatures:
            raise source.error(
                ("actions", "webhooks", name), f"'{name}' is a function of actions.py, too; give one another name"
            )
    return {**functions.signatures, **settings.signatures}


def _dialogue(source: YamlFile, language: str, region: str, actions: Mapping[str, ActionSignature]) -> DialogueSpec:
    spec = yaml_lines.validate(DialogueSpec, source, {"language": language, "region": region})
    for path, problem in spec.problems(actions):
        raise source.error(path, problem)
    return spec


def _other_dialogues(
    folder: Path, own: str, region: str, dialogue: DialogueSpec, actions: Mapping[str, ActionSignature]
) -> Iterator[tuple[str, DialogueSpec]]:
    """Yield the specs of other languages, with the same flows, since a conversation may change between languages."""
    for path in sorted(folder.glob("dialogue.*.yml")):
        code = path.name.split(".")[1]
        if not re.fullmatch(r"[a-z]{2}", code) or code == own:
            raise ConfigError(
                f"{path.name}: must be named for another language of two letters, such as dialogue.de.yml"
            )
        source = yaml_lines.read(path)
        spec = _dialogue(source, code, region, actions)
        for kind, ours, theirs in (("flow", dialogue.flows, spec.flows), ("slot", dialogue.slots, spec.slots)):
            if different := sorted(set(ours) ^ set(theirs)):
                raise source.error(
                    (f"{kind}s",), f"the {kind} '{different[0]}' is only in one of dialogue.yml and {path.name}"
                )
        yield code, spec


def _texts(data: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from _texts(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _texts(value, (*path, index))


def _documents(folder: Path) -> Path | None:
    """Return the documents folder, or the bot folder itself if it holds nothing but documents."""
    parts = ("documents", "questions", "nlu", "mood", "tests", "bot.yaml", "dialogue.yml", "actions.py")
    if any((folder / part).exists() for part in parts):
        return _with_files(folder / "documents")
    return _with_files(folder, DOCUMENT_SUFFIXES)


def _with_files(folder: Path, suffixes: frozenset[str] | None = None) -> Path | None:
    """Return the folder if it holds a file (with one of these suffixes) that is not hidden."""
    for path in folder.rglob("*") if folder.is_dir() else ():
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and (suffixes is None or path.suffix.lower() in suffixes) and path.is_file():
            return folder
    return None
