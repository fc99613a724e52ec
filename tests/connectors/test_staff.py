"""The staff console, as a browser without scripts sees it: on a real store, with real hand-offs."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from botkit.app.serving import application
from botkit.domain import (
    Citation,
    Conversation,
    DecisionKind,
    Fate,
    Feedback,
    Message,
    Outcome,
    Reply,
    Role,
    TextDelta,
    Turn,
    Verdict,
    now,
)
from botkit.domain.errors import ConfigError
from botkit.runtime import HandOffRules, Runtime
from botkit.store import SqlStore
from connectors.staff import connect
from intents.types import Intent, Slot, Understanding

PASSWORD = "correct horse battery"
ATTACK = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


def turn(message: Message, conversation: Conversation) -> Iterator[Any]:
    """Repeats everything with a source, and hands off who wants a person."""
    decision = DecisionKind.HAND_OFF if "person" in message.text else DecisionKind.ANSWER
    source = Citation("Fees <b>", "fees.md", "A card costs 8 EUR.", "https://bank.example/fees")
    reply = Reply(message.text.upper(), decision, (source,))
    yield TextDelta(reply.text)
    understood = Understanding(message.text, (Intent("card_fee", 0.875),), (Slot("card", "gold", "gold", 0, 4),))
    verdicts = (
        Verdict("Gold is cheap. " + message.text, Fate.REPLACED, 0.375, "no passage speaks of it"),
        Verdict("A card costs 8 EUR.", Fate.SENT, 1.0),
    )
    yield Outcome(Turn(conversation.length + 1, message, understood, reply, verdicts=verdicts), conversation.state)


@dataclass
class Office:
    """The bot with its staff console."""

    runtime: Runtime
    store: SqlStore
    open: Callable[[], TestClient]

    def say(self, conversation: str, text: str, number: int = 0) -> None:
        sender, external_id = f"customer-{conversation}", f"{conversation}/{text}/{number}"
        self.runtime.respond(Message("web", conversation, external_id, text, sender))

    def signed_in(self, role: Role) -> TestClient:
        self.store.accounts.add(role, f"{role.title()} Smith", role, PASSWORD)
        client = self.open()
        answer = client.post("/staff/sign-in", data={"login": role, "password": PASSWORD})
        assert answer.url.path == "/staff/", answer.text
        return client


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    store = SqlStore(f"sqlite:///{tmp_path}/conversations.db", str)
    rules = HandOffRules(returned="I'm back.", expired="Nobody came.")
    deliver = {"web": lambda delivery: "read"}
    clients: list[TestClient] = []
    with Runtime(turn, store, deliver=deliver, apology="Sorry!", hand_off=rules, poll_seconds=0.1) as runtime:
        app = application([connect("Bank <b>", {}, runtime)])

        def open_client() -> TestClient:
            clients.append(TestClient(app, raise_server_exceptions=False))
            return clients[-1]

        yield Office(runtime, store, open_client)
    for client in clients:
        client.close()
    store.close()


def session_of(client: TestClient) -> str:
    """The secret that the browser keeps for the session."""
    return next(cookie.value or "" for cookie in client.cookies.jar if "botkit_staff" in cookie.name)


def from_address(office: Office, number: int) -> TestClient:
    """A browser at an address of its own."""
    client = office.open()
    return TestClient(client.app, client=(f"203.0.113.{number}", 4711), raise_server_exceptions=False)


def attempt(client: TestClient, login: str, password: str = "wrong") -> int:
    answer = client.post("/staff/sign-in", data={"login": login, "password": password}, follow_redirects=False)
    return answer.status_code


def form(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that goes there."""
    found = re.search(rf'<form[^>]*action="/staff/{action}">(.*?)</form>', page, re.DOTALL)
    assert found, f"no form for {action}"
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', found[1]))


# Signing in


@pytest.mark.parametrize("path", ["/", "/conversation?id=c1", "/figures", "/download?id=c1"])
def test_who_is_not_signed_in_sees_nothing(office: Office, path: str) -> None:
    office.say("c1", "hello")

    answer = office.open().get(f"/staff{path}")

    assert answer.url.path == "/staff/sign-in"
    assert "HELLO" not in answer.text


def test_the_cookie_is_for_no_script_and_no_other_site(office: Office) -> None:
    office.store.accounts.add("ada", "Ada", Role.AGENT, PASSWORD)
    client = office.open()

    answer = client.post("/staff/sign-in", data={"login": "Ada", "password": PASSWORD}, follow_redirects=False)

    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/staff" in cookie
    assert "secure" not in cookie
    secure = TestClient(client.app, base_url="https://testserver").post(
        "/staff/sign-in", data={"login": "ada", "password": PASSWORD}, follow_redirects=False
    )
    assert "secure" in secure.headers["set-cookie"].lower()
    assert secure.headers["set-cookie"].startswith("__Secure-botkit_staff=")
    assert "strict-transport-security" not in answer.headers
    assert secure.headers["strict-transport-security"] == "max-age=31536000"


