"""A clarification and its outcome."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clarified:
    """A message that the bot asked the sender to clarify, the options it offered, and the answer it got."""

    text: str
    choices: tuple[str, ...]
    answer: str
