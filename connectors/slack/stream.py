"""One reply in the making, and how much of it Slack has."""

from __future__ import annotations

from threading import Condition, Lock

from slack_sdk import WebClient

from botkit.domain import Answered, Event, TextDelta
from botkit.domain.errors import NotYet
from botkit.domain.ports import Draft
from connectors.slack.blocks import MARKDOWN_CHARACTERS
from connectors.slack.markup import markdown
from connectors.slack.refusals import plain_words

APPEND_SECONDS = 1.0
"""The time within which what is written is added at once: a workspace takes 100 additions a minute."""


class Stream:
    """One reply in the making: what has been written, and how much of it Slack has."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.answered = False
        self._text = ""
        self._over = False
        self._changed = Condition()
        self._sending = Lock()
        self._said: str | None = ""
        """The text that Slack has been given; None if that is not known."""

    def tell(self, event: Event | Exception) -> None:
        """Take an event of the turn."""
        with self._changed:
            if isinstance(event, TextDelta):
                self._text += event.text
            elif isinstance(event, Answered | Exception):
                self.answered = isinstance(event, Answered)
                self._over = True
            self._changed.notify_all()

    def is_over_within(self, seconds: float) -> bool:
        """Tell whether the turn is over by then."""
        with self._changed:
            return self._changed.wait_for(lambda: self._over, seconds)

    def go_on(self, client: WebClient, channel: str, ts: str) -> None:
        """Add what is written until the turn is over. Raises ConnectorError."""
        pause = 0.0
        while not self.is_over_within(pause):
            with self._changed:
                body = markdown(self._text)
            pause = APPEND_SECONDS
            try:
                self._append(client, channel, ts, body)
            except NotYet as error:
                pause = max(error.retry_after or 0.0, APPEND_SECONDS)

    def rest_of(self, body: str) -> str | None:
        """Return what is missing of `body`; None if Slack has something else. Nothing is added after this."""
        with self._changed:
            self._over = True
            self._changed.notify_all()
        with self._sending:
            if self._said is None or not body.startswith(self._said):
                return None
            rest = body[len(self._said) :]
        return rest if len(rest) <= MARKDOWN_CHARACTERS else None

    def _append(self, client: WebClient, channel: str, ts: str, body: str) -> None:
        with self._sending:
            said = self._said or ""
            # A link that is half written looks like something else once it is whole: then the end puts it right.
            if self._over or body == said or not body.startswith(said) or len(body) > MARKDOWN_CHARACTERS:
                return
            self._said = None
            try:
                with plain_words("a reply is not shown any further"):
                    client.chat_appendStream(channel=channel, ts=ts, markdown_text=body[len(said) :])
            except NotYet:
                self._said = said
                raise
            self._said = body
