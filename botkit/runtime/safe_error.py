"""Reasons of failures, in words that may be logged."""

from __future__ import annotations

from botkit.domain.errors import BotkitError


def safe_error(error: Exception) -> str:
    """Return what our own errors say; of others only the kind, as they may quote what people wrote."""
    return str(error) if isinstance(error, BotkitError) else type(error).__name__
