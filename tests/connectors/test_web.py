import asyncio
import json
import threading
import uuid
from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from botkit.domain import DecisionKind, Delivery, Message, Reply
from botkit.domain.errors import Busy, StoreError
from botkit.domain.ports import Tell
from connectors.web import connect
from tests.connectors.parrot import FEE, Parrot


@pytest.fixture
def parrot() -> Parrot:
    return Parrot()


@pytest.fixture
def client(parrot: Parrot) -> Iterator[TestClient]:
    settings = {"origins": ["https://www.bank.example"], "suggestions": ["What does a card cost?"], "accent": "#FFD400"}
    with TestClient(connect("Bank <b>", settings, parrot).app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def auth(client: TestClient) -> dict[str, str]:
    return bearer(client)


def bearer(client: TestClient) -> dict[str, str]:
    response = client.post("/api/v1/conversations")
    assert response.status_code == 201
    return {"Authorization": f"Bearer {response.json()['token']}"}


def ask(client: TestClient, auth: dict[str, str], text: str, message_id: str | None = None) -> Any:
    return client.post("/api/v1/messages", json={"text": text, "id": message_id or str(uuid.uuid4())}, headers=auth)


def blocks(body: str) -> list[dict[str, str]]:
    """The fields of a stream's events."""
    return [dict(line.split(": ", 1) for line in block.split("\n")) for block in body.strip().split("\n\n")]


def events(body: str) -> list[tuple[str, Any]]:
    """The (event, data) pairs of a stream."""
    return [(block["event"], json.loads(block["data"])) for block in blocks(body)]


def error(response: Any) -> str:
    body = response.json()
    assert set(body) == {"error"}
    assert body["error"]["status"] == response.status_code
    return str(body["error"]["message"])


def test_the_form_of_the_answer_comes_with_the_reply_and_with_the_history(
    client: TestClient, auth: dict[str, str]
) -> None:
    date = {"kind": "date", "label": "the date", "choices": []}

    assert events(ask(client, auth, "ask for a date").text)[-1][1]["field"] == date
    assert events(ask(client, auth, "what does a card cost").text)[-1][1]["field"] is None
    past = client.get("/api/v1/messages", headers=auth).json()["turns"]
    assert [turn["reply"]["field"] for turn in past] == [date, None]


def test_a_message_streams_its_stages_its_text_and_its_reply(client: TestClient, auth: dict[str, str]) -> None:
    response = ask(client, auth, "what does a card cost")

    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["x-accel-buffering"] == "no"
    told = events(response.text)
    assert [data["stage"] for name, data in told if name == "status"] == ["understand", "retrieve", "generate"]
    assert "".join(data["text"] for name, data in told if name == "delta") == FEE.text
    name, reply = told[-1]
    assert name == "reply"
    assert reply["text"] == FEE.text
    assert (reply["decision"], reply["seq"], reply["choices"]) == ("answer", 1, ["Block my card", "Something else"])
    assert reply["citations"][0] == {
        "title": "Replace a card",
        "source": "cards/replace.md",
        "quote": "A replacement costs 8 EUR.",
        "url": "https://bank.example/replace",
    }
    assert "T" in reply["at"]


def test_the_history_holds_the_conversation_and_no_other(client: TestClient, auth: dict[str, str]) -> None:
    message_id = str(uuid.uuid4())
    ask(client, auth, "what does a card cost", message_id)
    ask(client, auth, "thanks")

    turns = client.get("/api/v1/messages", headers=auth).json()["turns"]

    assert [(turn["text"], turn["reply"]["seq"]) for turn in turns] == [("what does a card cost", 1), ("thanks", 2)]
    assert turns[0]["id"] == message_id
    assert turns[0]["reply"]["citations"][0]["quote"] == "A replacement costs 8 EUR."
    assert client.get("/api/v1/messages", headers=bearer(client)).json() == {"turns": [], "said": []}


def test_a_repeated_id_is_answered_once(client: TestClient, auth: dict[str, str]) -> None:
    message_id = str(uuid.uuid4())
    first, again = (events(ask(client, auth, "hello", message_id).text)[-1] for _ in range(2))

    assert first == again
    assert len(client.get("/api/v1/messages", headers=auth).json()["turns"]) == 1


def test_an_id_of_another_conversation_does_not_open_it(client: TestClient, auth: dict[str, str]) -> None:
    message_id = str(uuid.uuid4())
    ask(client, auth, "my secret", message_id)

    stolen = events(ask(client, bearer(client), "hello", message_id).text)[-1][1]

    assert stolen["text"] == "hello"


@pytest.mark.parametrize(
    "header", [None, "Bearer short", "Bearer " + "a" * 44, "Bearer " + "é" * 43, "Basic " + "a" * 43]
)
def test_without_a_proper_token_nothing_is_read_or_written(
    client: TestClient, parrot: Parrot, header: str | None
) -> None:
    auth = [(b"Authorization", header.encode())] if header else []

    read = client.get("/api/v1/messages", headers=auth)
    written = client.post("/api/v1/messages", json={"text": "hello", "id": str(uuid.uuid4())}, headers=auth)

    for response in (read, written):
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "Bearer"
        assert "token" in error(response)
    assert parrot.asked == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (" \n ", "the message is empty; write a question"),
        ("x" * 4001, "the message has 4,001 characters; at most 4,000 are read: shorten it"),
    ],
)
def test_a_message_that_cannot_be_taken_is_refused_with_its_reason(
    client: TestClient, auth: dict[str, str], text: str, sentence: str
) -> None:
    response = ask(client, auth, text)

    assert response.status_code == 422
    assert error(response) == sentence


