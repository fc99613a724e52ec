"""A committed reply on its way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from botkit.domain.reply import Reply
from botkit.domain.staff_news import StaffNews


@dataclass(frozen=True, slots=True)
class Delivery:
    """A committed reply on its way out; `attempts` before this one may have sent it already.

    `author` is the name of somebody of the staff who says it; "" where the bot does. On the channel STAFF, `news` is
    what staff are told. `seq` is the turn that the reply belongs to; 0 where it belongs to none. `preview` is the
    channel's id of what it has shown of the reply while it was made, and which the reply now completes; "" for nothing.
    """

    id: int
    channel: str
    conversation_id: str
    address: Mapping[str, str]
    reply: Reply
    attempts: int = 0
    author: str = ""
    news: StaffNews | None = None
    seq: int = 0
    preview: str = ""
