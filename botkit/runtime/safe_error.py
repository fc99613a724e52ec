"""Error messages that are safe to log."""

from __future__ import annotations

from botkit.domain.errors import BotkitError


def safe_error(error: Exception) -> str:
    """Return the message of our own errors, but only the type of others, as they may quote people's messages."""
    return str(error) if isinstance(error, BotkitError) else type(error).__name__
