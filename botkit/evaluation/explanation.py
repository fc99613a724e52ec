"""The explanation of why the bot understands a text as it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botkit.assembly import open_model
from botkit.domain import Message
from botkit.project.project import Project, training_data

if TYPE_CHECKING:
    from intents.explaining import Explanation


def explain(project: Project, text: str) -> Explanation:
    """Explain how the bot understands `text`.

    Raises MessageError for a text that is not a valid message, ConfigError if the bot has no training data,
    ArtifactError if it has not been trained.
    """
    from intents.explaining import explain as explained

    said = Message("console", "explain", "explain", text).text
    examples = training_data(project).examples
    return explained(open_model(project), said, examples, project.bot.settings.nlu.min_confidence)
