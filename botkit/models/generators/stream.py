"""Text on its way from a model in a thread of its own to a consumer that may stop reading at any moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from threading import Event, Thread

_END = None


class TextPipe:
    """The channel that a model writes to. It checks `stopped` after each token, and ends once nobody reads any more."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self._closed = Event()
        self._written: SimpleQueue[str | Exception | None] = SimpleQueue()

    @property
    def stopped(self) -> bool:
        """True once the consumer has left or the time is up."""
        return self._closed.is_set() or time.monotonic() >= self._deadline

    def write(self, text: str) -> None:
        if text:
            self._written.put(text)

    def run(self, work: Callable[[TextPipe], None]) -> None:
        """Let the model write; an exception of the model is raised again in the consumer."""
        try:
            work(self)
        except Exception as error:
            self._written.put(error)
        else:
            self._written.put(_END)

    def read(self) -> Iterator[str]:
        """Yield pieces of text until the model ends or the time is up."""
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
    """Yield the pieces that `work` writes, as it writes them, for at most `timeout_seconds` from the first request.

    The text so far is kept when the time is up. Closing the iterator does not wait for the model, which stops within a
    token. The thread is not a daemon: the interpreter must not be torn down under a model that is computing.
    """
    pipe = TextPipe(time.monotonic() + timeout_seconds)
    Thread(target=pipe.run, args=(work,), name="botkit-generation").start()
    try:
        yield from pipe.read()
    finally:
        pipe.close()
