"""Why the bot understands a text as it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botkit.build import open_nlu
from botkit.errors import ConfigError
from botkit.project import Project, training_data
from botkit.types import Message

if TYPE_CHECKING:
    from intents.explaining import Explanation


def explain(project: Project, text: str) -> Explanation:
    """Explains how the bot understands `text`.

    Raises MessageError for a text that is no message, ConfigError if the bot has no training data, ArtifactError if it
    has not been trained.
    """
    from intents.explaining import explain as explained
    from intents.model import NluModel

    said = Message("console", "explain", "explain", text).text
    model = open_nlu(project)
    if not isinstance(model, NluModel):
        raise ConfigError(
            f"{project.bot.folder}: has no training data, so nothing is understood that could be explained"
        )
    return explained(model, said, training_data(project).examples, project.bot.settings.nlu.min_confidence)
