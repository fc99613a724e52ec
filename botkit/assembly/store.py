"""The bot's conversations."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from botkit.assembly.secrets import secret
from botkit.domain.errors import StoreError
from botkit.project.project import Project

if TYPE_CHECKING:
    from botkit.store import SqlStore


def open_store(project: Project) -> SqlStore:
    """The bot's conversations. Raises StoreError, and ConfigError if the key for forms' values is not set."""
    from botkit.store import SqlStore
    from intents.privacy import redact

    settings = project.bot.settings
    return SqlStore(
        database_url(project),
        partial(redact, kinds=settings.privacy.redact),
        keys=secret(project, settings.privacy.key_env, "privacy", "key_env") if settings.privacy.key_env else "",
        max_waiting=settings.state.max_waiting,
        max_waiting_here=settings.state.max_waiting_per_conversation,
        max_waiting_of_tenant=settings.state.max_waiting_per_tenant,
    )


def database_url(project: Project) -> str:
    """Where the bot's conversations are kept; the folder is made. Raises StoreError if it can't be."""
    if project.bot.settings.state.url is not None:
        return project.bot.settings.state.url
    try:
        project.data.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{project.data.folder}: cannot be made ({error.strerror}); name another place with --data"
        ) from error
    return f"sqlite:///{project.data.database}"
