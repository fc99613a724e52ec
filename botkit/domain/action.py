"""The signature of an action that flows call."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ActionSignature:
    """What an action takes and gives: names of its arguments and results.

    `needed` are the arguments without a default. One that `changes` something runs only after a yes to a confirmation.
    """

    name: str
    arguments: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    changes: bool = False
