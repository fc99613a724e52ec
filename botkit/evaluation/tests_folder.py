"""The contents of a bot's tests folder, read and checked before anything is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from botkit.domain import Question
from botkit.evaluation.conversations import ConversationTest, read_all_conversations
from botkit.project.questions import read_questions
from intents.rasa import read_training_data
from intents.types import Example


@dataclass(frozen=True, slots=True)
class BotTests:
    """The tests that a bot can be measured on; a part is None if there is no file for it."""

    utterances: tuple[Example, ...] | None
    questions: tuple[Question, ...] | None
    conversations: tuple[ConversationTest, ...] | None

    @classmethod
    def read(cls, bot: Path) -> BotTests:
        """Read the tests of the bot in the folder `bot`. Raises ConfigError or DataError with the line of a mistake."""
        nlu, questions = (bot / "tests" / name for name in ("nlu.yml", "questions.csv"))
        return cls(
            read_training_data([nlu], relative_to=bot).examples if nlu.exists() else None,
            read_questions(questions) if questions.exists() else None,
            read_all_conversations(bot / "tests"),
        )
