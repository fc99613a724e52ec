"""A file that only its owner reads."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

_OTHERS = stat.S_IRWXO
_GROUP = stat.S_IRWXG


def make_private(file: Path) -> None:
    """Create the file for its owner alone, or take it from others; a group that may write to it keeps that.

    SQLite gives the files that it puts beside a database the same mode. What cannot be created or changed is left to
    whoever opens it.
    """
    with suppress(OSError):
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, stat.S_IRUSR | stat.S_IWUSR))
    for suffix in ("", "-wal", "-shm", "-journal"):
        take_from_others(file.with_name(file.name + suffix))


def take_from_others(path: Path) -> None:
    """Let only the owner into the file or folder, and the group if it may write there: somebody meant that."""
    with suppress(OSError):
        mode = stat.S_IMODE(path.stat().st_mode)
        kept = mode & ~_OTHERS if mode & stat.S_IWGRP else mode & ~(_OTHERS | _GROUP)
        if kept != mode:
            path.chmod(kept)
