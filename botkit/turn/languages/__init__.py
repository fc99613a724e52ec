"""The language of a message, and turns taken in that language."""

from botkit.turn.languages.detection import LanguageDetector, Spoken
from botkit.turn.languages.interpreter import Interpreter, Translation

__all__ = ["Interpreter", "LanguageDetector", "Spoken", "Translation"]
