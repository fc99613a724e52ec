"""What visitors may do with their conversation, and what they hear of people who take over: on a real store."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import jwt
import pytest
import uvicorn
from fastapi.testclient import TestClient

from botkit.domain import Conversation, DecisionKind, Message, Outcome, Reply, StaffMember, TextDelta, Turn
from botkit.runtime import HandOffRules, Runtime
from botkit.store import SqlStore
from connectors.web import connect
from connectors.web.open_streams import OF_CONVERSATION
from intents.types import Understanding
from tests.connectors.parrot import Parrot

ADA = StaffMember("ada", "Ada", "console")


def turn(message: Message, conversation: Conversation) -> Iterator[Any]:
    """Repeats everything, and hands off who wants a person."""
    decision = DecisionKind.HAND_OFF if "person" in message.text else DecisionKind.ANSWER
    reply = Reply(message.text.upper(), decision)
    yield TextDelta(reply.text)
    taken = Turn(conversation.length + 1, message, Understanding(message.text), reply)
    yield Outcome(taken, conversation.state)


@dataclass
class Desk:
    """A visitor's client, and the bot behind it."""

    client: httpx2.Client
    runtime: Runtime

    def ask(self, text: str) -> None:
        body = {"id": str(uuid.uuid4()), "text": text}
        assert "event: reply" in self.client.post("/api/v1/messages", json=body).text

    def history(self) -> Any:
        return self.client.get("/api/v1/messages").json()

    def heard(self, count: int, after: str = "") -> list[tuple[str, Any]]:
        """The next events of the visitor's stream: ids and data."""
        found: list[tuple[str, Any]] = []
        with self.client.stream("GET", "/api/v1/events", headers={"Last-Event-ID": after}, timeout=60) as response:
            fields: dict[str, str] = {}
            for line in response.iter_lines():
                name, _, value = line.partition(": ")
                fields[name] = value
                if not line and "data" in fields:
                    found.append((fields["id"], json.loads(fields["data"])))
                    fields = {}
                if len(found) == count:
                    break
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = SqlStore(f"sqlite:///{tmp_path}/conversations.db", str)
    rules = HandOffRules(returned="I'm back.", expired="Nobody came.")
    deliver = {"web": lambda delivery: "read"}
    with Runtime(turn, store, deliver=deliver, apology="Sorry!", hand_off=rules, poll_seconds=0.1) as runtime:
        server = uvicorn.Server(
            uvicorn.Config(connect("Bank", {}, runtime).app, port=0, log_level="warning", timeout_graceful_shutdown=1)
        )
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            token = client.post("/api/v1/conversations").json()["token"]
            client.headers["Authorization"] = f"Bearer {token}"
            yield Desk(client, runtime)
        server.should_exit = True
        thread.join()
    store.close()


def test_an_opinion_is_kept_with_the_turn(desk: Desk) -> None:
    desk.ask("hello")

    kept = desk.client.post("/api/v1/feedback", json={"seq": 1, "helpful": False, "comment": "too short"})
    refused = desk.client.post("/api/v1/feedback", json={"seq": 2, "helpful": True})

    assert kept.status_code == 204
    assert (refused.status_code, refused.json()["error"]["message"]) == (
        422,
        "there is no reply 2 in this conversation",
    )
    [overview] = desk.runtime.archive.find(unhelpful=True)
    [feedback] = desk.runtime.archive.feedback(overview.id)
    assert (feedback.seq, feedback.helpful, feedback.comment) == (1, False, "too short")


def test_a_conversation_can_be_downloaded_and_deleted(desk: Desk) -> None:
    desk.ask("hello")

    download = desk.client.get("/api/v1/conversation")
    deleted = desk.client.delete("/api/v1/conversation")

    assert download.headers["content-disposition"] == 'attachment; filename="conversation.json"'
    assert [row["text"] for row in download.json()["turns"]] == ["HELLO"]
    assert deleted.status_code == 204
    assert desk.history() == {"turns": [], "said": []}
    desk.ask("hello again")
    assert [turn["text"] for turn in desk.history()["turns"]] == ["hello again"]


