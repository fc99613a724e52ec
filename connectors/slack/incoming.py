"""What comes in from Slack: events and clicks, translated.

Sources: https://docs.slack.dev/reference/events/message, .../events/app_mention and
https://docs.slack.dev/reference/interaction-payloads/block_actions-payload.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from botkit.domain import Attachment, Message
from connectors.slack.emoji import sign
from connectors.slack.fields import answer_of
from connectors.slack.files import Attached, attached_files
from connectors.slack.markup import mentions, opens_with_other, readable

CHANNEL = "slack"
SPOKEN = (None, "file_share", "thread_broadcast", "me_message")
"""Subtypes of what a person said; all others are edits, deletions, joins, bots and the like."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was said, and so where the answer goes; `thread` is "" at the top level of a direct message."""

    team: str
    channel: str
    thread: str = ""

    @property
    def conversation_id(self) -> str:
        """One conversation for each thread, and one for the top level of a direct message."""
        return f"slack:{self.team}:{self.channel}:{self.thread or 'dm'}"

    @property
    def in_channel(self) -> bool:
        """True if others read along: it is no direct message."""
        return not self.channel.startswith("D")

    @property
    def name(self) -> str:
        """Names the place, for whoever looks for it."""
        return f"{self.team}:{self.channel}:{self.thread}"

    @property
    def address(self) -> dict[str, str]:
        """What it takes to post there."""
        return {"team": self.team, "channel": self.channel, **({"thread_ts": self.thread} if self.thread else {})}


@dataclass(frozen=True, slots=True)
class Utterance:
    """What a person said. `called`: directly to the bot; `elsewhere`: to somebody else by name.

    `ts` names it within its channel: Slack's retries, and the two events that a mention in a channel causes, share it.
    """

    place: Place
    ts: str
    sender: str
    text: str
    called: bool = True
    elsewhere: bool = False
    files: tuple[Attached, ...] = ()
    again: str = ""
    """What tells a question that is put again (edited) from the first time."""

    @property
    def external_id(self) -> str:
        """Slack's own name of it, in all workspaces."""
        return ":".join((self.place.team, self.place.channel, self.ts, *([self.again] if self.again else ())))

    def message(self, profile: Mapping[str, str] | None = None, attachments: Sequence[Attachment] = ()) -> Message:
        """Return the message; `profile` is what is known of the sender. Raises MessageError if it is too long."""
        return Message(
            channel=CHANNEL,
            conversation_id=self.place.conversation_id,
            external_id=self.external_id,
            text=self.text,
            sender=self.sender,
            profile=profile or {},
            address=self.place.address,
            attachments=tuple(attachments),
        )


def read_event(event: Mapping[str, Any], team: str, bot_user: str, *, agent: bool = False) -> Utterance | None:
    """Return what a `message` or `app_mention` event says; None if no person said it.

    In the agent view (`agent`), each direct message at the top level opens a thread.
    """
    sender, text = event.get("user"), event.get("text") or ""
    spoken = event.get("subtype") in SPOKEN and "bot_id" not in event
    if not spoken or not sender or sender in (bot_user, "USLACKBOT"):
        return None
    direct = event.get("channel_type") == "im"
    thread = event.get("thread_ts") or ("" if direct and not agent else event["ts"])
    return Utterance(
        place=Place(team, event["channel"], thread),
        ts=event["ts"],
        sender=sender,
        text=_words(event, bot_user),
        called=direct or event["type"] == "app_mention" or mentions(text, bot_user),
        elsewhere=opens_with_other(text, bot_user),
        files=attached_files(event) + tuple(file for shared in _shared(event) for file in attached_files(shared)),
    )


def read_reaction(event: Mapping[str, Any], turn: str, team: str) -> Utterance | None:
    """Return what an emoji says to the bot's question of that turn ("conversation seq"), in the question's place.

    None if it says nothing.
    """
    answer, (channel, thread) = sign(event["reaction"]), turn.rpartition(" ")[0].split(":")[2:4]
    place = Place(team, channel, "" if thread == "dm" else thread)
    again = f"{event['user']}:{event['reaction']}"
    return Utterance(place, event["item"]["ts"], event["user"], answer, again=again) if answer else None


def _words(message: Mapping[str, Any], bot_user: str) -> str:
    """Return what stands in a message, and in others' that were forwarded with it."""
    forwarded = (shared.get("text") or shared.get("fallback") or "" for shared in _shared(message))
    texts = (readable(text, bot_user) for text in (message.get("text") or "", *forwarded))
    return "\n\n".join(filter(None, texts))


def _shared(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the messages that were forwarded with it; previews of links are none."""
    return [one for one in message.get("attachments") or () if one.get("is_share")]


def read_edit(event: Mapping[str, Any], team: str, bot_user: str, *, agent: bool = False) -> Utterance | None:
    """Return what a message says after a person edited it; None if nobody did (Slack adds previews the same way)."""
    after, before = event.get("message", {}), event.get("previous_message", {})
    if "edited" not in after or after.get("text") == before.get("text"):
        return None
    where = {key: event[key] for key in ("channel", "channel_type") if key in event}
    said = read_event({**after, **where}, team, bot_user, agent=agent)
    return replace(said, again=str(after["edited"]["ts"])) if said else None


def read_shortcut(body: Mapping[str, Any], team: str, bot_user: str) -> Utterance:
    """Return the message on which somebody has chosen the shortcut, as a question of theirs in its thread."""
    message = body["message"]
    place = Place(team, body["channel"]["id"], message.get("thread_ts") or message["ts"])
    text = _words(message, bot_user)
    return Utterance(place, ts=message["ts"], sender=body["user"]["id"], text=text, again="shortcut")


def read_click(body: Mapping[str, Any], team: str) -> Utterance:
    """Return what the click on a choice or in a field says: what was chosen, in the place where the buttons stand."""
    action, post = body["actions"][0], body["message"]
    thread = post.get("thread_ts", "")
    if thread == post["ts"]:  # a thread was opened under a direct message; the buttons stand above it
        thread = ""
    place = Place(team, body["channel"]["id"], thread)
    return Utterance(place, ts=action["action_ts"], sender=body["user"]["id"], text=answer_of(action))
