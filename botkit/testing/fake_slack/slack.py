"""A workspace with one app in it."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

from botkit.testing.fake_slack import payloads
from botkit.testing.fake_slack.ledger import Call, Ledger, Misbehaviour, Payload
from botkit.testing.fake_slack.server import handler
from botkit.testing.fake_slack.socket_mode import SocketServer
from botkit.testing.fake_slack.web_api import WebApi, Workspace

SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"  # noqa: S105 - the example of Slack's own documentation


@dataclass(frozen=True, slots=True)
class Answer:
    """The response from the bot's address."""

    status: int
    body: str

    @property
    def taken(self) -> bool:
        """True if Slack regards the payload as delivered."""
        return 200 <= self.status < 300


class FakeSlack:
    """A fake Slack to use in a `with`; set `address` to the bot's, or let the bot connect in Socket Mode.

    `posts` holds the messages that the bot has posted, as Slack keeps them; `calls` holds all its requests.
    """

    bot_user = "U0BOT"
    bot = "B0BOT"
    app = "A0APP"

    def __init__(
        self,
        *,
        team: str = "T0FAKE",
        token: str = "xoxb-fake-slack-token",  # noqa: S107 - good for nothing else
        channels: tuple[str, ...] = ("C0HELP", "C0TEAM", "D0ANNA", "D0BEN"),
        address: str = "",
        sockets: bool = False,
    ) -> None:
        self.team = team
        self.token = token
        self.signing_secret = SIGNING_SECRET
        self.channels = channels
        self.address = address
        self.files: dict[str, bytes] = {}
        """The files that can be downloaded, by path."""
        self.ledger = Ledger()
        self.api = WebApi(self.ledger, self.app, channels, {token: Workspace(token, team)})
        self.socket = SocketServer(self.app) if sockets else None
        """The server of Socket Mode; None if the fake posts to `address`."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler(self.api, self.files))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        if self.socket is not None:
            self.socket.start()
            self.api.socket_url = self.socket.url
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.socket is not None:
            self.socket.close()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    # the side that the bot meets

    @property
    def api_url(self) -> str:
        """The base address of the Web API."""
        return f"http://127.0.0.1:{self._server.server_port}/api/"

    def upload(self, name: str, content: bytes, *, mimetype: str = "text/plain") -> Payload:
        """Add a file that somebody has uploaded; return it as events name it."""
        path = f"/files/{self.ledger.number()}/{name}"
        self.files[path] = content
        url = f"http://127.0.0.1:{self._server.server_port}{path}"
        return {
            "id": f"F{self.ledger.number():08d}",
            "name": name,
            "title": name,
            "mimetype": mimetype,
            "size": len(content),
            "mode": "hosted",
            "is_external": False,
            "url_private": url,
            "url_private_download": url,
        }

    @property
    def calls(self) -> list[Call]:
        """All requests of the bot."""
        return self.ledger.calls

    @property
    def posts(self) -> list[Payload]:
        """The bot's messages, as they are after edits."""
        return self.ledger.posts

    def fail(self, method: str, error: str, calls: int = 1) -> None:
        """Answer the next calls of the method with an error code."""
        self.ledger.plan(method, Misbehaviour(error=error), calls)

    def rate_limit(self, method: str, retry_after: int, calls: int = 1) -> None:
        """Answer the next calls of the method with status 429."""
        self.ledger.plan(method, Misbehaviour(error="ratelimited", retry_after=retry_after), calls)

    def lose_answer(self, method: str, calls: int = 1) -> None:
        """Act on the next calls of the method, then hang up without an answer."""
        self.ledger.plan(method, Misbehaviour(lost=True), calls)

    def be_out(self, method: str, calls: int = 1) -> None:
        """Answer the next calls of the method with an HTML page, as Slack's proxy does when Slack is down."""
        self.ledger.plan(method, Misbehaviour(error="outage", outage=True), calls)

    def expire_streams(self) -> None:
        """End the running streams, as Slack does after some minutes: the messages stay as they are."""
        self._end_streams("message_not_in_streaming_state")

    def stop_streams(self) -> None:
        """End the running streams, as a person does with the button beside them."""
        self._end_streams("stopped_by_user")

    def _end_streams(self, error: str) -> None:
        with self.ledger.changed:
            for post in self.posts:
                if post.pop("streaming", False):
                    post["stopped"] = error

    def behave(self, method: str, calls: int = 1) -> None:
        """Answer the next calls of the method properly, before anything that is planned later."""
        self.ledger.plan(method, Misbehaviour(), calls)

    def wait_for_posts(self, count: int, timeout: float = 30.0, *, channel: str = "") -> list[Payload]:
        """Return the bot's posts (in `channel`) once there are `count` of them. Raises TimeoutError."""

        def there() -> list[Payload]:
            return [post for post in self.posts if channel in ("", post["channel"]) and not post.get("streaming")]

        if not self.ledger.wait_for(lambda: len(there()) >= count, timeout):
            raise TimeoutError(f"the bot has posted {len(there())} of {count} messages after {timeout} s")
        return there()

    def wait_until(self, holds: Any, timeout: float = 30.0) -> None:
        """Wait until `holds()` is true; it is checked after each call. Raises TimeoutError."""
        if not self.ledger.wait_for(holds, timeout):
            raise TimeoutError(f"it does not hold after {timeout} s")

    # the acts of people

    def ts(self) -> str:
        """Return a new timestamp, which is also the id of a message in its channel."""
        return self.ledger.ts()

    def direct_message(self, text: str, *, channel: str = "D0ANNA", user: str = "U0ANNA", **more: Any) -> Payload:
        """Return the event of a direct message; `more` adds to it or changes it (thread_ts, subtype, bot_id, ts)."""
        return self._message(text, channel=channel, channel_type="im", user=user, **more)

    def channel_message(self, text: str, *, channel: str = "C0HELP", user: str = "U0ANNA", **more: Any) -> Payload:
        """Return the event of a message in a channel."""
        return self._message(text, channel=channel, channel_type="channel", user=user, **more)

    def mention(self, text: str, *, channel: str = "C0HELP", user: str = "U0ANNA", **more: Any) -> Payload:
        """Return the event of a mention of the bot in a channel: `app_mention`, which has no channel_type."""
        event = self._message(f"<@{self.bot_user}> {text}".rstrip(), channel=channel, user=user, **more)
        return {**event, "type": "app_mention"}

    def own_message(self, post: Payload) -> Payload:
        """Return the event that Slack sends about the bot's own post."""
        return {**post, "event_ts": post["ts"], "channel_type": "im" if post["channel"][0] == "D" else "channel"}

    # the requests of Slack

    def envelope(self, event: Payload, *, event_id: str = "", team: str = "") -> Payload:
        """Return the envelope of an event."""
        return payloads.event_callback(
            event,
            team=team or self.team,
            app=self.app,
            bot_user=self.bot_user,
            event_id=event_id or f"Ev{self.ledger.number():08d}",
        )

    def send_event(
        self, event: Payload, *, event_id: str = "", retry: int = 0, reason: str = "http_timeout", team: str = ""
    ) -> Answer:
        """Send an event; `retry` numbers the repetitions of one that was sent before."""
        envelope = self.envelope(event, event_id=event_id, team=team)
        if self.socket is not None:
            return _acknowledged(self.socket.send("events_api", envelope, retry=retry, reason=reason))
        headers = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason} if retry else {}
        return self.send(json.dumps(envelope), headers=headers)

    def send_until_taken(self, event: Payload, retries: int = 3) -> list[Answer]:
        """Send an event, repeating it up to `retries` times while it is refused, as Slack does (without its pauses)."""
        event_id = f"Ev{self.ledger.number():08d}"
        answers = [self.send_event(event, event_id=event_id)]
        while not answers[-1].taken and len(answers) <= retries:
            answers.append(self.send_event(event, event_id=event_id, retry=len(answers), reason="http_error"))
        return answers

    def click(self, post: Payload, label: str, *, user: str = "U0ANNA", **chosen: Any) -> Payload:
        """Return the payload of a click on the element `label` of a post of the bot; `chosen` is what was picked there.

        Raises LookupError if the post has no such element.
        """
        element = payloads.element(post, label)
        action = {**element, **chosen, "action_ts": self.ts()}
        return payloads.block_actions(action, post, user=user, team=self.team, app=self.app, api_url=self.api_url)

    def send_click(self, post: Payload, label: str, *, user: str = "U0ANNA", **chosen: Any) -> Answer:
        """Click the element `label` of a post of the bot. Raises LookupError if the post has no such element."""
        return self.send_interaction(self.click(post, label, user=user, **chosen))

    def send_interaction(self, payload: Payload) -> Answer:
        """Send a click or a shortcut."""
        if self.socket is not None:
            return _acknowledged(self.socket.send("interactive", payload))
        return self.send_form({"payload": json.dumps(payload)})

    def send_command(self, command: str, text: str, *, channel: str = "C0HELP", user: str = "U0ANNA") -> Answer:
        """Send a slash command."""
        form = payloads.slash_command(
            command, text, channel=channel, user=user, team=self.team, app=self.app, api_url=self.api_url
        )
        if self.socket is not None:
            return _acknowledged(self.socket.send("slash_commands", form))
        return self.send_form(form)

    def send_form(self, form: Mapping[str, str]) -> Answer:
        """Send a payload as a form, as interactions and commands are."""
        return self.send(urlencode(form), content_type="application/x-www-form-urlencoded")

    def send_challenge(self, challenge: str) -> Answer:
        """Check the bot's address, as Slack does when it is entered."""
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
        """Post a signed body to `address`; `age` seconds old, and signed with another `secret` if one is given."""
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

    def _message(self, text: str, **more: Any) -> Payload:
        ts = more.pop("ts", None) or self.ts()
        return {"type": "message", "text": text, "ts": ts, "event_ts": ts, "team": self.team, **more}


def _acknowledged(taken: bool) -> Answer:
    """Return the fate of an envelope as the HTTP response that would mean the same."""
    return Answer(200 if taken else 504, "")
