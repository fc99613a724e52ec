"""Secrets, which bot.yaml names by their environment variables."""

from __future__ import annotations

import os

from botkit.domain.errors import ConfigError
from botkit.project.project import Project


def secret(project: Project, variable: str, *keys: str) -> str:
    """Return the value of the environment variable that bot.yaml names at `keys`.

    Raises ConfigError if it is not set.
    """
    found = os.environ.get(variable, "")
    if not found:
        where = project.bot.place(*keys)
        raise ConfigError(f"{where}: the environment variable {variable} is not set; set it to the key")
    return found
