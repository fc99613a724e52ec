"""Attempts at an action: within a time limit, and again where that may help."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from botkit.domain.errors import ActionError, ActionUnavailable

logger = logging.getLogger(__name__)

PAUSE = 0.2
"""Seconds before the second attempt; doubled for each further one."""
UNAVAILABLE = "It can't be reached at the moment; please try again later."
FAILED = "Something went wrong on our side."

Result = TypeVar("Result")


def attempt(name: str, work: Callable[[], Result], *, seconds: float, times: int) -> Result:
    """What `work` returns, tried up to `times` times with `seconds` each.

    Only ActionUnavailable, a timeout or a broken connection lead to another attempt; the last of them is raised as
    ActionUnavailable. Raises whatever else `work` raises.
    """
    reason = UNAVAILABLE
    for number in range(1, times + 1):
        if number > 1:
            time.sleep(PAUSE * 2 ** (number - 2))
        try:
            return _limited(name, work, seconds)
        except ActionUnavailable as error:
            reason = str(error) or UNAVAILABLE
        except ActionError:
            raise
        except (TimeoutError, ConnectionError) as error:
            logger.warning("the action '%s' failed at attempt %d: %s", name, number, type(error).__name__)
            reason = UNAVAILABLE
    raise ActionUnavailable(reason)


def text_of(value: object) -> str:
    """A result as a value of a flow: yes and no for truth values."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _limited(name: str, work: Callable[[], Result], seconds: float) -> Result:
    """The result, within the time. Raises TimeoutError; the thread of a late one is left to itself."""
    outcome: list[tuple[bool, Any]] = []

    def run() -> None:
        try:
            outcome.append((True, work()))
        except BaseException as error:  # it is raised again in the thread that waits
            outcome.append((False, error))

    thread = threading.Thread(target=run, daemon=True, name=f"action {name}")
    thread.start()
    thread.join(seconds)
    if not outcome:
        raise TimeoutError
    succeeded, result = outcome[0]
    if not succeeded:
        raise result
    return result  # type: ignore[no-any-return]
