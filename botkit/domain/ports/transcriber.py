"""Speech to text."""

from __future__ import annotations

from typing import Protocol


class Transcriber(Protocol):
    """A listener that writes down what is said."""

    def transcribe(self, audio: bytes) -> str:
        """Return what is said in a recording (WAV, FLAC, OGG), on one line. Raises MessageError if it can't be read."""
        ...