def test_the_longest_message_passes_in_any_script(client: TestClient, auth: dict[str, str]) -> None:
    body = json.dumps({"text": "🏦" * 4000, "id": str(uuid.uuid4())}, ensure_ascii=False).encode()

    response = client.post("/api/v1/messages", content=body, headers=auth | {"Content-Type": "application/json"})

    assert events(response.text)[-1][1]["text"] == "🏦" * 4000


@pytest.mark.parametrize(
    ("body", "status", "part"),
    [
        (b'{"text": "\xff\xfe", "id": "6d3f0f37-2c55-4b60-8f4b-0e3ac7d3a001"}', 400, "not valid UTF-8"),
        (b'{"text": "hi", "id": "1"}', 422, "id: "),
        (b'{"text": 5, "id": "6d3f0f37-2c55-4b60-8f4b-0e3ac7d3a001"}', 422, "text: "),
        (b'{"text": "\\ud800", "id": "6d3f0f37-2c55-4b60-8f4b-0e3ac7d3a001"}', 422, "not valid UTF-8"),
        (b'{"text": "hi", "id": "6d3f0f37-2c55-4b60-8f4b-0e3ac7d3a001", "admin": true}', 422, "admin: "),
        (b'{"text": ', 422, "JSON"),
        (b"[" * 15_000, 400, "body"),
        (b"", 422, "body: "),
        (b'{"text": "' + b"x" * 17_000 + b'"}', 413, "16,384 bytes"),
    ],
)
def test_a_body_that_is_no_message_is_refused(
    client: TestClient, auth: dict[str, str], parrot: Parrot, body: bytes, status: int, part: str
) -> None:
    response = client.post("/api/v1/messages", content=body, headers=auth | {"Content-Type": "application/json"})

    assert response.status_code == status
    assert part in error(response)
    assert parrot.asked == []


def test_a_large_body_without_a_length_is_refused_too(client: TestClient, auth: dict[str, str]) -> None:
    chunks = (b"x" * 1024 for _ in range(17))

    response = client.post("/api/v1/messages", content=chunks, headers=auth | {"Content-Type": "application/json"})

    assert response.status_code == 413


def test_a_full_queue_asks_to_come_back(auth: dict[str, str]) -> None:
    class Full(Parrot):
        def attend(self, message: Message, tell: Tell) -> Any:
            raise Busy("too many people are asking just now")

    with TestClient(connect("Bank <b>", {}, Full()).app) as client:
        response = ask(client, auth, "hello")

    assert (response.status_code, response.headers["retry-after"]) == (429, "5")
    assert error(response) == "too many people are asking just now"


def test_a_failing_turn_ends_in_an_error_that_tells_the_customer_nothing_of_the_inside(
    client: TestClient, auth: dict[str, str], parrot: Parrot, caplog: pytest.LogCaptureFixture
) -> None:
    parrot.fail_next = 1

    [(name, data)] = events(ask(client, auth, "my private question").text)

    assert name == "error"
    assert data == {"message": "Something went wrong on our side. Please try again."}
    assert "OSError" in caplog.text
    assert "/srv/secret" not in caplog.text, "a foreign error may quote the message"
    assert "my private question" not in caplog.text


def test_a_client_that_leaves_ends_the_stream(auth: dict[str, str], parrot: Parrot) -> None:
    """Talks ASGI: a test client would wait for the end of the reply."""
    parrot.hold = {"text": threading.Event()}
    body = json.dumps({"text": "hello", "id": str(uuid.uuid4())}).encode()
    headers = {"content-type": "application/json", "host": "testserver"} | auth
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": "/api/v1/messages",
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }
    incoming: list[dict[str, Any]] = [{"type": "http.request", "body": body}, {"type": "http.disconnect"}]

    async def receive() -> dict[str, Any]:
        if len(incoming) == 1:
            await begun.wait()
        return incoming.pop(0)

    begun = asyncio.Event()
    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)
        begun.set()

    async def leave() -> None:
        await connect("Bank <b>", {}, parrot).app(scope, receive, send)
        assert parrot.left.is_set()
        parrot.hold["text"].set()

    asyncio.run(leave())

    assert sent[0]["status"] == 200
    assert not any(b"event: reply" in message.get("body", b"") for message in sent)


