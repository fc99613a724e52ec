"""Finds connectors where packages announce them: entry points of the group `botkit.connectors`."""

from __future__ import annotations

import difflib
from importlib import metadata
from typing import cast

from botkit.errors import ConfigError, MissingExtra
from botkit.protocols import ConnectorFactory

GROUP = "botkit.connectors"


def connectors() -> tuple[str, ...]:
    """The names of all connectors that are installed."""
    return tuple(sorted(metadata.entry_points(group=GROUP).names))


def connector(name: str) -> ConnectorFactory:
    """What makes the connector of that name.

    Raises ConfigError if nobody announces it or it cannot be loaded, MissingExtra if an extra of botkit brings it.
    """
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
