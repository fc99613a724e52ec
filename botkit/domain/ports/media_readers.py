"""A port for turning files and speech into text."""

from __future__ import annotations

from typing import Protocol

from botkit.domain.ports.file_reader import FileReader
from botkit.domain.ports.transcriber import Transcriber


class MediaReaders(Protocol):
    """The parts that turn files and speech into text."""

    @property
    def files(self) -> FileReader | None:
        """The reader of files that come with a message, or None."""
        ...

    @property
    def speech(self) -> Transcriber | None:
        """The part that turns speech into text; None if bot.yaml names no model for it."""
        ...
