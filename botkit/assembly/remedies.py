"""The remedy for a missing or damaged artifact, as a command that can be pasted as it stands."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager

from botkit.domain.errors import ArtifactError
from botkit.project.layout import DataDirectory
from botkit.project.project import Project


@contextmanager
def naming_the_bot(project: Project) -> Iterator[None]:
    """Complete the command at the end of an ArtifactError with the bot's own folder in place of BOT."""
    try:
        yield
    except ArtifactError as error:
        said = str(error)
        if not said.endswith(" BOT"):
            raise
        bot, elsewhere = shlex.quote(str(project.bot.folder)), DataDirectory(project.data.folder.parents[1]).option
        raise ArtifactError(f"{said.removesuffix('BOT')}{bot}{elsewhere}") from error
