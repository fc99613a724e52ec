"""The audience of a turn: its listeners, and the channel if it shows previews of replies."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence

from botkit.domain import Claim, Event, TextDelta
from botkit.domain.ports import Draft, Previews, Tell
from botkit.runtime.draft import ClaimedDraft
from botkit.runtime.event_buffer import EventBuffer
from botkit.runtime.event_buffers import EventBuffers
from botkit.runtime.safe_error import safe_error

logger = logging.getLogger(__name__)

Preview = Callable[[Draft], Tell]


class Publisher:
    """The publisher of a turn's events. A preview starts with the first text; if it fails, only the preview ends."""

    def __init__(self, feeds: Sequence[EventBuffer], preview: Preview | None, draft: Draft) -> None:
        self._feeds = feeds
        self._preview = preview
        self._draft = draft
        self._shown: Tell | None = None

    @property
    def listens(self) -> bool:
        """True while anybody is listening, and so receives the reply. A preview does not count, as it may fail."""
        return any(feed.heard for feed in self._feeds)

    def tell(self, event: Event | Exception) -> None:
        """Publish an event, or the exception that ended the turn."""
        for feed in self._feeds:
            feed.put(event)
        self._show(event)

    def dismiss(self, error: Exception) -> None:
        """End the preview of a turn that another process takes over; listeners hear of the end from that process."""
        self._show(error)

    def _show(self, event: Event | Exception) -> None:
        try:
            if self._shown is None and self._preview is not None and isinstance(event, TextDelta):
                self._shown = self._preview(self._draft)
            if self._shown is not None:
                self._shown(event)
        except Exception as error:  # the reply is delivered in any case
            logger.warning("a reply is not shown while it is made: %s", safe_error(error))
            logger.debug("preview of message %s", self._draft.message.id, exc_info=True)
            self._preview = self._shown = None


class Publishers:
    """A factory of publishers, one for each claim; `channels` are those that show previews of replies."""

    def __init__(self, buffers: EventBuffers, previews: Previews, channels: Mapping[str, Preview]) -> None:
        self._buffers = buffers
        self._previews = previews
        self._channels = channels

    def of(self, claim: Claim) -> Publisher:
        """Return the publisher for the turn under the claim."""
        feeds = [self._buffers.of(message_id) for message_id in _messages(claim)]
        return Publisher(feeds, self._channels.get(claim.message.channel), ClaimedDraft(self._previews, claim))

    def close(self, claim: Claim) -> None:
        """Drop the events of a turn that has ended."""
        self._buffers.drop(_messages(claim))


def _messages(claim: Claim) -> tuple[str, ...]:
    return (*claim.merged, claim.message.id)
