"""A search that takes up a new index while the bot runs."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable

from botkit.domain import Passage
from botkit.domain.errors import BotkitError
from botkit.domain.ports import Retriever

logger = logging.getLogger(__name__)


class LiveRetriever:
    """A Retriever (botkit.domain.ports) that opens its retriever anew when what it stands on has changed.

    `version` tells whether it has; it is asked at a search, at most every `seconds`. Searches go on with the old index
    until the new one is open, and for as long as it cannot be opened.
    """

    def __init__(
        self, open_retriever: Callable[[], Retriever], version: Callable[[], Hashable], *, seconds: float = 1.0
    ) -> None:
        self._open = open_retriever
        self._version = version
        self._seconds = seconds
        self._opened = version()
        self._retriever = open_retriever()
        self._looked = time.monotonic()
        self._lock = threading.Lock()

    def search(self, query: str, k: int = 5, *, tenant: str = "") -> list[Passage]:
        """Search the newest index that could be opened."""
        if time.monotonic() - self._looked >= self._seconds and self._lock.acquire(blocking=False):
            threading.Thread(target=self._renew, name="index", daemon=True).start()
        return self._retriever.search(query, k, tenant=tenant)

    def _renew(self) -> None:
        """Open the new index if there is one; hold the lock, so there is one at a time."""
        try:
            version = self._version()
            if version != self._opened:
                retriever = self._open()
                retriever.search("warm", 1)  # what is made at the first search is made now
                self._retriever, self._opened = retriever, version
                logger.info("a new index is searched")
        except BotkitError as error:
            logger.warning("the new index cannot be opened, the old one is searched: %s", error)
        finally:
            self._looked = time.monotonic()
            self._lock.release()
