"""Reading of PDFs in processes of their own: so many at a time, for so long, and no longer than anybody waits."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from botkit.domain.errors import Busy

AT_ONCE = 2
"""PDFs that are read at the same time."""
WAITING = 6
"""PDFs that may wait for their turn; what comes then is refused, so that nobody is kept waiting by a stranger."""
PROCESSOR_SECONDS = 10
"""For one PDF: fifty ordinary pages take two."""
_SECONDS = 30.0
"""For one PDF, on a machine that has other things to do."""
_GLANCE = 0.1
"""The time, in seconds, between two looks for somebody who may have left."""
_LONGEST = 2**20
"""Bytes of text that are taken from a process: what is longer is refused as a whole."""


class PdfFailed(Exception):
    """A PDF could not be read, took too long, or nobody waits for it any more."""


class PdfProcesses:
    """A reader of PDFs, `at_once` so many; `command` reads one from standard input, and writes its text."""

    def __init__(
        self, command: Sequence[str] = (), *, at_once: int = AT_ONCE, waiting: int = WAITING, seconds: float = _SECONDS
    ) -> None:
        own = (sys.executable, "-m", "botkit.knowledge.attachments.pdf_text", str(PROCESSOR_SECONDS))
        self._command = tuple(command) or own
        self._room = threading.BoundedSemaphore(at_once + waiting)
        self._turn = threading.BoundedSemaphore(at_once)
        self._seconds = seconds

    def text(self, content: bytes, wanted: Callable[[], bool]) -> str:
        """Return the text of a PDF; `wanted` is asked now and then whether anybody waits for it.

        Raises Busy if too many wait already, and PdfFailed.
        """
        if not self._room.acquire(blocking=False):
            raise Busy("too many files are being read just now; please send it again in a minute")
        try:
            with self._my_turn(wanted):
                return self._read(content, wanted)
        finally:
            self._room.release()

    @contextmanager
    def _my_turn(self, wanted: Callable[[], bool]) -> Iterator[None]:
        while not self._turn.acquire(timeout=_GLANCE):
            if not wanted():
                raise PdfFailed("nobody waits for it")
        try:
            yield
        finally:
            self._turn.release()

    def _read(self, content: bytes, wanted: Callable[[], bool]) -> str:
        until = time.monotonic() + self._seconds
        pipe = subprocess.PIPE
        try:
            process = subprocess.Popen(self._command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)  # noqa: S603 - ours
        except OSError as error:
            raise PdfFailed(type(error).__name__) from error
        with process:
            try:
                text = _spoken(process, content, lambda: wanted() and time.monotonic() < until)
            finally:
                process.kill()
        if process.returncode or len(text) > _LONGEST:
            raise PdfFailed(f"exit status {process.returncode}")
        return text.decode("utf-8", "replace").replace("\0", "")


def _spoken(process: subprocess.Popen[bytes], content: bytes, wanted: Callable[[], bool]) -> bytes:
    """Return what the process writes until it ends by itself."""
    given: bytes | None = content
    while True:
        try:
            return process.communicate(given, timeout=_GLANCE)[0]
        except subprocess.TimeoutExpired:
            given = None  # it has that now
        if not wanted():
            raise PdfFailed("it took too long, or nobody waits for it")
