"""The state of a conversation between two turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Frame:
    """A flow that is waiting for another one to end; its fields are those of `DialogueState`."""

    form: str
    values: Mapping[str, str] = field(default_factory=dict)
    filled: tuple[str, ...] = ()
    done: Mapping[str, str] = field(default_factory=dict)
    started: int = 0
    runs: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "filled", tuple(self.filled))


@dataclass(frozen=True, slots=True)
class DialogueState:
    """The state of a conversation between two turns.

    `form` is the active flow, `values` its values so far (slots and results of actions), `asked` the slot or step that
    the last reply asked for; `attempts` counts the unusable answers to that question. `options` are the intents that
    the last reply offered as a choice, and `pending` the message that it was about; `offered` says that the reply
    offered a hand-off to a person, `proposed` names the flow that it offered.

    `filled` are the slots in the order in which they were answered, `done` the steps taken, with their outcomes;
    `started` is the turn in which the flow began, and `runs` counts its actions that changed something. `stack` holds
    the interrupted flows, the latest last. `language` is the customer's language (two letters) if it differs from the
    bot's. Everything survives a round trip through JSON unchanged.
    """

    form: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    asked: str | None = None
    attempts: int = 0
    options: tuple[str, ...] = ()
    pending: str = ""
    offered: bool = False
    handed_off: bool = False
    proposed: str | None = None
    filled: tuple[str, ...] = ()
    done: Mapping[str, str] = field(default_factory=dict)
    started: int = 0
    runs: int = 0
    stack: tuple[Frame, ...] = ()
    language: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", tuple(self.options))
        object.__setattr__(self, "filled", tuple(self.filled))
        frames = (frame if isinstance(frame, Frame) else Frame(**frame) for frame in self.stack)
        object.__setattr__(self, "stack", tuple(frames))
