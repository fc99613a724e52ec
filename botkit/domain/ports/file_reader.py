"""A port for reading files that come with a message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from botkit.domain.attachment import Attachment


class FileReader(Protocol):
    """A reader of files that come with a message."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The file extensions that it reads, such as ".txt"."""
        ...

    def read(self, name: str, content: bytes, *, wanted: Callable[[], bool] = lambda: True) -> Attachment:
        """Return the file's text; `wanted` is asked now and then if anybody waits for it.

        Raises MessageError, with the name and what to do, if it can't be read, and Busy if too many are being read.
        """
        ...
