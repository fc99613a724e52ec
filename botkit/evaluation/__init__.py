"""Evaluation of a bot on its tests folder.

tests/nlu.yml             utterances with their intents and slots, never trained on
tests/questions.csv       questions, each with the article that answers it (or none) and the fact that must be told
tests/conversations.yml   conversations that must hold; more of them in tests/conversations/*.yml
"""

from botkit.evaluation.conversations import ConversationReport, run_conversations
from botkit.evaluation.explanation import explain
from botkit.evaluation.questions import QuestionReport, ask_questions
from botkit.evaluation.report import BotReport, cross_validate, evaluate

__all__ = [
    "BotReport",
    "ConversationReport",
    "QuestionReport",
    "ask_questions",
    "cross_validate",
    "evaluate",
    "explain",
    "run_conversations",
]
