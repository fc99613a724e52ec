"""Everything that goes out to Slack: replies and short notices."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from botkit.domain import Delivery
from connectors.slack.blocks import Post, render
from connectors.slack.markup import escape
from connectors.slack.refusals import plain_words
from connectors.slack.streams import Streams
from connectors.slack.workspaces import Workspaces

LOOK_BACK_SECONDS = 24 * 60 * 60
LOOK_BACK_MESSAGES = 200
METADATA = "botkit_reply"


class Outgoing:
    """The way of posts to Slack.

    chat.postMessage has no documented key against doubles, so each reply carries one in its metadata: where an earlier
    attempt failed (its answer may have been lost after Slack had posted), the place is searched for it first.
    An address has `channel`, `team`, and `thread_ts` within a thread.
    """

    def __init__(self, workspaces: Workspaces, streams: Streams) -> None:
        self._workspaces = workspaces
        self._streams = streams

    def deliver(self, delivery: Delivery) -> str:
        """Post the reply, once, or complete what shows it already; return its `ts`.

        Raises NotYet or ConnectorError.
        """
        turn = f"{delivery.conversation_id} {delivery.seq}" if delivery.seq else ""
        first, *others = render(delivery.reply, author=delivery.author, turn=turn)
        key, again = key_of(delivery), delivery.attempts > 0
        noted = _metadata(key, turn)
        if delivery.preview and self._streams.finish(delivery.address, delivery.preview, first, noted):
            ts = delivery.preview
        else:
            ts = self.post(delivery.address, first, key, again=again, turn=turn)
        for number, post in enumerate(others, start=2):
            self.post(delivery.address, post, f"{key}-{number}", again=again, turn=turn)
        return ts

    def post(self, address: Mapping[str, str], post: Post, key: str, *, again: bool, turn: str = "") -> str:
        """Post what `key` names; return its `ts`. With `again`, an earlier attempt may have done so.

        `turn` is noted with it. Raises NotYet or ConnectorError.
        """
        client = self._client(address)
        with plain_words("the reply was not posted to Slack"):
            posted = self._posted_before(client, address, key) if again else None
            return posted or self._post(client, address, post, _metadata(key, turn))

    def edit(self, address: Mapping[str, str], ts: str, post: Post) -> None:
        """Put another post into the place of one. Raises NotYet or ConnectorError."""
        with plain_words("a post on Slack was not changed"):
            self._client(address).chat_update(channel=address["channel"], ts=ts, text=post.text, blocks=post.blocks)

    def notice(self, address: Mapping[str, str], sentence: str) -> None:
        """Post a sentence that belongs to no turn. Raises NotYet or ConnectorError."""
        with plain_words("the notice was not posted to Slack"):
            self._client(address).chat_postMessage(
                channel=address["channel"],
                thread_ts=address.get("thread_ts"),
                text=escape(sentence),
                unfurl_links=False,
                unfurl_media=False,
            )

    def whisper(self, address: Mapping[str, str], user: str, sentence: str) -> None:
        """Tell one person alone. Raises NotYet or ConnectorError."""
        with plain_words("the notice was not posted to Slack"):
            self._client(address).chat_postEphemeral(
                channel=address["channel"], thread_ts=address.get("thread_ts"), user=user, text=escape(sentence)
            )

    def team(self, address: Mapping[str, str]) -> str:
        """Return the id of the team that the address is in. Raises ConnectorError."""
        return self._workspaces.of(address.get("team", "")).team

    def _client(self, address: Mapping[str, str]) -> WebClient:
        return self._workspaces.of(address.get("team", "")).client

    def turn_of(self, address: Mapping[str, str], ts: str) -> str:
        """Return the turn that was noted with a post; "" if there is none. Raises NotYet or ConnectorError."""
        with plain_words("a post on Slack was not read"):
            found = self._client(address).conversations_replies(
                channel=address["channel"], ts=ts, limit=1, include_all_metadata=True
            )
        messages: list[dict[str, Any]] = found.get("messages") or []
        noted = [message.get("metadata", {}) for message in messages if message["ts"] == ts]
        return str(noted[0].get("event_payload", {}).get("turn", "")) if noted else ""

    def open_direct(self, team: str, user: str) -> str:
        """Open the channel of the direct messages with a user; return its id. Raises NotYet or ConnectorError."""
        with plain_words("a direct message was not opened (conversations.open)"):
            return str(self._workspaces.of(team).client.conversations_open(users=user)["channel"]["id"])

    def _post(self, client: WebClient, address: Mapping[str, str], post: Post, noted: dict[str, Any]) -> str:
        response = client.chat_postMessage(
            channel=address["channel"],
            thread_ts=address.get("thread_ts"),
            text=post.text,
            blocks=post.blocks,
            metadata=noted,
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(response["ts"])

    def _posted_before(self, client: WebClient, address: Mapping[str, str], key: str) -> str | None:
        try:
            messages = self._recent(client, address)
        except SlackApiError as error:
            if error.response.get("error") != "missing_scope":
                raise
            return None  # an app that may not read posts again: a reply twice is better than none
        for message in messages:
            if message.get("metadata", {}).get("event_payload", {}).get("key") == key:
                return str(message["ts"])
        return None

    def _recent(self, client: WebClient, address: Mapping[str, str]) -> list[dict[str, Any]]:
        read = partial(
            client.conversations_replies if "thread_ts" in address else client.conversations_history,
            channel=address["channel"],
            oldest=f"{time.time() - LOOK_BACK_SECONDS:.6f}",
            limit=LOOK_BACK_MESSAGES,
            include_all_metadata=True,
        )
        response = read(ts=address["thread_ts"]) if "thread_ts" in address else read()
        return list(response.get("messages", []))


def _metadata(key: str, turn: str) -> dict[str, Any]:
    return {"event_type": METADATA, "event_payload": {"key": key, "turn": turn}}


def key_of(delivery: Delivery) -> str:
    """Name the reply; a new database counts its deliveries from 1 again, so the number alone would not do."""
    what = "\n".join((delivery.conversation_id, str(delivery.id), delivery.reply.text))
    return hashlib.sha256(what.encode()).hexdigest()[:32]
