"""Writes of several threads in one transaction: what costs most, that the disk has it, is then waited for once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar, cast

from sqlalchemy import Connection

T = TypeVar("T")
Operation = Callable[[Connection], T]

_NOTHING = object()


class Writer:
    """Commits what waits at the same moment together; for databases that take one writer at a time.

    Of the threads that wait, one runs the operations of all, in their order, in a `transaction(durable)`, while the
    next ones gather. An operation that raises is undone, and harms no other: then each is run again in a transaction of
    its own. So an operation must bear to be run twice, and tells what it found by its return value only.
    """

    def __init__(self, transaction: Callable[[bool], AbstractContextManager[Connection]]) -> None:
        self._transaction = transaction
        self._lock = threading.Lock()
        self._waiting: list[_Write] = []
        self._writing = False

    def run(self, operation: Operation[T], *, durable: bool) -> T:
        """Return what the operation returns, once it is committed; on the disk by then only if it is `durable`."""
        mine = _Write(operation, durable)
        with self._lock:
            self._waiting.append(mine)
            leads, self._writing = not self._writing, True
        if not leads:
            mine.turn.wait()  # until it is done, or has to lead
        if not mine.done:
            self._lead(mine)
        return cast("T", mine.outcome())

    def _lead(self, mine: _Write) -> None:
        with self._lock:
            batch, self._waiting = self._waiting, []
        try:
            self._commit(batch)
        finally:
            with self._lock:
                # Nothing is left but where this thread was interrupted: then the next one leads the rest.
                left = [write for write in batch if not write.done and write is not mine]
                self._waiting = left + self._waiting
                self._writing = bool(self._waiting)
                heirs = self._waiting[:1]
            for write in [*heirs, *batch]:
                if write.done or write in heirs:
                    write.turn.set()

    def _commit(self, batch: list[_Write]) -> None:
        running = False
        try:
            with self._transaction(any(write.durable for write in batch)) as connection:
                running = True
                values = [write.operation(connection) for write in batch]
                running = False
        except Exception as error:
            if running and len(batch) > 1:
                for write in batch:
                    self._commit([write])
            else:
                for write in batch:
                    write.error = error
        else:
            for write, value in zip(batch, values, strict=True):
                write.value = value


class _Write:
    def __init__(self, operation: Operation[Any], durable: bool) -> None:
        self.operation = operation
        self.durable = durable
        self.turn = threading.Event()
        self.value: object = _NOTHING
        self.error: Exception | None = None

    @property
    def done(self) -> bool:
        return self.error is not None or self.value is not _NOTHING

    def outcome(self) -> object:
        if self.error is not None:
            raise self.error
        return self.value