def test_over_https_a_cookie_that_came_without_signs_nobody_in(office: Office) -> None:
    client = office.signed_in(Role.VIEWER)
    secure = TestClient(client.app, base_url="https://testserver", cookies={"botkit_staff": session_of(client)})

    assert client.get("/staff/").url.path == "/staff/"
    assert secure.get("/staff/").url.path == "/staff/sign-in"


@pytest.mark.parametrize(("login", "password"), [("ada", "wrong"), ("eve", PASSWORD), ("", ""), ("ada", "")])
def test_a_wrong_login_or_password_is_refused_in_the_same_words(office: Office, login: str, password: str) -> None:
    office.store.accounts.add("ada", "Ada", Role.AGENT, PASSWORD)

    answer = office.open().post("/staff/sign-in", data={"login": login, "password": password})

    assert answer.status_code == 403
    assert "Login or password is wrong." in answer.text
    assert "set-cookie" not in answer.headers


def test_passwords_cannot_be_tried_one_after_the_other(office: Office) -> None:
    client = office.open()
    statuses = [client.post("/staff/sign-in", data={"login": "ada", "password": "x"}).status_code for _ in range(7)]

    assert statuses == [403] * 6 + [429]


def test_spaces_make_no_other_login_of_it_and_strangers_do_not_keep_it_out(office: Office) -> None:
    office.store.accounts.add("ada", "Ada", Role.AGENT, PASSWORD)

    for number in (1, 2):
        stranger = from_address(office, number)
        assert [attempt(stranger, "ada" + " " * count) for count in range(7)] == [403] * 6 + [429]

    assert attempt(from_address(office, 3), " ADA\u3000", PASSWORD) == 303


