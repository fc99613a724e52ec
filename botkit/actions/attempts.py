"""Attempts at an action, each within a time limit, and repeated if that may help."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from botkit.domain.errors import ActionUnavailable

logger = logging.getLogger(__name__)

PAUSE = 0.2
"""The seconds before the second attempt; they double for each further one."""
UNAVAILABLE = "It can't be reached at the moment; please try again later."
FAILED = "Something went wrong on our side."
_MAY_PASS = (ActionUnavailable, TimeoutError, ConnectionError)

Result = TypeVar("Result")


def attempt(name: str, work: Callable[[], Result], *, seconds: float, times: int) -> Result:
    """Return what `work` returns, trying up to `times` times with `seconds` each.

    Only ActionUnavailable, a timeout or a broken connection leads to another attempt; the last of them is raised as
    ActionUnavailable. Raises whatever else `work` raises.
    """
    retrying = Retrying(
        retry=retry_if_exception_type(_MAY_PASS),
        stop=stop_after_attempt(times),
        wait=wait_exponential(multiplier=PAUSE),
        after=partial(_log, name),
        reraise=True,
    )
    try:
        return retrying(lambda: _limited(name, work, seconds))
    except _MAY_PASS as error:
        reason = str(error) if isinstance(error, ActionUnavailable) else ""
        raise ActionUnavailable(reason or UNAVAILABLE) from error


def text_of(value: object) -> str:
    """Return a result as a value of a flow; booleans become yes and no."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _log(name: str, state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    if not isinstance(error, ActionUnavailable):  # the action itself has said that it is unavailable
        logger.warning("the action '%s' failed at attempt %d: %s", name, state.attempt_number, type(error).__name__)


def _limited(name: str, work: Callable[[], Result], seconds: float) -> Result:
    """Return the result within the time limit, or raise TimeoutError; the thread is then left to itself.

    An executor would wait for such a thread when the process ends.
    """
    outcome: Future[Result] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # it is raised again in the thread that waits
            outcome.set_exception(error)

    threading.Thread(target=run, daemon=True, name=f"action {name}").start()
    return outcome.result(seconds)
