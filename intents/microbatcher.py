"""Micro-batching of concurrent calls to one model.

Several texts at once take far less time than one after another, and parallel runs only slow each other down. A call
that finds the model idle runs immediately, without waiting for others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Condition
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class MicroBatcher(Generic[Item, Result]):
    """A batcher that calls `run` with the waiting items, first come, first served, at most `most` at a time.

    A caller that finds the model idle runs the next batch; there are no threads besides the callers'. `run` returns a
    result for each item; an exception that it raises goes to all callers of that batch.
    """

    def __init__(self, run: Callable[[Sequence[Item]], Sequence[Result]], most: int) -> None:
        self._run = run
        self._most = most
        self._changed = Condition()
        self._busy = False
        self._waiting: list[tuple[Item, Future[Result]]] = []

    def __call__(self, item: Item) -> Result:
        """Return the result for `item`."""
        own: Future[Result] = Future()
        with self._changed:
            self._waiting.append((item, own))
        while batch := self._next(own):
            self._answer(batch)
        return own.result()

    def _next(self, own: Future[Result]) -> list[tuple[Item, Future[Result]]]:
        """Wait until the model is idle, and take the next batch; an empty one if `own` was answered in the meantime."""
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
