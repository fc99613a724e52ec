"""A Slack that runs on the loopback interface: it signs and sends what Slack sends, and answers what Slack answers.

Payloads and errors follow the reference at https://docs.slack.dev: Events API, block_actions, request signing, and the
methods auth.test, chat.postMessage, conversations.replies and conversations.history. It also misbehaves on request.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the Web API: its method, its arguments, the token it came with, and what it was answered."""

    method: str
    arguments: Mapping[str, Any]
    token: str
    answer: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot's address answered."""

    status: int
    body: str

    @property
    def taken(self) -> bool:
        """Whether Slack regards the payload as delivered."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Misbehaviour:
    """What happens to the next call of a method: an error, too many requests, or an answer that gets lost."""

    error: str = ""
    retry_after: int = 0
    lost: bool = False


@dataclass
class FakeSlack:
    """One workspace with one app in it. Use it in a `with`, and set `address` to where the bot listens.

    `posts` holds the messages that the bot has posted, as Slack keeps them; `calls` everything it has asked.
    """

    signing_secret: str = "8f742231b10e8888abcd99yyyzzz85a5"  # noqa: S105 - the example of Slack's own documentation
    token: str = "xoxb-fake-slack-token"  # noqa: S105 - good for nothing else
    team: str = "T0FAKE"
    bot_user: str = "U0BOT"
    bot: str = "B0BOT"
    app: str = "A0APP"
    channels: tuple[str, ...] = ("C0HELP", "D0ANNA", "D0BEN")
    address: str = ""
    calls: list[Call] = field(default_factory=list)
    posts: list[Payload] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._changed = threading.Condition()
        self._numbers = itertools.count(1)
        self._misbehaviours: dict[str, deque[Misbehaviour]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    # what the bot meets

    @property
    def api_url(self) -> str:
        """The base address of the Web API."""
        return f"http://127.0.0.1:{self._server.server_port}/api/"

    def fail(self, method: str, error: str, calls: int = 1) -> None:
        """Answers the next calls of the method with an error code."""
        self._plan(method, Misbehaviour(error=error), calls)

    def rate_limit(self, method: str, retry_after: int, calls: int = 1) -> None:
        """Answers the next calls of the method with 429."""
        self._plan(method, Misbehaviour(error="ratelimited", retry_after=retry_after), calls)

    def lose_answer(self, method: str, calls: int = 1) -> None:
        """Acts on the next calls of the method, then hangs up without an answer."""
        self._plan(method, Misbehaviour(lost=True), calls)

    def wait_for_posts(self, count: int, timeout: float = 10.0) -> list[Payload]:
        """The bot's posts, once there are `count` of them. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.posts) >= count, timeout):
                raise TimeoutError(f"the bot has posted {len(self.posts)} of {count} messages after {timeout} s")
            return list(self.posts)

    # what people do

    def ts(self) -> str:
        """A new timestamp, which is also the id of a message in its channel."""
        return f"{int(time.time())}.{next(self._numbers):06d}"

    def direct_message(self, text: str, *, channel: str = "D0ANNA", user: str = "U0ANNA", **more: Any) -> Payload:
        """The event of a direct message; `more` adds to it or changes it (thread_ts, subtype, bot_id, ts)."""
        return self._message(text, channel=channel, channel_type="im", user=user, **more)

    def channel_message(self, text: str, *, channel: str = "C0HELP", user: str = "U0ANNA", **more: Any) -> Payload:
        """The event of a message in a channel."""
        return self._message(text, channel=channel, channel_type="channel", user=user, **more)

    def mention(self, text: str, *, channel: str = "C0HELP", user: str = "U0ANNA", **more: Any) -> Payload:
        """The event of a message in a channel that calls the bot: `app_mention`, which has no channel_type."""
        event = self._message(f"<@{self.bot_user}> {text}".rstrip(), channel=channel, user=user, **more)
        return {**event, "type": "app_mention"}

    def own_message(self, post: Payload) -> Payload:
        """The event that Slack sends about the bot's own post."""
        return {**post, "event_ts": post["ts"], "channel_type": "im" if post["channel"][0] == "D" else "channel"}

    # what Slack sends

    def send_event(self, event: Payload, *, event_id: str = "", retry: int = 0, reason: str = "http_timeout") -> Answer:
        """Sends an event; `retry` counts the repetitions of one that was sent before."""
        body = {
            "token": "verification-token-is-deprecated",
            "team_id": self.team,
            "api_app_id": self.app,
            "event": event,
            "type": "event_callback",
            "event_id": event_id or f"Ev{next(self._numbers):08d}",
            "event_time": int(time.time()),
            "authorizations": [{"enterprise_id": None, "team_id": self.team, "user_id": self.bot_user, "is_bot": True}],
            "is_ext_shared_channel": False,
            "event_context": "4-event-context",
        }
        headers = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason} if retry else {}
        return self.send(json.dumps(body), headers=headers)

    def send_until_taken(self, event: Payload, retries: int = 3) -> list[Answer]:
        """Sends an event, and again up to `retries` times while it is refused, as Slack does (without its pauses)."""
        event_id = f"Ev{next(self._numbers):08d}"
        answers = [self.send_event(event, event_id=event_id)]
        while not answers[-1].taken and len(answers) <= retries:
            answers.append(self.send_event(event, event_id=event_id, retry=len(answers), reason="http_error"))
        return answers

    def send_click(self, post: Payload, choice: str, *, user: str = "U0ANNA") -> Answer:
        """Clicks the button `choice` of a post of the bot. Raises LookupError if the post has no such button."""
        buttons = [
            {**element, "block_id": block["block_id"]}
            for block in post["blocks"]
            for element in block.get("elements", [])
            if element["type"] == "button" and element["text"]["text"] == choice
        ]
        if not buttons:
            raise LookupError(f"the post has no button {choice!r}")
        payload: Payload = {
            "type": "block_actions",
            "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": self.team},
            "api_app_id": self.app,
            "token": "verification-token-is-deprecated",
            "container": {
                "type": "message",
                "message_ts": post["ts"],
                "channel_id": post["channel"],
                "is_ephemeral": False,
            },
            "trigger_id": "1.2.3",
            "team": {"id": self.team, "domain": "fake"},
            "enterprise": None,
            "is_enterprise_install": False,
            "channel": {"id": post["channel"], "name": "directmessage" if post["channel"][0] == "D" else "help"},
            "message": post,
            "state": {"values": {}},
            "response_url": f"{self.api_url}response",
            "actions": [{**buttons[0], "action_ts": self.ts()}],
        }
        return self.send(urlencode({"payload": json.dumps(payload)}), content_type="application/x-www-form-urlencoded")

    def send_challenge(self, challenge: str) -> Answer:
        """Checks the bot's address, as Slack does when it is entered."""
        return self.send(json.dumps({"token": "t", "challenge": challenge, "type": "url_verification"}))

    def send(
        self,
        body: str,
        *,
        content_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
        age: float = 0.0,
        secret: str = "",
    ) -> Answer:
        """Posts a signed body to `address`; `age` seconds old, signed with another `secret` where one is given."""
        timestamp = str(int(time.time() - age))
        digest = hmac.new((secret or self.signing_secret).encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256)
        signed = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": f"v0={digest.hexdigest()}",
        }
        target = urlsplit(self.address)
        connection = HTTPConnection(str(target.hostname), target.port, timeout=30)
        try:
            connection.request("POST", target.path, body.encode(), {**signed, **(headers or {})})
            response = connection.getresponse()
            return Answer(response.status, response.read().decode())
        finally:
            connection.close()

    # the Web API

    def answer(self, method: str, arguments: Payload, token: str) -> tuple[Payload, Misbehaviour]:
        """Acts on a call, and says how to answer it."""
        with self._changed:
            planned = self._misbehaviours.get(method)
            misbehaviour = planned.popleft() if planned else Misbehaviour()
            refused = misbehaviour.error or self._refusal(method, arguments, token)
            answer = {"ok": False, "error": refused} if refused else {"ok": True, **_METHODS[method](self, arguments)}
            self.calls.append(Call(method, arguments, token, answer))
            self._changed.notify_all()
        return answer, misbehaviour

    def _refusal(self, method: str, arguments: Payload, token: str) -> str:
        if method not in _METHODS:
            return "unknown_method"
        if token != self.token:
            return "invalid_auth" if token else "not_authed"
        if "channel" in arguments and arguments["channel"] not in self.channels:
            return "channel_not_found"
        if method == "chat.postMessage":
            return _post_refusal(arguments)
        return ""

    def _auth_test(self, arguments: Payload) -> Payload:  # noqa: ARG002 - every method has the same shape
        return {
            "url": "https://fake.slack.com/",
            "team": "Fake",
            "user": "bot",
            "team_id": self.team,
            "user_id": self.bot_user,
            "bot_id": self.bot,
            "is_enterprise_install": False,
        }

    def _post_message(self, arguments: Payload) -> Payload:
        message = {
            "type": "message",
            "user": self.bot_user,
            "bot_id": self.bot,
            "app_id": self.app,
            "team": self.team,
            "ts": self.ts(),
            "text": arguments.get("text", ""),
            "blocks": [
                {"block_id": f"b{number}", **block} for number, block in enumerate(arguments.get("blocks") or [])
            ],
            **{key: arguments[key] for key in ("thread_ts", "metadata") if arguments.get(key)},
        }
        self.posts.append({**message, "channel": arguments["channel"]})
        return {"channel": arguments["channel"], "ts": message["ts"], "message": message}

    def _replies(self, arguments: Payload) -> Payload:
        return {"messages": self._kept(arguments, lambda post: post.get("thread_ts") == arguments["ts"])}

    def _history(self, arguments: Payload) -> Payload:
        top = self._kept(arguments, lambda post: "thread_ts" not in post)
        return {"messages": top[::-1]}

    def _kept(self, arguments: Payload, wanted: Callable[[Payload], bool]) -> list[Payload]:
        known = [post for post in self.posts if post["channel"] == arguments["channel"] and wanted(post)]
        if arguments.get("include_all_metadata") not in ("1", "true"):
            known = [{key: value for key, value in post.items() if key != "metadata"} for post in known]
        return [post for post in known if float(post["ts"]) > float(arguments.get("oldest") or 0)]

    def _message(self, text: str, **more: Any) -> Payload:
        ts = more.pop("ts", None) or self.ts()
        return {"type": "message", "text": text, "ts": ts, "event_ts": ts, "team": self.team, **more}

    def _plan(self, method: str, misbehaviour: Misbehaviour, calls: int) -> None:
        self._misbehaviours.setdefault(method, deque()).extend(itertools.repeat(replace(misbehaviour), calls))


