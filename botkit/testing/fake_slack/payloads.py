"""The payloads that Slack sends, as its reference describes them.

Sources: https://docs.slack.dev/reference/events and https://docs.slack.dev/reference/interaction-payloads.
"""

from __future__ import annotations

import time

from botkit.testing.fake_slack.ledger import Payload

VERIFICATION = "verification-token-is-deprecated"


def event_callback(event: Payload, *, team: str, app: str, bot_user: str, event_id: str) -> Payload:
    """Return the envelope of an event."""
    return {
        "token": VERIFICATION,
        "team_id": team,
        "api_app_id": app,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(time.time()),
        "authorizations": [{"enterprise_id": None, "team_id": team, "user_id": bot_user, "is_bot": True}],
        "is_ext_shared_channel": False,
        "event_context": "4-event-context",
    }


def element(post: Payload, label: str) -> Payload:
    """Return the interactive element of a post that shows `label`, with its block's id. Raises LookupError."""
    for block in post["blocks"]:
        for candidate in [*block.get("elements", []), *([block["element"]] if "element" in block else ())]:
            shown = candidate.get("text") if candidate["type"] == "button" else candidate.get("placeholder")
            shown = shown or block.get("label")
            if isinstance(shown, dict) and shown["text"] == label:
                return {**candidate, "block_id": block["block_id"]}
    raise LookupError(f"the post has no button or field {label!r}")


def block_actions(action: Payload, post: Payload, *, user: str, team: str, app: str, api_url: str) -> Payload:
    """Return a click in a message."""
    channel = post["channel"]
    return {
        "type": "block_actions",
        "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": team},
        "api_app_id": app,
        "token": VERIFICATION,
        "container": {"type": "message", "message_ts": post["ts"], "channel_id": channel, "is_ephemeral": False},
        "trigger_id": "1.2.3",
        "team": {"id": team, "domain": "fake"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": channel, "name": "directmessage" if channel[0] == "D" else "help"},
        "message": post,
        "state": {"values": {}},
        "response_url": f"{api_url}response",
        "actions": [action],
    }


def message_shortcut(message: Payload, *, callback: str, user: str, team: str, app: str, api_url: str) -> Payload:
    """Return a shortcut that was chosen from the menu of a message."""
    return {
        "type": "message_action",
        "token": VERIFICATION,
        "action_ts": str(time.time()),
        "team": {"id": team, "domain": "fake"},
        "user": {"id": user, "username": user.lower(), "team_id": team, "name": user.lower()},
        "channel": {"id": message["channel"], "name": "help"},
        "is_enterprise_install": False,
        "enterprise": None,
        "callback_id": callback,
        "trigger_id": "1.2.3",
        "response_url": f"{api_url}response",
        "message_ts": message["ts"],
        "message": message,
        "api_app_id": app,
    }


def slash_command(command: str, text: str, *, channel: str, user: str, team: str, app: str, api_url: str) -> Payload:
    """Return a slash command that was typed."""
    return {
        "token": VERIFICATION,
        "team_id": team,
        "team_domain": "fake",
        "channel_id": channel,
        "channel_name": "directmessage" if channel[0] == "D" else "help",
        "user_id": user,
        "user_name": user.lower(),
        "command": command,
        "text": text,
        "api_app_id": app,
        "is_enterprise_install": "false",
        "response_url": f"{api_url}response",
        "trigger_id": "1.2.3",
    }


def edited(message: Payload, text: str, ts: str) -> Payload:
    """Return the event of an edit: `message_changed`."""
    after = {**message, "text": text, "edited": {"user": message["user"], "ts": ts}}
    for key in ("channel", "channel_type", "event_ts"):
        after.pop(key, None)
    return {
        "type": "message",
        "subtype": "message_changed",
        "channel": message["channel"],
        "channel_type": message.get("channel_type", "channel"),
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        "message": after,
        "previous_message": {key: value for key, value in message.items() if key not in ("channel", "channel_type")},
    }


def reaction(name: str, post: Payload, *, user: str, ts: str, removed: bool = False) -> Payload:
    """Return the event of an emoji that somebody adds to or removes from a message of the bot."""
    return {
        "type": "reaction_removed" if removed else "reaction_added",
        "user": user,
        "reaction": name,
        "item_user": post["user"],
        "item": {"type": "message", "channel": post["channel"], "ts": post["ts"]},
        "event_ts": ts,
    }


def assistant_thread_started(user: str, channel: str, thread: str, *, seen: str = "") -> Payload:
    """Return the event of an agent view being opened; `seen` is the channel that the person is looking at."""
    context = {"channel_id": seen, "team_id": "T0FAKE", "enterprise_id": None} if seen else {}
    about = {"user_id": user, "context": context, "channel_id": channel, "thread_ts": thread}
    return {"type": "assistant_thread_started", "assistant_thread": about, "event_ts": thread}


def app_home_opened(user: str, channel: str, ts: str) -> Payload:
    """Return the event of the App Home being opened."""
    return {"type": "app_home_opened", "user": user, "channel": channel, "tab": "home", "event_ts": ts}
