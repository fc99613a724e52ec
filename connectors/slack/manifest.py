"""The app's manifest: what Slack has to know about it, by the bot's settings.

Source: https://docs.slack.dev/reference/app-manifest.
"""

from __future__ import annotations

from typing import Any

from connectors.slack.settings import SlackSettings

SCOPES = {
    "app_mentions:read": "hear who calls it",
    "channels:history": "follow threads and answer in public channels",
    "chat:write": "answer",
    "files:read": "read files of text that come with a question",
    "groups:history": "the same in private channels",
    "im:history": "read direct messages to it",
    "im:write": "answer a command in a direct message",
    "mpim:history": "the same in group messages",
    "reactions:read": "take thumbs up and down as feedback",
    "users:read": "know names, languages and time zones",
}
"""The purpose of each permission."""
EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "reaction_added",
    "tokens_revoked",
)
SHORTCUT = "ask-the-bot"
"""The callback id of the message shortcut."""
DESCRIPTION = "Answers questions from our help articles"


def scopes(settings: SlackSettings) -> dict[str, str]:
    """Return the permissions that the bot needs, each with what it is for."""
    more = {"commands": "its command, and the shortcut of messages"}
    if settings.agent:
        more["assistant:write"] = "show what it is doing, and suggest questions"
    return dict(sorted({**SCOPES, **more}.items()))


def manifest(title: str, settings: SlackSettings, url: str) -> dict[str, Any]:
    """Return the manifest; `url` is the bot's address, "" in Socket Mode."""
    sockets = settings.transport == "socket"
    address = {} if sockets else {"request_url": f"{url}/slack/events"}
    features: dict[str, Any] = {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": title, "always_online": True},
        "shortcuts": [
            {
                "name": f"Ask {title}"[:24],
                "type": "message",
                "callback_id": SHORTCUT,
                "description": "Answers this message in its thread",
            }
        ],
        "slash_commands": [
            {
                "command": settings.command,
                "description": DESCRIPTION,
                "usage_hint": "your question",
                "should_escape": True,
                **({} if sockets else {"url": f"{url}/slack/events"}),
            }
        ],
    }
    if settings.agent:
        prompts = [{"title": prompt[:60], "message": prompt} for prompt in settings.prompts]
        features["agent_view"] = {"agent_description": DESCRIPTION, "suggested_prompts": prompts}
    oauth: dict[str, Any] = {"scopes": {"bot": list(scopes(settings))}}
    if settings.workspaces == "many":
        oauth["redirect_urls"] = [f"{url}/slack/oauth_redirect"]
    return {
        "display_information": {"name": title[:35], "description": DESCRIPTION},
        "features": features,
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": {**address, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": sockets,
            "token_rotation_enabled": False,
        },
    }
