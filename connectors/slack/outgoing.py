"""What goes out to Slack: replies and short notices."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from botkit.types import Delivery
from connectors.slack.blocks import render
from connectors.slack.markup import escape
from connectors.slack.refusals import plain_words

LOOK_BACK_SECONDS = 24 * 60 * 60
LOOK_BACK_MESSAGES = 200
METADATA = "botkit_reply"


class Outgoing:
    """Posts to Slack.

    chat.postMessage has no documented key against doubles, so each reply carries one in its metadata: where an earlier
    attempt failed (its answer may have been lost after Slack had posted), the place is searched for it first.
    """

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def deliver(self, delivery: Delivery) -> str:
        """Posts the reply, once; returns its `ts`. Raises ConnectorError (`retry_after` where Slack says it)."""
        with plain_words("the reply was not posted to Slack"):
            posted = self._posted_before(delivery) if delivery.attempts else None
            return posted or self._post(delivery)

    def notice(self, address: Mapping[str, str], sentence: str) -> None:
        """Posts a sentence that belongs to no turn. Raises ConnectorError."""
        with plain_words("the notice was not posted to Slack"):
            self._client.chat_postMessage(
                channel=address["channel"],
                thread_ts=address.get("thread_ts"),
                text=escape(sentence),
                unfurl_links=False,
                unfurl_media=False,
            )

    def _post(self, delivery: Delivery) -> str:
        post = render(delivery.reply)
        response = self._client.chat_postMessage(
            channel=delivery.address["channel"],
            thread_ts=delivery.address.get("thread_ts"),
            text=post.text,
            blocks=post.blocks,
            metadata={"event_type": METADATA, "event_payload": {"key": _key(delivery)}},
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(response["ts"])

    def _posted_before(self, delivery: Delivery) -> str | None:
        try:
            messages = self._recent(delivery.address)
        except SlackApiError as error:
            if error.response.get("error") != "missing_scope":
                raise
            return None  # an app that may not read posts again: a reply twice is better than none
        for message in messages:
            if message.get("metadata", {}).get("event_payload", {}).get("key") == _key(delivery):
                return str(message["ts"])
        return None

    def _recent(self, address: Mapping[str, str]) -> list[dict[str, Any]]:
        read = partial(
            self._client.conversations_replies if "thread_ts" in address else self._client.conversations_history,
            channel=address["channel"],
            oldest=f"{time.time() - LOOK_BACK_SECONDS:.6f}",
            limit=LOOK_BACK_MESSAGES,
            include_all_metadata=True,
        )
        response = read(ts=address["thread_ts"]) if "thread_ts" in address else read()
        return list(response.get("messages", []))


def _key(delivery: Delivery) -> str:
    """Names the reply; a new database counts its deliveries from 1 again, so the number alone would not do."""
    what = "\n".join((delivery.conversation_id, str(delivery.id), delivery.reply.text))
    return hashlib.sha256(what.encode()).hexdigest()[:32]
