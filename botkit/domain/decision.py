"""A decision: what a turn does."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum

from botkit.domain.dialogue_state import DialogueState
from botkit.domain.field import Field


class DecisionKind(StrEnum):
    """What a turn does."""

    ANSWER = "answer"
    ASK = "ask"
    CLARIFY = "clarify"
    ACT = "act"
    HAND_OFF = "hand_off"
    SMALLTALK = "smalltalk"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do about a message, and where the conversation stands afterwards.

    `text` is what to say (after the answer from the documents, where `kind` is ANSWER); `query` what to search for;
    `choices` are replies to offer as buttons; `field` is what the text asks for, where the answer has a form.
    """

    kind: DecisionKind
    text: str = ""
    query: str = ""
    choices: tuple[str, ...] = ()
    field: Field | None = None
    state: DialogueState = dataclasses.field(default_factory=DialogueState)
