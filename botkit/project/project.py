"""A project: a bot folder with the place of its artifacts, and the contents of the folder's parts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from botkit.domain import Question
from botkit.domain.errors import ConfigError
from botkit.domain.ports import Progress
from botkit.models.weights import Weights
from botkit.project import folder as config
from botkit.project.layout import BotData, DataDirectory
from intents.settings import TrainSettings

if TYPE_CHECKING:
    from botkit.knowledge.ingest.reading import Reading
    from intents.data import TrainingData

LOCAL_ENGINES = {"gguf", "causal", "seq2seq"}
"""The engines whose model is weights on this machine."""


@dataclass(frozen=True, slots=True)
class Project:
    """A bot folder with the place of its artifacts."""

    bot: config.BotFolder
    data: BotData
    weights: Weights

    @classmethod
    def open(cls, folder: Path, directory: DataDirectory) -> Project:
        """Read and check the bot folder. Raises ConfigError."""
        return cls(config.load(folder), directory.bot(folder), Weights(directory.weights, option=directory.option))

    @property
    def needs(self) -> tuple[str, ...]:
        """The names of the pretrained weights that the bot needs."""
        settings = self.bot.settings
        names = [settings.retrieval.encoder]
        names += [settings.retrieval.reranker] if settings.retrieval.reranker else []
        names += [settings.nlu.encoder] if self.bot.nlu else []
        names += [settings.generation.model] if settings.generation.engine in LOCAL_ENGINES else []
        names += [name for one in settings.languages.translate.values() for name in (one.to, one.back)]
        names += [settings.speech.model] if settings.speech else []
        names += [settings.hand_off.summarizer] if settings.hand_off and settings.hand_off.summarizer else []
        return tuple(dict.fromkeys(names))


def training_data(project: Project) -> TrainingData:
    """Return the bot's training data. Raises ConfigError if it has none, DataError if it cannot be used."""
    data = read_nlu(project)
    data.check()
    return data


def train_settings(project: Project) -> TrainSettings:
    """Return the settings that the bot's model is trained with."""
    settings = project.bot.settings.nlu
    return TrainSettings(trainer=settings.trainer, epochs=settings.epochs, seed=settings.seed)


def read_nlu(project: Project) -> TrainingData:
    """Read the nlu folder, even if nothing can be trained on it. Raises ConfigError or DataError."""
    from intents.rasa import read_training_data

    folder = project.bot.nlu
    if folder is None:
        raise ConfigError(
            f"{project.bot.folder}: no training data; put intents with examples into {project.bot.folder / 'nlu'}/*.yml"
        )
    paths = _only(folder, {".yml", ".yaml"}, f"bring it in with: botkit data import FILE {project.bot.folder}")
    return read_training_data(paths, relative_to=project.bot.folder)


def mood_data(project: Project) -> TrainingData:
    """Return the examples of moods. Raises ConfigError if there are none, DataError if they cannot be used."""
    from intents.rasa import read_training_data

    folder = project.bot.mood
    if folder is None:
        raise ConfigError(
            f"{project.bot.folder}: no examples of moods; put them into {project.bot.folder / 'mood'}/*.yml"
        )
    paths = _only(folder, {".yml", ".yaml"}, "they have the form of those in nlu/")
    data = read_training_data(paths, relative_to=project.bot.folder)
    data.check()
    return data


def documents_of(project: Project) -> Reading:
    """Read the documents folder. Raises ConfigError, or DocumentError if nothing in it can be read."""
    from botkit.knowledge import read_documents

    if project.bot.documents is None:
        raise ConfigError(f"{project.bot.folder}: no documents; put help articles into {project.bot.folder}/documents")
    columns = project.bot.settings.retrieval.columns
    return read_documents(project.bot.documents, columns.model_dump(exclude_none=True) if columns else None)


def pages_of(project: Project, progress: Progress | None) -> Reading:
    """Fetch the web pages that bot.yaml names. Raises DocumentError if none can be had."""
    from botkit.knowledge.ingest.reading import Reading

    settings = project.bot.settings.retrieval.web
    if not settings.urls and settings.sitemap is None:
        return Reading(())
    from botkit.knowledge.ingest.fetch import Fetcher
    from botkit.knowledge.ingest.web import Web, read_web

    web = Web(tuple(settings.urls), settings.sitemap or "", tuple(settings.hosts), settings.pages)
    return read_web(web, Fetcher(web.allowed), progress)


def questions_of(project: Project) -> list[Question]:
    """Return the known questions. Raises ConfigError."""
    from botkit.project.questions import read_questions

    folder = project.bot.questions
    paths = _only(folder, {".csv"}, "save it as CSV with the columns question and article") if folder else ()
    return [question for path in paths for question in read_questions(path, relative_to=project.bot.folder)]


def _only(folder: Path, suffixes: set[str], remedy: str) -> list[Path]:
    """Return the files below a part of the bot folder, except hidden ones. Raises ConfigError for one of another kind.

    To skip it would be worse: somebody put it there for the bot.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    files = [file for file in files if not any(part.startswith(".") for part in file.relative_to(folder).parts)]
    for file in files:
        if file.suffix.lower() not in suffixes:
            name = file.relative_to(folder.parent).as_posix()
            kinds = " and ".join(sorted(suffixes))
            raise ConfigError(f"{name}: is not read, only {kinds} files are; {remedy}, or move it away")
    return files
