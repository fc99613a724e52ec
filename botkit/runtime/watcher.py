"""The thread that takes up unfinished work."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from botkit.runtime.safe_error import safe_error

logger = logging.getLogger(__name__)


class Watcher:
    """A thread that looks for work: when woken, every `poll_seconds`, and once more before it ends.

    `pause` shortens the time until the next look if something is due earlier.
    """

    def __init__(self, look_around: Callable[[], None], pause: Callable[[float], float], poll_seconds: float) -> None:
        self._look_around = look_around
        self._pause = pause
        self._poll_seconds = poll_seconds
        self._woken = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._watch, name="botkit-watch", daemon=True)

    @property
    def started(self) -> bool:
        """True once it has been started."""
        return self._thread.ident is not None

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def wake(self) -> None:
        """Make it look for work now."""
        self._woken.set()

    def close(self) -> None:
        """End the thread after a last look."""
        self._stopping = True
        self.wake()
        if self.started:
            self._thread.join()

    def _watch(self) -> None:
        last, away = False, False
        while not last:
            last = self._stopping
            try:
                self._look_around()
                away = False
            except Exception as error:  # this thread must survive a database that is unavailable for a while
                if not away:
                    logger.error(
                        "cannot look for waiting messages: %s; looking again every %g s",
                        safe_error(error),
                        self._poll_seconds,
                    )
                    logger.debug("while looking for waiting messages", exc_info=True)
                away = True
            if not last:
                self._woken.wait(self._pause(self._poll_seconds))
                self._woken.clear()
