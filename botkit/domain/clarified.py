"""A clarification, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clarified:
    """A message of which the bot asked what was meant, the options that it offered, and what was said to that."""

    text: str
    choices: tuple[str, ...]
    answer: str
