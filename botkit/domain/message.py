"""A message, as a connector received it."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from botkit.domain.attachment import Attachment, AttachmentKind
from botkit.domain.clock import now
from botkit.domain.errors import MessageError

MAX_MESSAGE_CHARACTERS = 4_000
"""Longer messages are rejected on arrival: no question needs more, and every later step may rely on the limit."""


def _readable(character: str) -> str:
    """Return the character, or "" for control and format characters: they are invisible, and PostgreSQL rejects NUL."""
    if character in "\n\t\u200d":  # the zero-width joiner holds emoji together
        return character
    match unicodedata.category(character):
        case "Cs":
            raise MessageError("the message is not valid UTF-8; send it as UTF-8 text")
        case "Cc" | "Cf":
            return ""
        case "Zs" | "Zl" | "Zp":
            return " "
        case _:
            return character


@dataclass(frozen=True, slots=True)
class Message:
    """A message that somebody wrote, as a connector received it.

    `external_id` is the channel's own id of the message (unique within `channel`): a repeated delivery has the same
    one. `conversation_id` names the thread it belongs to, and `address` is what the connector needs to send a reply
    there. `sender` is the channel's id of the author, `profile` anything else that it knows about them, such as "name".
    `attachments` come with the message. Raises MessageError if the text is empty, longer than MAX_MESSAGE_CHARACTERS,
    or not encodable as UTF-8.
    """

    channel: str
    conversation_id: str
    external_id: str
    text: str
    sender: str = ""
    profile: Mapping[str, str] = field(default_factory=dict)
    address: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    received_at: datetime = field(default_factory=now)
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        text = self.text.strip()
        if not text.isprintable():  # rarely true, and stored messages are read again with every turn
            text = "".join(_readable(character) for character in text).strip()
        if not text:
            raise MessageError("the message is empty; write a question")
        if len(text) > MAX_MESSAGE_CHARACTERS:
            raise MessageError(
                f"the message has {len(text):,} characters; at most {MAX_MESSAGE_CHARACTERS:,} are read: shorten it"
            )
        object.__setattr__(self, "text", text)

    @property
    def files(self) -> tuple[Attachment, ...]:
        """The files among the attachments."""
        return tuple(one for one in self.attachments if one.kind is AttachmentKind.FILE)

    @property
    def tenant(self) -> str:
        """The organisation on whose behalf it was written, if one bot serves several: the profile's "tenant", or "".

        A channel takes it from a trusted source, never from the sender's own words.
        """
        return self.profile.get("tenant", "")
