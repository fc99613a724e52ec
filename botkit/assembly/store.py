"""The store of the bot's conversations."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from botkit.assembly.secrets import secret
from botkit.domain.errors import StoreError
from botkit.project.project import Project

if TYPE_CHECKING:
    from botkit.store import SqlStore


def open_store(project: Project) -> SqlStore:
    """Open the store of conversations. Raises StoreError, and ConfigError if the key for slot values is not set."""
    from botkit.store import SqlStore
    from intents.privacy import redact
    from intents.values.speaker import likely_territory

    settings = project.bot.settings
    return SqlStore(
        database_url(project),
        partial(redact, kinds=settings.privacy.redact, region=settings.region or likely_territory(settings.language)),
        keys=secret(project, settings.privacy.key_env, "privacy", "key_env") if settings.privacy.key_env else "",
        max_waiting=settings.state.max_waiting,
        max_waiting_here=settings.state.max_waiting_per_conversation,
        max_waiting_of_tenant=settings.state.max_waiting_per_tenant,
    )


def database_url(project: Project) -> str:
    """Return the URL of the database of conversations, creating its folder. Raises StoreError if that fails."""
    from botkit.store.private_file import take_from_others

    if project.bot.settings.state.url is not None:
        return project.bot.settings.state.url
    try:
        project.data.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{project.data.folder}: cannot be made ({error.strerror}); name another place with --data"
        ) from error
    take_from_others(project.data.folder)
    return f"sqlite:///{project.data.database}"
