"""The detection of a message's language: naive Bayes over byte n-grams (Lui and Baldwin 2012), through py3langid."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from botkit.turn.languages.cannot_answer import known_languages


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language (two letters, ISO 639-1), and how probable it is (0 to 1)."""

    language: str
    probability: float


class LanguageDetector:
    """Tells the languages apart that the bot can say something in; loaded on first use, in under three seconds.

    Safe to share among threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._identifier: Any = None

    def detect(self, text: str) -> Spoken:
        """Return the most probable language."""
        with self._lock:
            if self._identifier is None:
                from py3langid.langid import MODEL_FILE, LanguageIdentifier

                self._identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
                self._identifier.set_languages(list(known_languages()))
        language, probability = self._identifier.classify(text)
        return Spoken(str(language), float(probability))
