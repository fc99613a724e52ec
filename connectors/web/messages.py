"""The messages on the wire: bodies of requests, and a turn's events as a page reads them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from botkit.domain import LONGEST_COMMENT, Attachment, DecisionKind, Feedback, FieldKind, Message, Turn, now
from connectors.web.attachments import MOST_FILES, AttachedFile, PageContext, ReadFile
from connectors.web.security import NO_NUL
from connectors.web.visitors import CHANNEL, Visitor

FAILED = "Something went wrong on our side. Please try again."


class Beginning(BaseModel):
    """The body of a new conversation; `identity` is the site's word for who is signed in there."""

    model_config = ConfigDict(extra="forbid")

    identity: str = Field(default="", max_length=4_096, description="a JWT that the site has signed")


class NewConversation(BaseModel):
    """A conversation's key: whoever holds the token may read and continue it."""

    token: str


class NewMessage(BaseModel):
    """The body of a new message; sending it again with the same `id` yields the same reply, not a second one."""

    model_config = ConfigDict(extra="forbid")

    text: str
    id: UUID = Field(description="made by the client, once a message")
    page: PageContext | None = Field(default=None, description="the page that it is written on")
    files: list[AttachedFile] = Field(
        default_factory=list, max_length=MOST_FILES, description="files to be read with it"
    )

    def message(self, visitor: Visitor, read: ReadFile | None) -> Message:
        """Return the message as the bot takes it in; files are read by `read`. Raises MessageError.

        The id is the client's to choose, so it counts within the conversation only: naming another conversation's id
        must not yield that conversation's reply.
        """
        return Message(
            CHANNEL,
            visitor.conversation,
            external_id=f"{visitor.conversation}:{self.id.hex}",
            text=self.text,
            sender=visitor.customer.id,
            profile=visitor.customer.profile,
            attachments=tuple(self._attachments(visitor, read)),
        )

    def _attachments(self, visitor: Visitor, read: ReadFile | None) -> Iterator[Attachment]:
        if self.page:
            yield from self.page.attachments(visitor.site)
        if read is not None:
            yield from (file.attachment(read) for file in self.files)


class Source(BaseModel):
    """The source of a sentence of the reply."""

    model_config = ConfigDict(from_attributes=True)

    title: str
    source: str
    quote: str
    url: str


class Form(BaseModel):
    """The form that the reply asks to be filled in; any other wording than the form's is an answer, too."""

    model_config = ConfigDict(from_attributes=True)

    kind: FieldKind
    label: str
    choices: list[str]


class Answer(BaseModel):
    """A finished reply; `seq` counts the conversation's turns from 1. `field` is there where the answer has a form."""

    text: str
    decision: DecisionKind
    citations: list[Source]
    choices: list[str]
    field: Form | None
    seq: int
    at: datetime

    @classmethod
    def of(cls, turn: Turn) -> Self:
        """Return the reply of `turn`."""
        reply = turn.reply
        return cls(
            text=reply.text,
            decision=reply.decision,
            citations=[Source.model_validate(citation) for citation in reply.citations],
            choices=list(reply.choices),
            field=reply.field and Form.model_validate(reply.field),
            seq=turn.seq,
            at=turn.at,
        )


class SentFile(BaseModel):
    """A file that came with a question; its `size` is in bytes."""

    name: str
    size: int


class PastTurn(BaseModel):
    """A question that was answered; `id` is the one that the client gave it."""

    id: UUID
    text: str
    at: datetime
    files: list[SentFile]
    reply: Answer

    @classmethod
    def of(cls, turn: Turn) -> Self:
        """Return the turn as its page knew it."""
        return cls(
            id=UUID(turn.message.external_id.rpartition(":")[2]),
            text=turn.message.text,
            at=turn.message.received_at,
            files=[SentFile(name=file.title, size=file.size) for file in turn.message.files],
            reply=Answer.of(turn),
        )


class Said(BaseModel):
    """An event that happened while people had taken over, after turn `seq`.

    `kind` is "staff" where `author` says something, or "bot" where the bot does; otherwise "opened" (a person was
    called), "claimed" (`author` is there), "returned" or "expired" (the bot has the conversation again).
    """

    id: int
    kind: Literal["opened", "claimed", "staff", "bot", "returned", "expired"]
    author: str
    text: str
    seq: int
    at: datetime


class History(BaseModel):
    """A conversation so far, oldest first: the turns, and what people said who had taken over."""

    turns: list[PastTurn]
    said: list[Said]


class Opinion(BaseModel):
    """An opinion on whether the reply of turn `seq` helped, perhaps with a word to it."""

    model_config = ConfigDict(extra="forbid")

    seq: int = Field(ge=1, le=2**31 - 1)
    helpful: bool
    comment: str = Field(default="", max_length=LONGEST_COMMENT, pattern=NO_NUL)

    def feedback(self, visitor: Visitor) -> Feedback:
        """Return the opinion as it is kept."""
        return Feedback(visitor.conversation, self.seq, self.helpful, now(), self.comment, visitor.customer.id)


class Bot(BaseModel):
    """The facts that the widget shows before the first question, and what may go along with a message."""

    title: str
    greeting: str
    suggestions: tuple[str, ...]
    accent: str
    on_accent: str
    page: bool
    speech: bool
    files: tuple[str, ...] = Field(description="ends of the names of files that may go along: .txt")


class Heard(BaseModel):
    """The words of a recording; empty where nothing was said."""

    text: str


class Health(BaseModel):
    """The process takes requests."""

    status: Literal["ok"] = "ok"
