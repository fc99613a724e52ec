"""The effects of a message on the flow under way: told from the message by `reading`, done by `applying`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StartFlow:
    """Begin the flow with what the message says already; one that is under way waits. `intent` asked for it."""

    flow: str
    intent: str | None = None


@dataclass(frozen=True, slots=True)
class ResumeFlow:
    """Go on with a flow that waits, with what the message says; the one that is under way waits in its place."""

    flow: str
    intent: str | None = None


@dataclass(frozen=True, slots=True)
class WalkOn:
    """Go on from the first step that is open: the step that waited is gone, as the flow has been rewritten."""


@dataclass(frozen=True, slots=True)
class SetSlots:
    """Give values to slots that have none."""

    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CorrectSlots:
    """Replace values of slots, and give values to others."""

    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ChangeSlot:
    """Ask for a slot anew: its value is wrong, and nobody said what is right."""

    slot: str


@dataclass(frozen=True, slots=True)
class Confirm:
    """Say yes to the step that asks for it."""

    step: str


@dataclass(frozen=True, slots=True)
class Deny:
    """Say no to the step that asks for a yes."""

    step: str


@dataclass(frozen=True, slots=True)
class Digress:
    """Answer something else, and ask again."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """End the flow."""


@dataclass(frozen=True, slots=True)
class Restart:
    """Forget what was said, and begin the flow again."""


@dataclass(frozen=True, slots=True)
class GoBack:
    """Ask the last question that was answered again."""


@dataclass(frozen=True, slots=True)
class Recall:
    """Tell what was said so far."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Give time, and ask again."""


@dataclass(frozen=True, slots=True)
class Explain:
    """Tell why something is asked, and ask again."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Ask again."""


@dataclass(frozen=True, slots=True)
class Misunderstand:
    """Say that the answer can't be used, and ask again."""


Command = (
    StartFlow
    | ResumeFlow
    | WalkOn
    | SetSlots
    | CorrectSlots
    | ChangeSlot
    | Confirm
    | Deny
    | Digress
    | Cancel
    | Restart
    | GoBack
    | Recall
    | Wait
    | Explain
    | Repeat
    | Misunderstand
)
