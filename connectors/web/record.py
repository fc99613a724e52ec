"""The record of a conversation, as the visitor who had it may see it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel

from botkit.domain import DecisionKind, HandOffEvent, HandOffEventKind, StaffMember
from connectors.web.messages import Said, SentFile, Source
from connectors.web.said import is_told, said


class KeptMessage(BaseModel):
    """A message that the visitor wrote; answered in turn `seq`, which is empty while it waits."""

    text: str
    at: datetime
    seq: int | None
    files: list[SentFile]


class KeptReply(BaseModel):
    """A reply of the bot in turn `seq`."""

    seq: int
    text: str
    decision: DecisionKind
    citations: list[Source]
    choices: list[str]
    at: datetime


class KeptOpinion(BaseModel):
    """The visitor's opinion of the reply in turn `seq`."""

    seq: int
    helpful: bool
    comment: str
    at: datetime


class Record(BaseModel):
    """A conversation with all that the visitor wrote and was told, oldest first.

    It is made of named parts of what is kept. What the team notes for itself, what people sign in with and how the bot
    came to a reply are none of them, nor is what is kept one day in a column that nobody thinks of today.
    """

    exported_at: datetime
    messages: list[KeptMessage]
    turns: list[KeptReply]
    said: list[Said]
    feedback: list[KeptOpinion]

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Take out of an export (`Archive.export`) what is the visitor's."""
        events = (_event(row) for row in kept["hand_off_events"])
        return cls(
            exported_at=kept["exported_at"],
            messages=[
                KeptMessage(
                    text=row["text"],
                    at=row["received_at"],
                    seq=row["answered_in"],
                    files=[
                        SentFile(name=one["title"], size=one["size"])
                        for one in row["enclosures"] or ()
                        if one["kind"] == "file"
                    ],
                )
                for row in kept["messages"]
            ],
            turns=[
                KeptReply(
                    seq=row["seq"],
                    text=row["text"],
                    decision=row["decision"],
                    citations=[Source.model_validate(one) for one in row["citations"]],
                    choices=row["choices"],
                    at=row["at"],
                )
                for row in kept["turns"]
            ],
            said=[said(event) for event in events if is_told(event)],
            feedback=[
                KeptOpinion(seq=row["seq"], helpful=row["helpful"], comment=row["comment"], at=row["at"])
                for row in kept["feedback"]
            ],
        )


def _event(row: Mapping[str, Any]) -> HandOffEvent:
    by = StaffMember("", row["staff_name"], "") if row["staff_name"] else None
    kind, at = HandOffEventKind(row["kind"]), datetime.fromisoformat(row["at"])
    return HandOffEvent(row["id"], kind, row["seq"], at, row["text"], by)
