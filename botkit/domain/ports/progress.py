"""Being told of long work."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Told of long work: what is being done, how much of it is done, out of how much."""
