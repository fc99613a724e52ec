"""The methods of the Web API that the connector calls, with the errors that Slack has for them.

Sources: https://docs.slack.dev/reference/methods and https://docs.slack.dev/reference/block-kit/blocks.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from botkit.testing.fake_slack.ledger import Call, Ledger, Misbehaviour, Payload

SCOPES = (
    "app_mentions:read,assistant:write,channels:history,chat:write,commands,files:read,groups:history,im:history,im:write,"
    "mpim:history,reactions:read,users:read"
)


@dataclass
class Workspace:
    """A workspace in which the app is installed."""

    token: str
    team: str
    bot_user: str = "U0BOT"
    bot: str = "B0BOT"
    scopes: str = SCOPES


@dataclass
class WebApi:
    """The Web API, which acts on calls and records them in the ledger."""

    ledger: Ledger
    app: str
    channels: Sequence[str]
    workspaces: dict[str, Workspace] = field(default_factory=dict)
    """The workspaces by their tokens."""
    users: dict[str, Payload] = field(default_factory=dict)
    socket_url: str = ""
    app_token: str = "xapp-fake-app-token"  # noqa: S105 - good for nothing else
    config_token: str = "xoxe.xoxp-fake-config-token"  # noqa: S105 - good for nothing else
    manifest: Payload = field(default_factory=dict)
    """The manifest that was entered for the app."""
    installs: dict[str, Workspace] = field(default_factory=dict)
    """The workspaces of installations by their OAuth codes."""
    streams: bool = True
    """True if the workspace lets apps stream."""

    def answer(self, method: str, arguments: Payload, token: str) -> tuple[Payload, Misbehaviour]:
        """Act on a call; return the answer, and the fault to answer with."""
        with self.ledger.changed:
            misbehaviour = self.ledger.planned(method)
            refused = misbehaviour.error or self._refusal(method, arguments, token)
            if refused:
                answer: Payload = {"ok": False, "error": refused}
            else:
                answer = {"ok": True, **METHODS[method](self, arguments, self.workspaces.get(token))}
                if "error" in answer:
                    answer["ok"] = False
            self.ledger.calls.append(Call(method, arguments, token, answer, time.monotonic()))
            self.ledger.changed.notify_all()
        return answer, misbehaviour

    def _refusal(self, method: str, arguments: Payload, token: str) -> str:
        if method not in METHODS:
            return "unknown_method"
        if method == "oauth.v2.access":
            return ""
        if method in ("apps.connections.open", "apps.manifest.export"):
            return "" if token in (self.app_token, self.config_token) else "invalid_auth"
        if token not in self.workspaces:
            return "invalid_auth" if token else "not_authed"
        channel = arguments.get("channel") or arguments.get("channel_id")
        if channel and channel not in self.channels:
            return "channel_not_found"
        if method in ("chat.postMessage", "chat.update", "chat.postEphemeral"):
            return post_refusal(arguments)
        if method == "chat.startStream" and not self.streams:
            return "feature_not_enabled"
        return ""

    def _auth_test(self, _: Payload, workspace: Workspace) -> Payload:
        return {
            "url": "https://fake.slack.com/",
            "team": "Fake",
            "user": "bot",
            "team_id": workspace.team,
            "user_id": workspace.bot_user,
            "bot_id": workspace.bot,
            "is_enterprise_install": False,
        }

    def _post_message(self, arguments: Payload, workspace: Workspace) -> Payload:
        message = {
            "type": "message",
            "user": workspace.bot_user,
            "bot_id": workspace.bot,
            "app_id": self.app,
            "team": workspace.team,
            "ts": self.ledger.ts(),
            "text": arguments.get("text", ""),
            "blocks": with_ids(arguments.get("blocks")),
            **{key: arguments[key] for key in ("thread_ts", "metadata") if arguments.get(key)},
        }
        self.ledger.posts.append({**message, "channel": arguments["channel"]})
        return {"channel": arguments["channel"], "ts": message["ts"], "message": message}

    def _update(self, arguments: Payload, workspace: Workspace) -> Payload:
        post = self._own_post(arguments, workspace)
        if post is None:
            return {"error": "message_not_found"}
        if post.get("streaming"):
            return {"error": "streaming_state_conflict"}
        post["text"] = arguments.get("text", post["text"])
        if "blocks" in arguments:
            post["blocks"] = with_ids(arguments["blocks"])
        if arguments.get("metadata"):
            post["metadata"] = arguments["metadata"]
        return {"channel": arguments["channel"], "ts": post["ts"], "text": post["text"]}

    def _delete(self, arguments: Payload, workspace: Workspace) -> Payload:
        post = self._own_post(arguments, workspace)
        if post is None:
            return {"error": "message_not_found"}
        self.ledger.posts.remove(post)
        return {"channel": arguments["channel"], "ts": arguments["ts"]}

    def _post_ephemeral(self, arguments: Payload, _: Workspace) -> Payload:
        self.ledger.whispers.append(dict(arguments))
        return {"message_ts": self.ledger.ts()}

    def _replies(self, arguments: Payload, _: Workspace) -> Payload:
        def of_thread(post: Payload) -> bool:
            return arguments["ts"] in (post.get("thread_ts"), post["ts"])

        return {"messages": self._kept(arguments, of_thread)}

    def _history(self, arguments: Payload, _: Workspace) -> Payload:
        top = self._kept(arguments, lambda post: "thread_ts" not in post)
        return {"messages": top[::-1]}

    def _kept(self, arguments: Payload, wanted: Callable[[Payload], bool]) -> list[Payload]:
        known = [post for post in self.ledger.posts if post["channel"] == arguments["channel"] and wanted(post)]
        if arguments.get("include_all_metadata") not in ("1", "true", True):
            known = [{key: value for key, value in post.items() if key != "metadata"} for post in known]
        return [post for post in known if float(post["ts"]) > float(arguments.get("oldest") or 0)]

    def _start_stream(self, arguments: Payload, workspace: Workspace) -> Payload:
        direct = arguments["channel"][0] == "D"
        if direct and not arguments.get("thread_ts"):
            return {"error": "invalid_arguments"}
        for recipient in () if direct else ("recipient_team_id", "recipient_user_id"):
            if not arguments.get(recipient):
                return {"error": f"missing_{recipient}"}
        known = {key: arguments[key] for key in ("channel", "thread_ts") if arguments.get(key)}
        answer = self._post_message({**known, "text": arguments.get("markdown_text") or ""}, workspace)
        self.ledger.posts[-1]["streaming"] = True
        return {"channel": answer["channel"], "ts": answer["ts"]}

    def _append_stream(self, arguments: Payload, workspace: Workspace) -> Payload:
        if not arguments.get("markdown_text"):
            return {"error": "invalid_arguments"}
        return self._stream(arguments, workspace) or {"channel": arguments["channel"], "ts": arguments["ts"]}

    def _stop_stream(self, arguments: Payload, workspace: Workspace) -> Payload:
        if refused := self._stream(arguments, workspace):
            return refused
        post = self._own_post(arguments, workspace) or {}
        post["blocks"] = with_ids(arguments.get("blocks"))
        if arguments.get("metadata"):
            post["metadata"] = arguments["metadata"]
        del post["streaming"]
        return {"channel": arguments["channel"], "ts": arguments["ts"], "message": post}

    def _stream(self, arguments: Payload, workspace: Workspace) -> Payload:
        """Append to a stream; return an error if it is not running."""
        post = self._own_post(arguments, workspace)
        if post is None:
            return {"error": "message_not_found"}
        if not post.get("streaming"):
            return {"error": post.get("stopped", "message_not_in_streaming_state")}
        if len(arguments.get("markdown_text") or "") > 12_000:
            return {"error": "msg_too_long"}
        post["text"] += arguments.get("markdown_text") or ""
        return {}

    def _own_post(self, arguments: Payload, workspace: Workspace) -> Payload | None:
        mine = (
            post
            for post in self.ledger.posts
            if (post["channel"], post["ts"], post["team"]) == (arguments["channel"], arguments["ts"], workspace.team)
        )
        return next(mine, None)

    def _user(self, arguments: Payload, workspace: Workspace) -> Payload:
        user = arguments["user"]
        profile = {"real_name": user.title(), "display_name": "", **self.users.get(user, {})}
        about = {key: profile.pop(key) for key in ("tz", "locale") if key in profile}
        return {"user": {"id": user, "team_id": workspace.team, "profile": profile, **about}}

    def _publish(self, arguments: Payload, _: Workspace) -> Payload:
        view = arguments["view"]
        self.ledger.views[arguments["user_id"]] = json.loads(view) if isinstance(view, str) else view
        return {"view": {"id": f"V{self.ledger.number()}"}}

    def _set_status(self, arguments: Payload, _: Workspace) -> Payload:
        self.ledger.statuses.append(dict(arguments))
        return {}

    def _set_prompts(self, arguments: Payload, _: Workspace) -> Payload:
        self.ledger.prompts.append(dict(arguments))
        return {}

    def _set_title(self, arguments: Payload, _: Workspace) -> Payload:
        self.ledger.titles.append(dict(arguments))
        return {}

    def _open_connection(self, _: Payload, __: Workspace | None) -> Payload:
        return {"url": self.socket_url}

    def _open(self, arguments: Payload, _: Workspace) -> Payload:
        return {"channel": {"id": f"D{arguments['users'][1:]}"}}

    def _manifest(self, _: Payload, __: Workspace | None) -> Payload:
        return {"manifest": self.manifest}

    def _oauth_access(self, arguments: Payload, _: Workspace | None) -> Payload:
        workspace = self.installs.pop(arguments.get("code", ""), None)
        if workspace is None:
            return {"error": "invalid_code"}
        self.workspaces[workspace.token] = workspace
        return {
            "app_id": self.app,
            "authed_user": {"id": "U0ADMIN"},
            "scope": workspace.scopes,
            "token_type": "bot",
            "access_token": workspace.token,
            "bot_user_id": workspace.bot_user,
            "team": {"id": workspace.team, "name": workspace.team},
            "enterprise": None,
            "is_enterprise_install": False,
        }


METHODS: Mapping[str, Callable[[WebApi, Payload, Any], Payload]] = {
    "apps.connections.open": WebApi._open_connection,
    "apps.manifest.export": WebApi._manifest,
    "assistant.threads.setStatus": WebApi._set_status,
    "assistant.threads.setSuggestedPrompts": WebApi._set_prompts,
    "assistant.threads.setTitle": WebApi._set_title,
    "auth.test": WebApi._auth_test,
    "chat.appendStream": WebApi._append_stream,
    "chat.delete": WebApi._delete,
    "chat.postEphemeral": WebApi._post_ephemeral,
    "chat.postMessage": WebApi._post_message,
    "chat.startStream": WebApi._start_stream,
    "chat.stopStream": WebApi._stop_stream,
    "chat.update": WebApi._update,
    "conversations.history": WebApi._history,
    "conversations.open": WebApi._open,
    "conversations.replies": WebApi._replies,
    "oauth.v2.access": WebApi._oauth_access,
    "users.info": WebApi._user,
    "views.publish": WebApi._publish,
}


def with_ids(blocks: Sequence[Payload] | None) -> list[Payload]:
    """Give each block an id, as Slack does."""
    return [{"block_id": f"b{number}", **block} for number, block in enumerate(blocks or [])]


def post_refusal(arguments: Payload) -> str:
    """Return the error that Slack has for a post; "" if it accepts it."""
    blocks: Sequence[Payload] = arguments.get("blocks") or []
    if not arguments.get("text") and not blocks:
        return "no_text"
    if len(arguments.get("text", "")) > 40_000:
        return "msg_too_long"
    written = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    return "" if len(blocks) <= 50 and written <= 12_000 and all(map(_fits, blocks)) else "invalid_blocks"


def _fits(block: Payload) -> bool:
    elements = block.get("elements", [])
    match block["type"]:
        case "markdown":
            return bool(block["text"])
        case "input":
            return _fits_label(block["label"]) and _element_fits(block["element"])
        case "section":
            return 0 < len(block["text"]["text"]) <= 3_000
        case "header":
            return 0 < len(block["text"]["text"]) <= 150
        case "divider":
            return True
        case "context":
            return 0 < len(elements) <= 10 and all(0 < len(element["text"]) <= 3_000 for element in elements)
        case "actions":
            names = {element["action_id"] for element in elements}
            return 0 < len(names) == len(elements) <= 25 and all(map(_element_fits, elements))
        case _:
            return False


def _element_fits(element: Payload) -> bool:
    match element["type"]:
        case "button":
            return len(element["text"]["text"]) <= 75 and len(element.get("value", "")) <= 2_000
        case "static_select":
            values = [option["value"] for option in element["options"]]
            return 0 < len(values) <= 100 and all(len(value) <= 75 for value in values)
        case "users_select" | "datepicker" | "timepicker" | "number_input" | "email_text_input":
            return len(element.get("placeholder", {}).get("text", "")) <= 150
        case _:
            return False


def _fits_label(label: Payload) -> bool:
    return label["type"] == "plain_text" and 0 < len(label["text"]) <= 2_000
