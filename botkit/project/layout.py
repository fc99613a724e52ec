"""Where built things lie on disk: weights, trained models, indexes, databases. Nothing here creates a folder."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class BotData:
    """What is built for one bot, in a folder of its own."""

    folder: Path

    @property
    def nlu(self) -> Path:
        """The trained model for intents and slots (a folder)."""
        return self.folder / "nlu"

    @property
    def mood(self) -> Path:
        """The trained model for moods (a folder)."""
        return self.folder / "mood"

    @property
    def training(self) -> Path:
        """Where a training that was stopped goes on (a file)."""
        return self.folder / "nlu-training.safetensors"

    @property
    def index(self) -> Path:
        """The index of the documents (a folder)."""
        return self.folder / "index"

    @property
    def reader(self) -> Path:
        """What the known questions have taught about their answers (a folder); not there where there are too few."""
        return self.folder / "reader"

    @property
    def generator(self) -> Path:
        """The generator that `botkit train generator` has trained (a folder)."""
        return self.folder / "generator"

    @property
    def database(self) -> Path:
        """Conversations (a SQLite file), unless bot.yaml names another database."""
        return self.folder / "botkit.db"


@dataclass(frozen=True, slots=True)
class DataDirectory:
    """The one folder for everything that is built or fetched; safe to delete but for the bots' databases."""

    root: Path = Path(".botkit")

    @property
    def option(self) -> str:
        """What names this folder behind a command; nothing where it is the one by default."""
        return "" if self == DataDirectory() else f" --data {shlex.quote(str(self.root))}"

    @property
    def weights(self) -> Path:
        """Pretrained weights, shared by all bots."""
        return self.root / "weights"

    def bot(self, folder: Path) -> BotData:
        """The place of the bot whose folder is `folder`; bots are told apart by the folder's name."""
        return BotData(self.root / "bots" / folder.resolve().name)
