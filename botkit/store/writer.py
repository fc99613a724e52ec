"""Group commit: writes of several threads share one transaction, and so one wait for the disk."""

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
    """Group commit for databases that allow one writer at a time.

    One of the waiting threads runs the operations of all, in order, in one `transaction(durable)`, while the next ones
    gather. If an operation raises, the transaction is rolled back, and each operation is run again in a transaction of
    its own, so that none harms another. An operation must therefore be safe to run twice, and report its findings only
    through its return value.
    """

    def __init__(self, transaction: Callable[[bool], AbstractContextManager[Connection]]) -> None:
        self._transaction = transaction
        self._lock = threading.Lock()
        self._waiting: list[_Write] = []
        self._writing = False

    def run(self, operation: Operation[T], *, durable: bool) -> T:
        """Run the operation; return its result once committed, and on disk only if it is `durable`."""
        mine = _Write(operation, durable)
        with self._lock:
            self._waiting.append(mine)
            leads, self._writing = not self._writing, True
        if not leads:
            mine.turn.wait()  # until it is done, or becomes the leader
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
                # Writes are left over only if this thread was interrupted: the next one then leads the rest.
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
