"""The decision on what said on Slack is for the bot, and its hand-over."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Mapping
from threading import Lock

from cachetools import FIFOCache

from botkit.domain import Attachment, AttachmentKind
from botkit.domain.errors import ConnectorError, MessageError
from botkit.domain.ports import Service
from connectors.slack.files import Files
from connectors.slack.home import Home
from connectors.slack.incoming import Utterance
from connectors.slack.outgoing import Outgoing
from connectors.slack.people import People
from connectors.slack.staff import StaffChannel

logger = logging.getLogger(__name__)

REMEMBERED_THREADS = 10_000
_LEAVE = re.compile(
    r"(?:please )?(?:leave(?: (?:us|this thread|the thread))?|stop (?:following|reading)(?: this thread)?)[.! ]*",
    re.IGNORECASE,
)
_NO_TEXT = "Sorry, I can read files of text only. Write me your question, and paste what matters of the file."
_NO_QUESTION = "What would you like to know about the file? Send it again, with your question."


class Intake:
    """From an utterance to a message that the service has accepted.

    `service.submit` returns once the message is kept; what it raises reaches Slack as a failure, and Slack sends the
    event again.
    """

    def __init__(
        self,
        title: str,
        service: Service,
        outgoing: Outgoing,
        people: People,
        *,
        files: Files,
        staff: StaffChannel | None = None,
        home: Home | None = None,
        answer_channels: Collection[str] = (),
        tenants: Mapping[str, str] | None = None,
    ) -> None:
        self._title = title
        self._people = people
        self._home = home
        self._answer_channels = answer_channels
        self._tenants = tenants or {}
        self._service = service
        self._outgoing = outgoing
        self._files = files
        self._staff = staff
        self._greeted = Greeted()

    def take(self, said: Utterance, *, may_notice: bool = True) -> None:
        """Submit what was said if it is for the bot.

        What staff write in the thread of a hand-off goes to the customer. What is no message (nothing but a mention,
        too long) is answered with a notice, unless another event about the same utterance brings it.
        Raises StoreError if the message could not be kept.
        """
        if self._staff is not None and self._staff.heard(said):
            return
        conversation_id = said.place.conversation_id
        if not said.called and (said.elsewhere or not self._listens(said)):
            return
        if said.place.in_channel and _LEAVE.fullmatch(said.text):
            self._greeted.discard(conversation_id)
            self._service.take_part(conversation_id, present=False)
            self._notice(said, "All right, I'm out of this thread. Mention me when you need me again.", may_notice)
            return
        if said.called and said.place.in_channel and self._service.takes_part(conversation_id) is False:
            self._service.take_part(conversation_id, present=True)
        if not said.text:
            self._greeted.add(conversation_id)
            self._notice(said, self._without_words(said), may_notice)
            return
        files = self._files.read(said.place.team, said.files)
        if unread := [f"{file.name}: {file.refusal}" for file in files if file.refusal]:
            self._notice(said, f"Not read: {'; '.join(unread)}.", may_notice)
        attachments = [
            Attachment(AttachmentKind.FILE, file.name, file.text, size=len(file.text.encode()))
            for file in files
            if file.text
        ]
        try:
            message = said.message(self._profile(said), attachments)
        except MessageError as error:
            self._notice(said, f"Sorry, {error}.", may_notice)
        else:
            self._service.submit(message)
            if self._home is not None and said.place.thread:
                self._home.working(said)

    def _without_words(self, said: Utterance) -> str:
        if not said.files:
            return f"Hello, I am {self._title}. Write me your question here."
        return _NO_QUESTION if any(file.is_text for file in said.files) else _NO_TEXT

    def heard_of(self, said: Utterance) -> bool:
        """Tell whether the conversation is one of the bot's already."""
        return self._service.takes_part(said.place.conversation_id) is True

    def _listens(self, said: Utterance) -> bool:
        conversation_id = said.place.conversation_id
        present = self._service.takes_part(conversation_id)
        if present is None:
            return said.place.channel in self._answer_channels or conversation_id in self._greeted
        return present

    def _profile(self, said: Utterance) -> dict[str, str]:
        person = self._people.find(said.place.team, said.sender)
        tenant = self._tenants.get(said.place.team, "")
        known = {"name": person.name, "timezone": person.timezone, "locale": person.locale, "tenant": tenant}
        return {key: value for key, value in known.items() if value}

    def _notice(self, said: Utterance, sentence: str, may_notice: bool) -> None:
        if not may_notice:
            return
        try:
            self._outgoing.notice(said.place.address, sentence)
        except ConnectorError as error:  # nothing is lost that asking again would not bring back
            logger.warning("%s", error)


class Greeted:
    """The threads that this process was called into lately without a question, of which the service knows nothing."""

    def __init__(self) -> None:
        self._ids: FIFOCache[str, None] = FIFOCache(REMEMBERED_THREADS)
        self._lock = Lock()

    def __contains__(self, conversation_id: str) -> bool:
        return conversation_id in self._ids

    def add(self, conversation_id: str) -> None:
        """Remember the thread, and forget the oldest beyond REMEMBERED_THREADS."""
        with self._lock:
            self._ids[conversation_id] = None

    def discard(self, conversation_id: str) -> None:
        """Forget the thread."""
        with self._lock:
            self._ids.pop(conversation_id, None)