def test_a_failed_attempt_is_in_the_log(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    office.store.accounts.add("ada", "Ada", Role.AGENT, PASSWORD)

    attempt(from_address(office, 7), "Ada", "hunter2 hunter2")

    told = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert told == ["sign-in failed: login ada from 203.0.113.7"]
    assert "hunter2" not in caplog.text


def test_a_new_password_ends_the_sessions_of_the_old_one(office: Office) -> None:
    client = office.signed_in(Role.AGENT)
    office.store.accounts.add(Role.AGENT, "Agent Smith", Role.AGENT, PASSWORD + "!")

    assert client.get("/staff/").url.path == "/staff/sign-in"


def test_who_is_removed_is_signed_out(office: Office) -> None:
    client = office.signed_in(Role.AGENT)
    assert office.store.accounts.remove(Role.AGENT)

    assert client.get("/staff/").url.path == "/staff/sign-in"


def test_who_signs_out_is_out(office: Office) -> None:
    client = office.signed_in(Role.VIEWER)

    client.post("/staff/sign-out", data=form(client.get("/staff/").text, "sign-out"))

    assert client.get("/staff/").url.path == "/staff/sign-in"


def test_a_copy_of_the_cookie_is_worth_nothing_after_signing_out_and_another_browser_stays_in(office: Office) -> None:
    client = office.signed_in(Role.VIEWER)
    other = office.open()
    attempt(other, Role.VIEWER, PASSWORD)
    copy = TestClient(client.app, cookies={"botkit_staff": session_of(client)})
    assert copy.get("/staff/").url.path == "/staff/"

    client.post("/staff/sign-out", data=form(client.get("/staff/").text, "sign-out"))

    assert copy.get("/staff/").url.path == "/staff/sign-in"
    assert other.get("/staff/").url.path == "/staff/"


def test_signing_in_again_ends_the_session_that_the_browser_had(office: Office) -> None:
    client = office.signed_in(Role.VIEWER)
    before = session_of(client)

    attempt(client, Role.VIEWER, PASSWORD)

    assert session_of(client) != before
    assert TestClient(client.app, cookies={"botkit_staff": before}).get("/staff/").url.path == "/staff/sign-in"


def test_a_session_ends_by_itself_and_its_secret_is_not_in_the_database(office: Office, tmp_path: Path) -> None:
    client = office.signed_in(Role.VIEWER)
    account = office.store.accounts.find(Role.VIEWER)
    assert account is not None
    over = office.store.accounts.begin_session(account, now() - timedelta(seconds=1))

    assert office.store.accounts.of_session(over) is None
    assert office.store.accounts.of_session(session_of(client)) == account
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert session_of(client).encode() not in kept


@pytest.mark.parametrize("cookie", ["", "x", "é", "a" * 10_000, "eyJhbGciOiJub25lIn0.e30."])
def test_a_cookie_that_is_none_of_ours_signs_nobody_in(office: Office, cookie: str) -> None:
    client = office.open()
    answer = client.get("/staff/", headers=[(b"Cookie", f"botkit_staff={cookie}".encode())])

    assert answer.url.path == "/staff/sign-in"


def test_of_a_password_only_a_hash_is_kept(office: Office, tmp_path: Path) -> None:
    office.store.accounts.add("ada", "Ada", Role.AGENT, PASSWORD)

    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert PASSWORD.encode() not in kept
    assert b"$argon2id$" in kept


@pytest.mark.parametrize(
    ("login", "name", "password", "why"),
    [
        ("a b", "Ada", PASSWORD, "cannot be a login"),
        ("ada", " ", PASSWORD, "must not be empty"),
        ("ada", "Ada", "short", "12 characters"),
    ],
)
def test_an_account_that_cannot_be_is_refused(office: Office, login: str, name: str, password: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        office.store.accounts.add(login, name, Role.AGENT, password)


# Reading


def test_a_conversation_shows_what_the_bot_understood_cited_and_how_it_was_liked(office: Office) -> None:
    office.say("c1", "what does gold cost?")
    office.runtime.archive.rate(Feedback("c1", 1, False, now(), "too dear"))

    page = office.signed_in(Role.VIEWER).get("/staff/conversation?id=c1").text

    understood, cited = ("card_fee 87.5 %", "card = gold"), ("A card costs 8 EUR.", "fees.md")
    judged = ("Gold is cheap.", "replaced", "support 0.38; no passage speaks of it", "support 1.00")
    for told in ("WHAT DOES GOLD COST?", *understood, *cited, *judged, "too dear"):
        assert told in page


def test_conversations_are_found_by_words_and_by_bad_feedback(office: Office) -> None:
    office.say("c1", "what does gold cost?")
    office.say("c2", "where is my card?")
    office.runtime.archive.rate(Feedback("c2", 1, False, now()))
    client = office.signed_in(Role.VIEWER)

    assert re.findall(r"conversation\?id=(c\d)", client.get("/staff/").text) == ["c2", "c1"]
    assert re.findall(r"conversation\?id=(c\d)", client.get("/staff/?q=GOLD").text) == ["c1"]
    assert re.findall(r"conversation\?id=(c\d)", client.get("/staff/?unhelpful=true").text) == ["c2"]
    assert "Nothing was found" in client.get("/staff/?q=silver").text


def test_whatever_people_write_is_shown_as_text(office: Office) -> None:
    office.say(ATTACK, ATTACK)
    client = office.signed_in(Role.ADMIN)

    listed = client.get("/staff/", params={"q": "<script>"}).text
    shown = client.get("/staff/conversation", params={"id": ATTACK}).text

    for page in (listed, shown):
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "&lt;script&gt;" in page


def test_figures_are_counted_by_day_and_drawn_without_styles(office: Office) -> None:
    office.say("c1", "what does gold cost?")
    office.say("c1", "a person, please")

    page = office.signed_in(Role.VIEWER).get("/staff/figures").text

    today = f"{now():%d %b}"
    assert f"<title>{today}: 1 answered</title>" in page
    assert f"<title>{today}: 1 handed off</title>" in page
    assert f"<title>{today}: 1 conversations</title>" in page
    assert "style=" not in page


def test_pages_carry_a_policy_that_lets_nothing_foreign_in(office: Office) -> None:
    for answer in (office.open().get("/staff/sign-in"), office.signed_in(Role.VIEWER).get("/staff/")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy
        assert answer.headers["cache-control"] == "no-store"
        assert " style=" not in answer.text
        assert "onclick" not in answer.text


# Writing


def test_an_agent_takes_over_writes_and_gives_back(office: Office) -> None:
    office.say("c1", "hello")
    client = office.signed_in(Role.AGENT)
    taken = client.post("/staff/take-over", data=form(client.get("/staff/conversation?id=c1").text, "take-over"))
    assert "Agent Smith looks after it" in taken.text

    message = form(taken.text, "reply") | {"text": "Hello, I'm here."}
    client.post("/staff/reply", data=message)
    twice = client.post("/staff/reply", data=message)
    office.say("c1", "thank you")
    given = client.post("/staff/give-back", data=form(twice.text, "give-back") | {"note": "is happy"})

    assert twice.text.count("Hello, I&#39;m here.") == 1, "a form that is sent twice says it once"
    assert "Agent Smith gave it back to the bot: is happy" in given.text
    assert "I&#39;m back." in given.text
    assert [turn.reply.text for turn in office.runtime.history("c1")] == ["HELLO", ""]


def test_who_waits_for_a_person_stands_at_the_top(office: Office) -> None:
    office.say("c1", "a person, please")
    client = office.signed_in(Role.AGENT)

    assert "waits for somebody" in client.get("/staff/").text
    client.post("/staff/take-over", data=form(client.get("/staff/conversation?id=c1").text, "take-over"))
    assert "Agent Smith" in client.get("/staff/").text.partition("Latest conversations")[0].partition("<main")[2]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.AGENT, Role.ADMIN])
def test_a_role_may_do_what_it_says(office: Office, role: Role) -> None:
    office.say("c1", "hello")
    client = office.signed_in(role)
    csrf = form(client.get("/staff/").text, "sign-out")

    took = client.post("/staff/take-over", data=csrf | {"conversation": "c1"})
    downloaded = client.get("/staff/download?id=c1")
    deleted = client.post("/staff/delete", data=csrf | {"conversation": "c1"})

    assert took.status_code == (403 if role is Role.VIEWER else 200)
    assert downloaded.status_code == (200 if role is Role.ADMIN else 403)
    assert deleted.status_code == (200 if role is Role.ADMIN else 403)
    assert office.runtime.history("c1") == () if role is Role.ADMIN else office.runtime.history("c1") != ()


def test_a_form_without_the_token_of_the_session_does_nothing(office: Office) -> None:
    office.say("c1", "hello")
    client = office.signed_in(Role.ADMIN)

    for action in ("take-over", "reply", "give-back", "delete", "sign-out"):
        for csrf in ("", "0" * 64, "é"):
            fields = {"conversation": "c1", "hand_off": "1", "text": "x", "message_id": "1", "csrf": csrf}
            assert client.post(f"/staff/{action}", data=fields).status_code == 403
    assert len(office.runtime.history("c1")) == 1
    assert client.get("/staff/").url.path == "/staff/"


def test_a_form_from_another_site_does_nothing(office: Office) -> None:
    office.say("c1", "hello")
    client = office.signed_in(Role.ADMIN)
    fields = form(client.get("/staff/").text, "sign-out") | {"conversation": "c1"}

    answer = client.post("/staff/delete", data=fields, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403
    assert len(office.runtime.history("c1")) == 1


def test_what_is_not_there_is_said_on_a_page(office: Office) -> None:
    client = office.signed_in(Role.AGENT)
    csrf = form(client.get("/staff/").text, "sign-out")

    for answer, status in (
        (client.get("/staff/conversation?id=nowhere"), 404),
        (client.get("/staff/conversation"), 422),
        (client.get("/staff/nowhere"), 404),
        (client.post("/staff/take-over", data=csrf | {"conversation": "nowhere"}), 409),
        (client.post("/staff/reply", data=csrf | {"hand_off": "7", "text": "x", "message_id": "1"}), 409),
        (client.post("/staff/reply", data=csrf | {"hand_off": "x", "text": "x", "message_id": "1"}), 422),
        (client.post("/staff/reply", data=csrf | {"hand_off": "9" * 25, "text": "x", "message_id": "1"}), 422),
        (client.post("/staff/reply", data=csrf | {"hand_off": "9" * 5_000, "text": "x", "message_id": "1"}), 422),
        (client.post("/staff/reply", data=csrf | {"hand_off": "-1", "text": "x", "message_id": "1"}), 422),
        (client.post("/staff/reply", data=csrf | {"hand_off": "7", "text": "x", "message_id": "\0"}), 422),
        (client.post("/staff/give-back", data=csrf | {"hand_off": "9" * 25}), 422),
        (client.post("/staff/give-back", data=csrf | {"hand_off": str(2**63 - 1)}), 409),
        (client.post("/staff/give-back", data=csrf | {"hand_off": "7", "note": "a\0b"}), 422),
        (client.post("/staff/take-over", data=csrf | {"conversation": "a\0b"}), 422),
        (client.get("/staff/conversation?id=a%00b"), 422),
        (client.get("/staff/?q=a%00b"), 422),
    ):
        assert answer.status_code == status
        assert "That was not done" in answer.text


def test_the_console_has_no_options(office: Office) -> None:
    with pytest.raises(ConfigError, match=r"connectors\.staff\.colour: unknown key"):
        connect("Bank", {"colour": "red"}, office.runtime)
