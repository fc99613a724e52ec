"""How often somebody may ask."""

from __future__ import annotations

import time
import uuid
from typing import Any

import jwt
import pytest
from fastapi.testclient import TestClient

from botkit.app.serving import application
from connectors.web import connect
from connectors.web.limits import MOST_KEYS, Allowance
from tests.connectors.parrot import Parrot


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


# The allowance


def test_so_many_at_once_then_one_whenever_its_time_has_come(clock: Clock) -> None:
    allowance = Allowance(6, clock)

    assert [allowance.wait("a") for _ in range(7)] == [0, 0, 0, 0, 0, 0, 10]
    clock.now += 9
    assert allowance.wait("a") == 1
    clock.now += 1
    assert [allowance.wait("a"), allowance.wait("a")] == [0, 10]


def test_who_is_refused_does_not_wait_longer_for_it(clock: Clock) -> None:
    allowance = Allowance(1, clock)
    allowance.wait("a")

    assert [allowance.wait("a") for _ in range(100)] == [60] * 100


def test_no_minute_has_more_than_twice_as_many_and_an_hour_hardly_more(clock: Clock) -> None:
    allowance, taken = Allowance(20, clock), 0
    for _ in range(3600):
        taken += allowance.wait("a") == 0
        clock.now += 1

    assert taken == 20 * 60 + 20 - 1


def test_one_does_not_pay_for_another(clock: Clock) -> None:
    allowance = Allowance(1, clock)

    assert [allowance.wait("a"), allowance.wait("b"), allowance.wait("a")] == [0, 0, 60]


def test_it_forgets_who_was_not_heard_of_for_the_longest_time(clock: Clock) -> None:
    allowance = Allowance(1, clock)
    for number in range(MOST_KEYS + 1):
        allowance.wait(str(number))

    assert allowance.wait("0") == 0
    assert allowance.wait(str(MOST_KEYS)) == 60


# The interface


def conversation(client: TestClient) -> dict[str, str]:
    return {"Authorization": f"Bearer {client.post('/api/v1/conversations').json()['token']}"}


def ask(client: TestClient, auth: dict[str, str]) -> Any:
    return client.post("/api/v1/messages", json={"text": "hello", "id": str(uuid.uuid4())}, headers=auth)


def test_a_visitor_who_sends_too_much_is_asked_to_wait_and_others_are_not() -> None:
    parrot = Parrot()
    with TestClient(connect("Bank", {"messages_per_minute": 2}, parrot).app) as client:
        busy, calm = conversation(client), conversation(client)
        statuses = [ask(client, busy).status_code for _ in range(3)]
        refused = ask(client, busy)
        assert ask(client, calm).status_code == 200
        assert client.get("/api/v1/messages", headers=busy).status_code == 200, "what was said can be read"

    assert statuses == [200, 200, 429]
    assert 0 < int(refused.headers["retry-after"]) <= 30
    assert "please wait" in refused.json()["error"]["message"]
    assert len(parrot.asked) == 3


def test_a_customer_is_one_visitor_in_all_their_conversations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY", "k" * 32)
    identity = jwt.encode({"sub": "customer-7", "exp": int(time.time()) + 60}, "k" * 32, "HS256")
    with TestClient(connect("Bank", {"messages_per_minute": 1, "identity_key_env": "KEY"}, Parrot()).app) as client:
        statuses = []
        for _ in range(2):
            token = client.post("/api/v1/conversations", json={"identity": identity}).json()["token"]
            statuses.append(ask(client, {"Authorization": f"Bearer {token}"}).status_code)

    assert statuses == [200, 429]


def served(address: str, proxies: list[str], **settings: Any) -> TestClient:
    """The bot, asked from that address."""
    connector = connect("Bank", {"requests_per_minute": 2, **settings}, Parrot())
    return TestClient(application([connector], proxies), client=(address, 4711))


def statuses(client: TestClient, forwarded: list[str]) -> list[int]:
    return [client.get("/api/v1/bot", headers={"X-Forwarded-For": who}).status_code for who in forwarded]


def test_an_address_that_asks_too_much_is_refused_but_gets_the_files() -> None:
    with served("203.0.113.9", []) as client:
        assert [client.get("/api/v1/bot").status_code for _ in range(3)] == [200, 200, 429]
        assert client.get("/widget.js").status_code == 200
        assert client.get("/healthz").status_code == 200


def test_a_header_of_somebody_who_is_no_proxy_changes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with served("203.0.113.9", ["10.0.0.0/8"]) as client:
        assert statuses(client, ["198.51.100.1", "198.51.100.2", "198.51.100.3", "198.51.100.4"]) == [
            200,
            200,
            429,
            429,
        ]

    assert caplog.text.count("visitors behind 203.0.113.9 share one limit") == 1


def test_what_a_proxy_says_is_believed() -> None:
    with served("10.1.2.3", ["10.0.0.0/8"]) as client:
        assert statuses(client, ["198.51.100.1", "198.51.100.2", "198.51.100.3"]) == [200, 200, 200]
        assert statuses(client, ["198.51.100.1", "198.51.100.1"]) == [200, 429]


def test_what_a_client_adds_in_front_is_not() -> None:
    with served("10.1.2.3", ["10.0.0.0/8"]) as client:
        assert statuses(client, [f"192.0.2.{number}, 198.51.100.1" for number in range(3)]) == [200, 200, 429]


def test_an_ipv6_subscriber_is_one_address() -> None:
    with served("10.1.2.3", ["10.1.2.3"]) as client:
        assert statuses(client, ["2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8:0:1::1"]) == [
            200,
            200,
            429,
            200,
        ]