def test_every_response_carries_the_security_headers(client: TestClient, auth: dict[str, str]) -> None:
    responses = [
        client.get("/"),
        client.get("/widget.js"),
        client.get("/nowhere"),
        ask(client, auth, "hello"),
        ask(client, {}, "hello"),
        client.post("/api/v1/conversations", headers={"Origin": "https://evil.example"}),
    ]

    for response in responses:
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'self'" in policy
        assert "unsafe" not in policy
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "strict-origin-when-cross-origin"


def test_a_database_that_is_away_is_told_to_the_operator_only(
    auth: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    class Away(Parrot):
        def history(self, conversation_id: str) -> Any:
            raise StoreError("the database at /srv/bank.db is away")

    with TestClient(connect("Bank <b>", {}, Away()).app) as client:
        response = client.get("/api/v1/messages", headers=auth)

    assert response.status_code == 503
    assert "/srv" not in error(response)
    assert "the database at /srv/bank.db is away" in caplog.text


def test_an_internal_failure_is_an_error_in_the_same_shape(auth: dict[str, str]) -> None:
    class Broken(Parrot):
        def history(self, conversation_id: str) -> Any:
            raise OSError("/srv/secret")

    with TestClient(connect("Bank <b>", {}, Broken()).app, raise_server_exceptions=False) as client:
        response = client.get("/api/v1/messages", headers=auth)

    assert response.status_code == 500
    assert "secret" not in error(response)
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://testserver.evil.example", "http://testserver:81"]
)
def test_a_foreign_site_may_not_write(client: TestClient, parrot: Parrot, origin: str) -> None:
    response = client.post("/api/v1/conversations", headers={"Origin": origin})

    assert response.status_code == 403
    assert "connectors.web.origins" in error(response)
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("origin", ["http://testserver", "https://testserver", "https://www.bank.example"])
def test_the_own_page_and_the_listed_sites_may(client: TestClient, origin: str) -> None:
    assert client.post("/api/v1/conversations", headers={"Origin": origin}).status_code == 201


def test_a_listed_site_passes_the_preflight_without_credentials(client: TestClient) -> None:
    ask_first = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }

    listed = client.options("/api/v1/messages", headers=ask_first | {"Origin": "https://www.bank.example"})
    foreign = client.options("/api/v1/messages", headers=ask_first | {"Origin": "https://evil.example"})

    assert listed.status_code == 200
    assert listed.headers["access-control-allow-origin"] == "https://www.bank.example"
    assert "access-control-allow-credentials" not in listed.headers
    assert foreign.status_code == 400
    assert "access-control-allow-origin" not in foreign.headers


def test_the_page_names_the_bot_and_loads_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/")

    assert page.headers["content-type"].startswith("text/html")
    assert "<title>Bank &lt;b&gt;</title>" in page.text
    assert "What does a card cost?" in page.text
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert " style=" not in page.text
    assert "onclick" not in page.text


def test_the_widget_is_one_file_with_its_style_inside(client: TestClient) -> None:
    widget = client.get("/widget.js")

    assert widget.headers["content-type"].startswith("text/javascript")
    assert "@widget.css@" not in widget.text
    assert ".launcher" in widget.text
    assert "innerHTML" not in widget.text


def test_a_browser_that_has_a_file_is_told_so(client: TestClient) -> None:
    tag = client.get("/widget.js").headers["etag"]

    again = client.get("/widget.js", headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")


def test_the_widget_learns_the_bot(client: TestClient) -> None:
    bot = client.get("/api/v1/bot").json()

    assert bot["title"] == "Bank <b>"
    assert bot["suggestions"] == ["What does a card cost?"]
    assert (bot["accent"], bot["on_accent"]) == ("#ffd400", "#000000")


def test_the_interface_is_described_without_a_docs_page(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]

    assert set(paths) == {
        "/api/v1/conversations",
        "/api/v1/conversation",
        "/api/v1/messages",
        "/api/v1/speech",
        "/api/v1/events",
        "/api/v1/feedback",
        "/api/v1/bot",
        "/healthz",
    }
    assert client.get("/docs").status_code == 404


def test_it_says_that_it_is_alive(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_a_wrong_address_or_method_is_an_error_in_the_same_shape(client: TestClient) -> None:
    assert error(client.get("/api/v1/nothing")) == "Not Found"
    assert error(client.delete("/healthz")) == "Method Not Allowed"


def test_it_can_be_mounted_beside_other_applications(parrot: Parrot) -> None:
    outer = FastAPI()
    connector = connect("Bank", {}, parrot)
    outer.mount(connector.prefix, connector.app)

    with TestClient(outer) as client:
        assert events(ask(client, bearer(client), "hello").text)[-1][1]["text"] == "hello"
        assert client.get("/").status_code == 200


def test_a_reply_of_the_outbox_needs_no_sending(parrot: Parrot) -> None:
    delivery = Delivery(7, "web", "web:1", {}, Reply("hello", DecisionKind.SMALLTALK))

    assert connect("Bank", {}, parrot).deliver(delivery) == "web:7"
