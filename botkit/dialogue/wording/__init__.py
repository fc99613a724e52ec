"""The meaning that the wording of a message alone can tell, by the lists of its language."""

from botkit.dialogue.wording.wording import Wording
from botkit.dialogue.wording.words import contains_phrase, same_words, words

__all__ = ["Wording", "contains_phrase", "same_words", "words"]
