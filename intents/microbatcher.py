"""Concurrent calls of one model, run together.

Several texts at once take far less than one after the other, and runs side by side only slow each other down. A call
that finds the model idle runs at once: nobody waits for company.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Condition
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class MicroBatcher(Generic[Item, Result]):
    """Calls `run` with the items of those who wait, first come, first served, at most `most` at a time.

    Whoever finds nobody at work runs the next batch; there is no thread besides the callers'. `run` gives a result for
    each item; what it raises, all callers of that batch get.
    """

    def __init__(self, run: Callable[[Sequence[Item]], Sequence[Result]], most: int) -> None:
        self._run = run
        self._most = most
        self._changed = Condition()
        self._busy = False
        self._waiting: list[tuple[Item, Future[Result]]] = []

    def __call__(self, item: Item) -> Result:
        """The result for `item`."""
        own: Future[Result] = Future()
        with self._changed:
            self._waiting.append((item, own))
        while batch := self._next(own):
            self._answer(batch)
        return own.result()

    def _next(self, own: Future[Result]) -> list[tuple[Item, Future[Result]]]:
        """Waits until the model is idle, and takes what is to be run then; nothing if `own` is answered before."""
        with self._changed:
            self._changed.wait_for(lambda: own.done() or not self._busy)
            if own.done():
                return []
            self._busy = True
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            return batch

    def _answer(self, batch: list[tuple[Item, Future[Result]]]) -> None:
        try:
            results = self._run([item for item, _ in batch])
            for (_, call), result in zip(batch, results, strict=True):
                call.set_result(result)
        except BaseException as error:  # whatever it is, nobody may wait for ever
            for _, call in batch:
                if not call.done():
                    call.set_exception(error)
        finally:
            with self._changed:
                self._busy = False
                self._changed.notify_all()
