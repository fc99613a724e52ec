"""Who is told of a turn: those who listen, and the channel where it shows replies while they are made."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from botkit.domain import Claim, Event, Message, TextDelta
from botkit.domain.ports import Draft, Store, Tell
from botkit.runtime.event_buffer import EventBuffer
from botkit.runtime.safe_error import safe_error

logger = logging.getLogger(__name__)

Preview = Callable[[Draft], Tell]


@dataclass(frozen=True, slots=True)
class ClaimedDraft:
    """The reply that is made under a claim: a `botkit.domain.ports.Draft`."""

    store: Store
    claim: Claim

    @property
    def message(self) -> Message:
        """What is being answered."""
        return self.claim.message

    def may_be_shown(self) -> bool:
        """False while an earlier reply is on its way."""
        return self.store.may_preview(self.claim)

    def shown_at(self, reference: str) -> bool:
        """Notes the channel's id of what is shown; False: it is too late."""
        return self.store.preview(self.claim, reference)


class Publisher:
    """Tells everybody the events of a turn. A preview begins with the first text; if it fails, that ends it alone."""

    def __init__(self, feeds: Sequence[EventBuffer], preview: Preview | None, draft: Draft) -> None:
        self._feeds = feeds
        self._preview = preview
        self._draft = draft
        self._shown: Tell | None = None

    @property
    def listens(self) -> bool:
        """Whether anybody listens, and so receives the reply. A preview does not count: it may fail."""
        return any(feed.heard for feed in self._feeds)

    def tell(self, event: Event | Exception) -> None:
        """Tells an event, or what ended the turn."""
        for feed in self._feeds:
            feed.put(event)
        self._show(event)

    def dismiss(self, error: Exception) -> None:
        """Ends the preview of a turn that somebody else takes; those who listen hear of the end from them."""
        self._show(error)

    def _show(self, event: Event | Exception) -> None:
        try:
            if self._shown is None and self._preview is not None and isinstance(event, TextDelta):
                self._shown = self._preview(self._draft)
            if self._shown is not None:
                self._shown(event)
        except Exception as error:  # the reply is delivered nevertheless
            logger.warning("a reply is not shown while it is made: %s", safe_error(error))
            logger.debug("preview of message %s", self._draft.message.id, exc_info=True)
            self._preview = self._shown = None
