"""What the tests of understanding read of a result."""

from __future__ import annotations

from intents.types import Intent, Understanding


def best(understanding: Understanding) -> Intent:
    """Return the best intent, which there has to be."""
    assert understanding.best is not None
    return understanding.best
