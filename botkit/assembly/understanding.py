"""Natural-language understanding: intents, slots and their values, and mood."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from botkit.assembly.remedies import naming_the_bot
from botkit.domain.errors import ConfigError
from botkit.domain.ports import Nlu
from botkit.project import artifact
from botkit.project.project import Project
from botkit.turn.long_messages import LongMessageNlu
from botkit.turn.mood import MoodfulNlu
from intents.types import Understanding

if TYPE_CHECKING:
    from botkit.turn.engine import ReadValues
    from intents.model import NluModel


def open_nlu(project: Project) -> Nlu:
    """Open the bot's NLU model; one that understands nothing if the bot has no training data."""
    if project.bot.nlu is None:
        return WithoutNlu()
    replied_to = [name for name, rule in project.bot.dialogue.intents.items() if rule.say]
    nlu = LongMessageNlu(open_model(project), project.bot.settings.language, replied_to)
    if project.bot.mood is None:
        return nlu
    from intents.model import NluModel

    with naming_the_bot(project):
        artifact.open_sealed(project.data.mood, "nlu")
    return MoodfulNlu(nlu, NluModel.load(project.data.mood))


def open_model(project: Project) -> NluModel:
    """Open the model of intents and slots alone. Raises ConfigError if the bot has no training data."""
    if project.bot.nlu is None:
        folder = project.bot.folder
        raise ConfigError(f"{folder}: the bot has no training data; add some to {folder / 'nlu'}")
    with naming_the_bot(project):
        artifact.open_sealed(project.data.nlu, "nlu")
    from intents.model import NluModel

    return NluModel.load(project.data.nlu, precision=project.bot.settings.nlu.precision or 0.0)


class WithoutNlu:
    """The stand-in for a model if the bot has no training data: every message is left to the documents."""

    def parse(self, text: str) -> Understanding:
        """Return an understanding without intents or slots."""
        return Understanding(text)


def open_value_reader(project: Project) -> ReadValues | None:
    """Return the function that reads the values of slots that have a kind; None if no slot has one."""
    from intents.values import Speaker, read_slots

    settings = project.bot.settings
    zone, kinds = ZoneInfo(settings.timezone), settings.nlu.values

    def read(understanding: Understanding, at: datetime, asked: str | None) -> Understanding:
        here = at.astimezone(zone).replace(tzinfo=None)
        return read_slots(understanding, kinds, Speaker(here, settings.language, settings.region or ""), asked or "")

    return read if kinds else None
