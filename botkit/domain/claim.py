"""The right to answer a message."""

from __future__ import annotations

from dataclasses import dataclass

from botkit.domain.conversation import Conversation
from botkit.domain.message import Message


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to answer `message` of `conversation` until the lease expires; `fence` grows with every claim.

    `merged` are the ids of earlier messages that the same turn answers; the message's text begins with theirs.
    """

    conversation: Conversation
    message: Message
    fence: int
    merged: tuple[str, ...] = ()
