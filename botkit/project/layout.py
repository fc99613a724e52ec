"""The places of artifacts on disk: weights, trained models, indexes, databases. Nothing here creates a folder."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class BotData:
    """The artifacts of one bot, in a folder of its own."""

    folder: Path

    @property
    def nlu(self) -> Path:
        """The trained model of intents and slots (a folder)."""
        return self.folder / "nlu"

    @property
    def mood(self) -> Path:
        """The trained model of moods (a folder)."""
        return self.folder / "mood"

    @property
    def training(self) -> Path:
        """The checkpoint that an interrupted training continues from (a file)."""
        return self.folder / "nlu-training.safetensors"

    @property
    def index(self) -> Path:
        """The index of the documents (a folder)."""
        return self.folder / "index"

    @property
    def linear_adapter(self) -> Path:
        """The sentence selector's adapter, learned from known questions (a folder); absent if there are too few."""
        return self.folder / "reader"

    @property
    def generator(self) -> Path:
        """The generator that `botkit train generator` has trained (a folder)."""
        return self.folder / "generator"

    @property
    def database(self) -> Path:
        """The conversations (a SQLite file), unless bot.yaml names another database."""
        return self.folder / "botkit.db"


@dataclass(frozen=True, slots=True)
class DataDirectory:
    """The folder of everything that is built or downloaded; safe to delete except for the bots' databases."""

    root: Path = Path(".botkit")

    @property
    def option(self) -> str:
        """The option by which commands name this folder; "" if it is the default."""
        return "" if self == DataDirectory() else f" --data {shlex.quote(str(self.root))}"

    @property
    def weights(self) -> Path:
        """The pretrained weights, shared by all bots."""
        return self.root / "weights"

    def bot(self, folder: Path) -> BotData:
        """Return the place of the bot whose folder is `folder`; bots are told apart by the folder's name."""
        return BotData(self.root / "bots" / folder.resolve().name)
