"""Making text of what people send besides words."""

from __future__ import annotations

from typing import Protocol

from botkit.domain.ports.file_reader import FileReader
from botkit.domain.ports.transcriber import Transcriber


class MediaReaders(Protocol):
    """The parts that make text of files and of speech."""

    @property
    def files(self) -> FileReader | None:
        """The reader of files that come with a message; None where there is none."""
        ...

    @property
    def speech(self) -> Transcriber | None:
        """The part that turns speech into text; None where bot.yaml names no model for it."""
        ...
