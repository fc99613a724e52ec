"""Why something failed, in words that may be logged."""

from __future__ import annotations

from botkit.domain.errors import BotkitError


def safe_error(error: Exception) -> str:
    """Our own errors say what to do; of others only the kind is told, as they may quote what people wrote."""
    return str(error) if isinstance(error, BotkitError) else type(error).__name__
