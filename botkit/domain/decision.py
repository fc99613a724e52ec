"""The decision that the bot makes on a turn."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum

from botkit.domain.dialogue_state import DialogueState
from botkit.domain.field import Field


class DecisionKind(StrEnum):
    """The kinds of decisions."""

    ANSWER = "answer"
    ASK = "ask"
    CLARIFY = "clarify"
    ACT = "act"
    HAND_OFF = "hand_off"
    SMALLTALK = "smalltalk"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision on a message, and the state of the conversation afterwards.

    `text` is the text to send (after the answer from the documents if `kind` is ANSWER), `query` the query to search
    for, `choices` the replies to offer as buttons, and `field` the form of the answer that the text asks for, if it has
    one.
    """

    kind: DecisionKind
    text: str = ""
    query: str = ""
    choices: tuple[str, ...] = ()
    field: Field | None = None
    state: DialogueState = dataclasses.field(default_factory=DialogueState)
