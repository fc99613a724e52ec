"""The connectors that installed packages announce, by entry points of the group `botkit.connectors`."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from typer import Typer

    from botkit.domain.ports import ConnectorFactory

GROUP = "botkit.connectors"


def connectors() -> tuple[str, ...]:
    """Return the names of all installed connectors."""
    return tuple(sorted(metadata.entry_points(group=GROUP).names))


COMMANDS = "botkit.commands"


def commands() -> tuple[str, ...]:
    """Return the names under which connectors have commands of their own."""
    return tuple(sorted(metadata.entry_points(group=COMMANDS).names))


def commands_of(name: str) -> Callable[[Callable[[Path], tuple[str, Mapping[str, Any]]]], Typer]:
    """Return the function that makes the commands of that name.

    Its argument is a function that reads a bot's name, and the connector's options.
    """
    entry = next(iter(metadata.entry_points(group=COMMANDS, name=name)))
    return cast("Callable[[Callable[[Path], tuple[str, Mapping[str, Any]]]], Typer]", entry.load())


def connector(name: str) -> ConnectorFactory:
    """Return the function that makes the connector of that name.

    Raises ConfigError if no package announces it or it cannot be loaded, MissingExtra if an extra of botkit brings it.
    """
    from botkit.domain.errors import ConfigError, MissingExtra

    found = metadata.entry_points(group=GROUP, name=name)
    if not found:
        known = connectors()
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ConfigError(
            f"unknown connector {name!r}{hint} (known: {', '.join(known) or 'none, as none is installed'})"
        )
    entry = next(iter(found))
    package = entry.dist.name if entry.dist else "its package"
    try:
        return cast("ConnectorFactory", entry.load())
    except ImportError as error:
        if entry.extras and package == "botkit":
            raise MissingExtra(f"the connector {name!r}", entry.extras[0]) from error
        needed = f"{package}[{entry.extras[0]}]" if entry.extras else error.name or package
        raise ConfigError(
            f"the connector {name!r} cannot be imported ({error}); run: pip install '{needed}'"
        ) from error
    except AttributeError as error:
        raise ConfigError(f"the connector {name!r} of {package} is broken: there is no {entry.value}") from error
