"""Text from a model that runs in a thread of its own to a reader who may leave at any moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from threading import Event, Thread

_END = None


class TextPipe:
    """The way of a text from a model to its reader; the model looks at `stopped` after each token, and then stops."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self._closed = Event()
        self._written: SimpleQueue[str | Exception | None] = SimpleQueue()

    @property
    def stopped(self) -> bool:
        """True once the reader has left or the time is up."""
        return self._closed.is_set() or time.monotonic() >= self._deadline

    def write(self, text: str) -> None:
        if text:
            self._written.put(text)

    def run(self, work: Callable[[TextPipe], None]) -> None:
        """Lets the model write; what it raises is raised where the text is read."""
        try:
            work(self)
        except Exception as error:
            self._written.put(error)
        else:
            self._written.put(_END)

    def read(self) -> Iterator[str]:
        """Pieces of text until the model ends or the time is up."""
        while (left := self._deadline - time.monotonic()) > 0:
            try:
                piece = self._written.get(timeout=left)
            except Empty:
                return
            if piece is _END:
                return
            if isinstance(piece, Exception):
                raise piece
            yield piece

    def close(self) -> None:
        self._closed.set()


def streamed(work: Callable[[TextPipe], None], timeout_seconds: float) -> Iterator[str]:
    """The pieces that `work` writes, as it writes them, at most for `timeout_seconds` from the first one asked for.

    The text so far stands when the time is up. Closing the iterator does not wait for the model, which stops within
    a token. The thread is no daemon: the interpreter must not be torn down under a model that computes.
    """
    pipe = TextPipe(time.monotonic() + timeout_seconds)
    Thread(target=pipe.run, args=(work,), name="botkit-generation").start()
    try:
        yield from pipe.read()
    finally:
        pipe.close()
