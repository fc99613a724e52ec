"""Giving out and deleting what is known about somebody."""

from __future__ import annotations

from typing import Any, Protocol


class PersonalData(Protocol):
    """Everything that is known about a person (the channel's id of them), or in a conversation."""

    def export(self, person: str) -> dict[str, Any]:
        """Return it as JSON."""
        ...

    def delete(self, person: str) -> None:
        """Delete what `export` gives."""
        ...
