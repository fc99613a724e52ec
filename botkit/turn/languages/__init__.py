"""The language of a message: which it is, and turns taken in it."""

from botkit.turn.languages.detection import LanguageDetector, Spoken
from botkit.turn.languages.interpreter import Interpreter, Translation

__all__ = ["Interpreter", "LanguageDetector", "Spoken", "Translation"]
