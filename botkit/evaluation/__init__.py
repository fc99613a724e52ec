"""Measures a bot on its tests folder.

tests/nlu.yml             utterances with their intent and slots, never trained on
tests/questions.csv       questions, the article that answers each (none: no article does) and the fact to be told
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
