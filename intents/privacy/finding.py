"""A number or an address in a text that must not be stored."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """The place of a finding, and what to write instead."""

    start: int
    end: int
    instead: str
