"""The signature of an action that flows can call."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ActionSignature:
    """The signature of an action: the names of its arguments and results.

    `needed` are the arguments without a default. An action that `changes` something runs only after the customer has
    confirmed it.
    """

    name: str
    arguments: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    changes: bool = False
