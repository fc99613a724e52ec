"""Decides what said on Slack is for the bot, and hands it over."""

from __future__ import annotations

import logging
from collections import OrderedDict
from threading import Lock

from botkit.errors import ConnectorError, MessageError
from botkit.protocols import Service
from connectors.slack.incoming import Utterance
from connectors.slack.outgoing import Outgoing
from connectors.slack.staff import StaffChannel

logger = logging.getLogger(__name__)

REMEMBERED_THREADS = 10_000


class Intake:
    """From an utterance to a message that the service has accepted.

    `service.submit` returns once the message is kept; what it raises reaches Slack as a failure, and Slack sends the
    event again.
    """

    def __init__(self, title: str, service: Service, outgoing: Outgoing, staff: StaffChannel | None = None) -> None:
        self._title = title
        self._service = service
        self._outgoing = outgoing
        self._staff = staff
        self._threads = Threads()

    def take(self, said: Utterance, *, may_notice: bool = True) -> None:
        """Submits what was said if it is for the bot.

        What staff write in the thread of a hand-off goes to the customer. What is no message (nothing but a mention,
        too long) is answered with a notice, unless another event about the same utterance brings it.
        Raises StoreError if the message could not be kept.
        """
        if self._staff is not None and self._staff.heard(said):
            return
        conversation_id = said.place.conversation_id
        if not said.called and (said.elsewhere or not self._follows(conversation_id)):
            return
        self._threads.add(conversation_id)
        if not said.text:
            self._notice(said, f"Hello, I am {self._title}. Write me your question here.", may_notice)
            return
        try:
            message = said.message()
        except MessageError as error:
            self._notice(said, f"Sorry, {error}.", may_notice)
        else:
            self._service.submit(message)

    def _follows(self, conversation_id: str) -> bool:
        return conversation_id in self._threads or bool(self._service.history(conversation_id))

    def _notice(self, said: Utterance, sentence: str, may_notice: bool) -> None:
        if not may_notice:
            return
        try:
            self._outgoing.notice(said.place.address, sentence)
        except ConnectorError as error:  # nothing is lost that asking again would not bring back
            logger.warning("%s", error)


class Threads:
    """The threads that this process was called into lately.

    The service's history begins when the first turn is committed; this covers the seconds before.
    """

    def __init__(self) -> None:
        self._ids: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()

    def __contains__(self, conversation_id: str) -> bool:
        return conversation_id in self._ids

    def add(self, conversation_id: str) -> None:
        """Remembers the thread, and forgets the oldest beyond REMEMBERED_THREADS."""
        with self._lock:
            self._ids[conversation_id] = None
            if len(self._ids) > REMEMBERED_THREADS:
                self._ids.popitem(last=False)
