"""A watcher that keeps a bot's index up to date while its folder is being edited."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from botkit.domain.errors import BotkitError
from botkit.knowledge.ingest.reading import by_reason
from botkit.project import folder as config
from botkit.project.project import Project

if TYPE_CHECKING:
    from botkit.knowledge import IndexChanges


def watch(
    project: Project,
    index: Callable[[Project], IndexChanges],
    told: Callable[[str], None],
    *,
    seconds: float = 1.0,
    rounds: int | None = None,
) -> None:
    """Call `index`, which brings the index up to date, whenever a file of the bot folder changes.

    `told` is called with the result of each update and what it skipped, or with the error.

    The folder is checked every `seconds`, for ever or for as many `rounds` as are given.
    """
    seen: object = None
    for number in itertools.count():
        if number == rounds:
            return
        found = _stamps(project.bot.folder)
        if found != seen:
            seen = found
            try:
                fresh = Project(config.load(project.bot.folder), project.data, project.weights)
                changes = index(fresh)
                told(str(changes))
                for line in by_reason(changes.skipped):
                    told(f"warning: {line}")
            except BotkitError as error:
                told(f"error: {error}")
        time.sleep(seconds)


def _stamps(folder: Path) -> list[tuple[str, int, int]]:
    """Return every file below the folder that is not hidden, with its modification time and size."""
    found = []
    for path in sorted(folder.rglob("*")):
        if not any(part.startswith(".") for part in path.relative_to(folder).parts) and path.is_file():
            with suppress(OSError):
                status = path.stat()
                found.append((str(path), status.st_mtime_ns, status.st_size))
    return found
