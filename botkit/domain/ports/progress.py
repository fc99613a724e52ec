"""A callback for the progress of long work."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""A callback for the progress of long work: the task, the amount done, and the total."""