def test_a_visitor_hears_people_who_take_over_and_nothing_that_they_note_for_each_other(desk: Desk) -> None:
    desk.ask("a person, please")
    hand_offs = desk.runtime.hand_offs
    assert hand_offs is not None
    [hand_off] = hand_offs.open()
    hand_offs.reply(hand_off.id, ADA, "Hello, I'm Ada.", "1")
    before = desk.heard(3)
    later = threading.Timer(0.5, lambda: hand_offs.give_back(hand_off.id, ADA, note="a difficult customer"))
    later.start()
    after = desk.heard(2, before[-1][0])
    later.join()

    told = [(event["kind"], event["author"], event["text"]) for _, event in before + after]
    assert told == [
        ("opened", "", ""),
        ("claimed", "Ada", ""),
        ("staff", "Ada", "Hello, I'm Ada."),
        ("returned", "", ""),
        ("bot", "", "I'm back."),
    ]
    assert [event["id"] for event in desk.history()["said"]] == [int(event_id) for event_id, _ in before + after]
    assert "difficult" not in json.dumps(desk.history())


def test_a_download_has_what_was_said_and_nothing_that_the_team_keeps_for_itself(desk: Desk) -> None:
    desk.ask("a person, please")
    desk.client.post("/api/v1/feedback", json={"seq": 1, "helpful": True, "comment": "quick"})
    hand_offs = desk.runtime.hand_offs
    assert hand_offs is not None
    [hand_off] = hand_offs.open()
    login = StaffMember("ada@bank.internal", "Ada", "console-of-the-bank")
    ben = StaffMember("ben@bank.internal", "Ben", "console-of-the-bank")
    hand_offs.claim(hand_off.id, login)
    hand_offs.claim(hand_off.id, ben, by=login)
    hand_offs.reply(hand_off.id, ben, "Hello, I'm Ben.", "slack:1700000000.1")
    hand_offs.give_back(hand_off.id, ben, note="a difficult customer")

    download = desk.client.get("/api/v1/conversation")

    record = download.json()
    assert set(record) == {"exported_at", "messages", "turns", "said", "feedback"}
    assert [(one["text"], one["seq"]) for one in record["messages"]] == [("a person, please", 1)]
    assert [(one["kind"], one["author"], one["text"]) for one in record["said"]] == [
        ("opened", "", ""),
        ("claimed", "Ada", ""),
        ("claimed", "Ben", ""),
        ("staff", "Ben", "Hello, I'm Ben."),
        ("returned", "", ""),
        ("bot", "", "I'm back."),
    ]
    assert [(one["helpful"], one["comment"]) for one in record["feedback"]] == [(True, "quick")]
    for secret in ("difficult", "bank.internal", "console-of-the-bank", "1700000000", "understanding", "verdicts"):
        assert secret not in download.text


def test_a_message_to_people_gets_no_reply_of_the_bot(desk: Desk) -> None:
    desk.ask("a person, please")
    desk.ask("are you there?")

    replies = [turn["reply"]["text"] for turn in desk.history()["turns"]]

    assert replies == ["A PERSON, PLEASE", ""]


def test_who_listens_gets_a_fresh_token_in_time(desk: Desk) -> None:
    token = desk.client.headers["Authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, options={"verify_signature": False})
    older = jwt.encode({**claims, "iat": claims["iat"] - 3 * 3600}, desk.runtime.secret("web visitors"), "HS256")

    with desk.client.stream("GET", "/api/v1/events", headers={"Authorization": f"Bearer {older}"}) as response:
        assert response.headers["X-Accel-Buffering"] == "no"
        renewed = jwt.decode(response.headers["Botkit-Token"], options={"verify_signature": False})

    assert renewed["sub"] == claims["sub"]
    assert renewed["iat"] >= claims["iat"]


def test_where_nobody_takes_over_there_is_nothing_to_wait_for() -> None:
    with TestClient(connect("Bank", {}, Parrot()).app) as client:
        token = client.post("/api/v1/conversations").json()["token"]
        assert client.get("/api/v1/events", headers={"Authorization": f"Bearer {token}"}).status_code == 204


def test_a_conversation_has_a_few_streams_and_a_place_is_free_again_when_one_ends(desk: Desk) -> None:
    with ExitStack() as stack:
        for _ in range(OF_CONVERSATION):
            response = stack.enter_context(desk.client.stream("GET", "/api/v1/events"))
            assert response.status_code == 200
        refused = desk.client.get("/api/v1/events")
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
    until = time.monotonic() + 30
    status = 429
    while status == 429 and time.monotonic() < until:
        with desk.client.stream("GET", "/api/v1/events") as response:
            status = response.status_code
    assert status == 200
