"""A callback for the events of a turn."""

from __future__ import annotations

from collections.abc import Callable

from botkit.domain.events import Event

Tell = Callable[[Event | Exception], None]
"""A callback that takes an event of a turn, or the exception that ended it."""