_METHODS: Mapping[str, Callable[[FakeSlack, Payload], Payload]] = {
    "auth.test": FakeSlack._auth_test,
    "chat.postMessage": FakeSlack._post_message,
    "conversations.replies": FakeSlack._replies,
    "conversations.history": FakeSlack._history,
}


def _post_refusal(arguments: Payload) -> str:
    blocks: Sequence[Payload] = arguments.get("blocks") or []
    if not arguments.get("text") and not blocks:
        return "no_text"
    if len(arguments.get("text", "")) > 40_000:
        return "msg_too_long"
    return "" if len(blocks) <= 50 and all(map(_fits, blocks)) else "invalid_blocks"


def _fits(block: Payload) -> bool:
    elements = block.get("elements", [])
    match block["type"]:
        case "section":
            return 0 < len(block["text"]["text"]) <= 3_000
        case "context":
            return 0 < len(elements) <= 10 and all(0 < len(element["text"]) <= 3_000 for element in elements)
        case "actions":
            names = {element["action_id"] for element in elements}
            return 0 < len(names) == len(elements) <= 25 and all(
                len(element["text"]["text"]) <= 75 and len(element["value"]) <= 2_000 for element in elements
            )
        case _:
            return False


def _handler(slack: FakeSlack) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            is_json = self.headers.get("Content-Type", "").startswith("application/json")
            arguments = json.loads(body) if is_json and body else dict(parse_qsl(body))
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            answer, misbehaviour = slack.answer(self.path.removeprefix("/api/"), arguments, token)
            if misbehaviour.lost:
                self.close_connection = True
                return
            content = json.dumps(answer).encode()
            self.send_response(429 if misbehaviour.retry_after else 200)
            if misbehaviour.retry_after:
                self.send_header("Retry-After", str(misbehaviour.retry_after))
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the standard library's name
            """Say nothing: the ledger has it all."""

    return Handler
