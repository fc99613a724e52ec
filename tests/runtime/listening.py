"""Listening to a runtime, and waiting for what it does on its own."""

import time
from collections.abc import Callable

from sqlalchemy import select

from botkit.domain import Message, Status, TextDelta
from botkit.runtime import Runtime
from botkit.store import SqlStore
from botkit.store.tables import InboxRow


def listen(runtime: Runtime, message: Message) -> list[str]:
    """Return the stream of the message: stages in angle brackets, then words, then the committed text."""
    return [
        f"<{event.stage}>" if isinstance(event, Status) else event.text if isinstance(event, TextDelta) else "."
        for event in runtime.stream(message)
    ]


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def waiting(store: SqlStore) -> list[str]:
    with store._database.reading() as session:
        return list(session.scalars(select(InboxRow.text).where(InboxRow.answered_at.is_(None))))
