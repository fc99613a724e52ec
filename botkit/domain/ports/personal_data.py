"""A port for exporting and deleting personal data."""

from __future__ import annotations

from typing import Any, Protocol


class PersonalData(Protocol):
    """All the data on a person (given by the channel's id of them), or in a conversation."""

    def export(self, person: str) -> dict[str, Any]:
        """Return the data as JSON."""
        ...

    def delete(self, person: str) -> None:
        """Delete everything that `export` returns."""
        ...
