"""A conversation as staff read it: what was said by whom, in order, with what the bot made of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from botkit.domain import Attachment, Feedback, HandOffEvent, HandOffEventKind, Turn

_NOTICES = {
    HandOffEventKind.OPENED: "A person was called",
    HandOffEventKind.CLAIMED: "{by} looks after it",
    HandOffEventKind.RETURNED: "{by} gave it back to the bot",
    HandOffEventKind.EXPIRED: "Nobody looked after it in time; the bot has it again",
}


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that was said, or that happened.

    `files` came along with it, `turn` is what the bot made of it, `feedback` what people thought.
    """

    speaker: Literal["customer", "bot", "staff", "notice"]
    text: str
    at: datetime
    author: str = ""
    files: tuple[Attachment, ...] = ()
    turn: Turn | None = None
    feedback: tuple[Feedback, ...] = ()


def timeline(
    turns: Iterable[Turn], events: Iterable[HandOffEvent], feedback: Iterable[Feedback]
) -> Iterator[TimelineEntry]:
    """Yield the entries, oldest first."""
    after: dict[int, list[HandOffEvent]] = defaultdict(list)
    for event in events:
        after[event.seq].append(event)
    thought: dict[int, list[Feedback]] = defaultdict(list)
    for one in feedback:
        thought[one.seq].append(one)
    for turn in turns:
        asked = turn.message
        yield TimelineEntry("customer", asked.text, asked.received_at, asked.profile.get("name", ""), asked.files)
        if turn.reply.text:
            yield TimelineEntry("bot", turn.reply.text, turn.at, turn=turn, feedback=tuple(thought[turn.seq]))
        yield from (entry for event in after[turn.seq] if (entry := _entry(event)))


def _entry(event: HandOffEvent) -> TimelineEntry | None:
    by = event.by.name if event.by else ""
    match event.kind:
        case HandOffEventKind.CUSTOMER:
            return None  # it is the turn's message
        case HandOffEventKind.STAFF:
            return TimelineEntry("staff", event.text, event.at, by)
        case HandOffEventKind.BOT:
            return TimelineEntry("bot", event.text, event.at)
        case HandOffEventKind.CLAIMED:
            return TimelineEntry("notice", _NOTICES[event.kind].format(by=event.text or by), event.at)
        case kind:
            note = f": {event.text}" if event.text and kind is HandOffEventKind.RETURNED else ""
            return TimelineEntry("notice", _NOTICES[kind].format(by=by or "Somebody") + note, event.at)
