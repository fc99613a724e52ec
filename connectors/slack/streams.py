"""Replies that Slack shows in a thread while they are made.

chat.startStream opens a message, chat.appendStream adds to it, chat.stopStream ends it with its sources and buttons. A
stream is a preview: it may fail at any moment, Slack ends it after five minutes, and the person may stop it. Whatever
became of it, `finish` makes the delivered reply of it, also in another process after a crash.

Sources: https://docs.slack.dev/reference/methods/chat.startStream, .../chat.appendStream and .../chat.stopStream.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from botkit.domain.errors import BotkitError, ConnectorError, NotYet
from botkit.domain.ports import Draft, Tell
from connectors.slack.blocks import Post
from connectors.slack.refusals import plain_words
from connectors.slack.stream import Stream
from connectors.slack.workspaces import Workspaces

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.7
"""A reply that is ready so soon after its first words is posted as a whole: streams are few (20 a minute)."""
REFUSED_SECONDS = 600.0
"""For so long, a workspace that has refused a stream is not asked for another in channels, or in direct messages."""
AT_ONCE = 8
REMEMBERED = 1_000
_OVER = ("message_not_in_streaming_state", "stopped_by_user", "message_not_found")
_CANNOT_BE_EDITED = ("message_not_found", "cant_update_message", "edit_window_closed")


class Streams:
    """The replies that are shown while they are made, and completed."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="botkit-slack-stream")
        self._closed = False
        self._running: dict[str, Stream] = {}  # by their places, the oldest first
        self._refused: dict[str, float] = {}  # until when, by sort of channel: readings of the monotonic clock

    def preview(self, draft: Draft) -> Tell:
        """Take the events of a turn, and show the reply unless it is ready at once.

        At the top level of direct messages, Slack has no streams.
        """
        address = draft.message.address
        refused = self._refused.get(_sort(address), 0.0) > time.monotonic()
        stream = Stream(draft)
        if "thread_ts" in address and not refused and not self._closed:
            self._pool.submit(self._show, stream)
        return stream.tell

    def finish(self, address: Mapping[str, str], ts: str, post: Post, metadata: dict[str, Any]) -> bool:
        """Make the post of the message `ts` that shows it; return False if that message is not there any more.

        What is shown already is gone on with where it is known, and replaced where it is not. Doing it again changes
        nothing. Raises NotYet or ConnectorError.
        """
        client = self._workspaces.of(address.get("team", "")).client
        place = _place(address, ts)
        running = self._running.get(place)
        rest = running.rest_of(post.body) if running else None
        where = {"channel": address["channel"], "ts": ts}
        with plain_words("the reply that Slack shows was not completed"):
            there = _stop(client, where, post, rest, metadata) or _replace(client, where, post, metadata)
        self._running.pop(place, None)
        return there

    def close(self) -> None:
        """Begin no more; what is under way ends with its turn."""
        self._closed = True
        self._pool.shutdown(wait=False)

    def _show(self, stream: Stream) -> None:
        message = stream.draft.message
        try:
            if stream.is_over_within(PATIENCE_SECONDS) or not stream.draft.may_be_shown():
                return
            client = self._workspaces.of(message.address.get("team", "")).client
            if ts := self._open(client, stream):
                place = _place(message.address, ts)
                try:
                    stream.go_on(client, message.address["channel"], ts)
                finally:
                    if not stream.answered:  # another turn will answer, and may word it differently
                        self._running.pop(place, None)
        except BotkitError as error:
            logger.info("a reply is not shown while it is made: %s", error)

    def _open(self, client: WebClient, stream: Stream) -> str:
        """Start the stream without a word; return its `ts`, or "" if it is too late. Raises BotkitError."""
        message = stream.draft.message
        team, channel = self._workspaces.of(message.address.get("team", "")).team, message.address["channel"]
        try:
            with plain_words("Slack starts no stream"):
                started = client.chat_startStream(
                    channel=channel,
                    thread_ts=message.address["thread_ts"],
                    recipient_team_id=team,
                    recipient_user_id=message.sender,
                )
        except NotYet:
            raise
        except ConnectorError:
            self._refused[_sort(message.address)] = time.monotonic() + REFUSED_SECONDS
            raise
        ts = str(started["ts"])
        self._remember(_place(message.address, ts), stream)  # before it is noted: who delivers looks for it
        noted = False
        try:
            noted = stream.draft.shown_at(ts)
        finally:
            if not noted:
                self._running.pop(_place(message.address, ts), None)
                _take_away(client, channel, ts)
        return ts if noted else ""

    def _remember(self, place: str, stream: Stream) -> None:
        self._running[place] = stream
        if len(self._running) > REMEMBERED:
            del self._running[next(iter(self._running))]


def _stop(client: WebClient, where: Mapping[str, Any], post: Post, rest: str | None, metadata: dict[str, Any]) -> bool:
    """End the stream; tell whether the message is whole with that."""
    ending: dict[str, Any] = {"markdown_text": rest or None, "blocks": post.ending, "metadata": metadata}
    try:
        client.chat_stopStream(**where, **({} if rest is None else ending))
    except SlackApiError as error:
        if error.response.get("error") not in _OVER:
            raise
        return False
    return rest is not None


def _replace(client: WebClient, where: Mapping[str, Any], post: Post, metadata: dict[str, Any]) -> bool:
    """Put the post in the place of the message; tell whether it is there."""
    try:
        client.chat_update(**where, text=post.text, blocks=post.blocks, metadata=metadata)
    except SlackApiError as error:
        if error.response.get("error") not in _CANNOT_BE_EDITED:
            raise
        return False
    return True


def _take_away(client: WebClient, channel: str, ts: str) -> None:
    """Delete a stream in which nothing was said."""
    for call in (client.chat_stopStream, client.chat_delete):
        with suppress(ConnectorError), plain_words("an empty message stays on Slack"):
            call(channel=channel, ts=ts)


def _sort(address: Mapping[str, str]) -> str:
    """Return the workspace, and whether it is a channel or direct messages: Slack has rules for each."""
    return f"{address.get('team', '')}:{address['channel'][0]}"


def _place(address: Mapping[str, str], ts: str) -> str:
    return f"{address.get('team', '')}:{address['channel']}:{ts}"
