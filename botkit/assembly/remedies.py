"""The remedy for something built that is missing or damaged, ready to be typed."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager

from botkit.domain.errors import ArtifactError
from botkit.project.layout import DataDirectory
from botkit.project.project import Project


@contextmanager
def naming_the_bot(project: Project) -> Iterator[None]:
    """What is wrong with something built ends with the command that builds it, ready to be typed: BOT is this bot."""
    try:
        yield
    except ArtifactError as error:
        said = str(error)
        if not said.endswith(" BOT"):
            raise
        bot, elsewhere = shlex.quote(str(project.bot.folder)), DataDirectory(project.data.folder.parents[1]).option
        raise ArtifactError(f"{said.removesuffix('BOT')}{bot}{elsewhere}") from error
