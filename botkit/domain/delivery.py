"""A committed reply that is still to be delivered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from botkit.domain.reply import Reply
from botkit.domain.staff_news import StaffNews


@dataclass(frozen=True, slots=True)
class Delivery:
    """A committed reply that is still to be delivered; one of the earlier `attempts` may already have sent it.

    `author` is the name of the staff member who wrote it; "" for the bot. On the channel STAFF, `news` is the news for
    staff. `seq` is the turn that the reply belongs to; 0 if it belongs to none. `preview` is the channel's id of the
    preview that was shown while the reply was being written and that the reply now completes; "" if there was none.
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
