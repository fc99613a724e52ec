"""A port for speech recognition."""

from __future__ import annotations

from typing import Protocol


class Transcriber(Protocol):
    """A speech recogniser."""

    def transcribe(self, audio: bytes) -> str:
        """Return the transcript of a recording (WAV, FLAC, OGG), on one line. Raises MessageError if unreadable."""
        ...
