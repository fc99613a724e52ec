"""The thread that takes up what was left behind."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from botkit.runtime.safe_error import safe_error

logger = logging.getLogger(__name__)


class Watcher:
    """A thread that looks around: whenever woken, every `poll_seconds`, and once more before it ends.

    `pause` shortens the time to the next look, where something is due before.
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
        """True from the start on."""
        return self._thread.ident is not None

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def wake(self) -> None:
        """Have it look now."""
        self._woken.set()

    def close(self) -> None:
        """End, after a last look."""
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
            except Exception as error:  # this thread must outlive a database that is away for a while
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
