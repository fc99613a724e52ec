"""Whose conversation it is: tokens of visitors, and who a site says is signed in."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from fastapi.testclient import TestClient

from botkit.domain.errors import ConfigError
from connectors.web import connect
from tests.connectors.parrot import Parrot

SITE = "https://www.bank.example"
SHOP = "https://shop.bank.example"
KEY = "k" * 32
SETTINGS = {"origins": [SITE, SHOP], "identity_key_env": "CUSTOMER_KEY", "token_hours": 8}


@pytest.fixture
def parrot() -> Parrot:
    return Parrot()


@pytest.fixture
def client(parrot: Parrot, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("CUSTOMER_KEY", KEY)
    with TestClient(connect("Bank", SETTINGS, parrot).app) as client:
        yield client


def begin(client: TestClient, site: str = "", **body: str) -> str:
    response = client.post("/api/v1/conversations", json=body, headers={"Origin": site} if site else {})
    assert response.status_code == 201, response.text
    return str(response.json()["token"])


def history(client: TestClient, token: str, site: str = "") -> Any:
    headers = {"Authorization": f"Bearer {token}"} | ({"Origin": site} if site else {})
    return client.get("/api/v1/messages", headers=headers)


def ask(client: TestClient, token: str, text: str = "hello") -> Any:
    body = {"text": text, "id": str(uuid.uuid4())}
    return client.post("/api/v1/messages", json=body, headers={"Authorization": f"Bearer {token}"})


def listen(client: TestClient, token: str) -> Any:
    return client.get("/api/v1/events", headers={"Authorization": f"Bearer {token}"})


def claims(token: str) -> dict[str, Any]:
    return dict(jwt.decode(token, options={"verify_signature": False}))


def forged(token: str, key: bytes, algorithm: str = "HS256", **changes: Any) -> str:
    return jwt.encode(claims(token) | changes, key or "", algorithm)


def signing_key(parrot: Parrot) -> bytes:
    return parrot.secret("web visitors")


def moved(token: str, by: timedelta) -> dict[str, Any]:
    """The times in the token, moved into the past."""
    return {name: claims(token)[name] - by.total_seconds() for name in ("iat", "exp")}


def identity(key: str = KEY, **changes: Any) -> str:
    told = {"sub": "customer-7", "name": "Ada King", "exp": datetime.now(UTC) + timedelta(minutes=5)}
    return jwt.encode({name: value for name, value in (told | changes).items() if value is not None}, key, "HS256")


# Visitors


def test_each_token_opens_a_conversation_of_its_own(client: TestClient, parrot: Parrot) -> None:
    for _ in range(3):
        ask(client, begin(client))

    assert len({message.conversation_id for message in parrot.asked}) == 3
    assert all(message.conversation_id.startswith("web:") for message in parrot.asked)


def test_a_token_is_good_on_the_site_that_began_the_conversation_and_on_no_other(client: TestClient) -> None:
    token = begin(client, SITE)

    assert history(client, token, SITE).status_code == 200
    refused = history(client, token, SHOP)
    assert refused.status_code == 401
    assert "another site" in refused.json()["error"]["message"]


def test_a_token_that_a_program_got_is_of_no_use_on_a_page(client: TestClient) -> None:
    assert history(client, begin(client), SITE).status_code == 401


def test_a_token_of_another_bot_is_refused(client: TestClient, parrot: Parrot) -> None:
    with TestClient(connect("Shop", {}, parrot).app) as other:
        assert history(other, begin(client)).status_code == 401


def test_a_token_that_was_not_used_for_long_is_refused(client: TestClient, parrot: Parrot) -> None:
    token = begin(client)
    old = forged(token, signing_key(parrot), **moved(token, timedelta(hours=8, seconds=1)))

    refused = history(client, old)

    assert refused.status_code == 401
    assert "left too long ago" in refused.json()["error"]["message"]


def test_a_token_in_use_is_renewed_for_the_same_conversation(client: TestClient, parrot: Parrot) -> None:
    token = begin(client, SITE)
    assert "Botkit-Token" not in history(client, token).headers, "it is fresh"
    older = forged(token, signing_key(parrot), **moved(token, timedelta(hours=3)))

    for response in (history(client, older), ask(client, older), listen(client, older)):
        renewed = claims(response.headers["Botkit-Token"])
        assert {**renewed, **moved(older, timedelta())} == claims(older)
        assert renewed["exp"] > claims(older)["exp"]


@pytest.mark.parametrize(
    "changes",
    [{"sub": "web:somebody-else"}, {"site": SHOP}, {"exp": 4_000_000_000}, {"customer": "customer-7"}],
)
def test_a_token_that_was_changed_is_refused(client: TestClient, changes: dict[str, Any]) -> None:
    token = begin(client)
    head, _, signature = token.split(".")
    body = forged(token, b"another key of 32 bytes or more.", **changes).split(".")[1]

    assert history(client, f"{head}.{body}.{signature}").status_code == 401
    assert history(client, forged(token, b"another key of 32 bytes or more.", **changes)).status_code == 401


def test_which_algorithm_is_used_is_not_the_tokens_to_choose(client: TestClient, parrot: Parrot) -> None:
    token = begin(client)

    assert history(client, forged(token, b"", algorithm="none")).status_code == 401
    assert history(client, forged(token, signing_key(parrot) * 2, algorithm="HS512")).status_code == 401


def test_a_token_without_an_end_is_refused(client: TestClient, parrot: Parrot) -> None:
    told = claims(begin(client))
    del told["exp"]

    assert history(client, jwt.encode(told, signing_key(parrot), "HS256")).status_code == 401


# Customers


def test_who_is_signed_in_reaches_the_turn(client: TestClient, parrot: Parrot) -> None:
    ask(client, begin(client, identity=identity()))

    [message] = parrot.asked
    assert (message.sender, message.profile) == ("customer-7", {"name": "Ada King"})


def test_the_tenant_that_the_site_has_signed_reaches_the_turn_by_any_token(client: TestClient, parrot: Parrot) -> None:
    token = begin(client, identity=identity(tenant="acme"))
    renewed = ask(client, jwt.encode(claims(token) | moved(token, timedelta(hours=3)), signing_key(parrot), "HS256"))
    ask(client, renewed.headers["botkit-token"])

    assert [message.tenant for message in parrot.asked] == ["acme", "acme"]


def test_a_visitor_is_nobody(client: TestClient, parrot: Parrot) -> None:
    ask(client, begin(client))

    [message] = parrot.asked
    assert (message.sender, message.profile) == ("", {})


@pytest.mark.parametrize(
    ("signed", "sentence"),
    [
        (lambda: identity(key="x" * 32), "not valid (InvalidSignatureError)"),
        (lambda: identity(exp=datetime.now(UTC) - timedelta(seconds=1)), "has expired"),
        (lambda: identity(exp=None), "not valid (MissingRequiredClaimError)"),
        (lambda: identity(sub=None), "not valid (MissingRequiredClaimError)"),
        (lambda: identity(exp=datetime.now(UTC) + timedelta(days=2)), "good for too long"),
        (lambda: identity(name="x" * 201), "'name' must be a text"),
        (lambda: identity(name={"first": "Ada"}), "'name' must be a text"),
        (lambda: identity(sub="a\nb"), "'sub' must be a text"),
        (lambda: identity(tenant=["acme", "other"]), "'tenant' must be a text"),
        (lambda: jwt.encode({"sub": "customer-7", "exp": 4_000_000_000}, "", "none"), "not valid"),
        (lambda: "rubbish", "not valid (DecodeError)"),
    ],
)
def test_an_identity_that_the_site_did_not_sign_like_that_is_refused(
    client: TestClient, signed: Callable[[], str], sentence: str
) -> None:
    response = client.post("/api/v1/conversations", json={"identity": signed()})

    assert response.status_code == 401
    assert sentence in response.json()["error"]["message"]


def test_a_bot_that_knows_no_customers_says_so(parrot: Parrot) -> None:
    with TestClient(connect("Bank", {}, parrot).app) as client:
        response = client.post("/api/v1/conversations", json={"identity": identity()})

    assert response.status_code == 422
    assert "identity_key_env" in response.json()["error"]["message"]


@pytest.mark.parametrize(("key", "what"), [(None, "is not set"), ("short", "is too short")])
def test_a_key_that_is_missing_or_short_is_told_at_the_start(
    parrot: Parrot, monkeypatch: pytest.MonkeyPatch, key: str | None, what: str
) -> None:
    monkeypatch.delenv("CUSTOMER_KEY", raising=False)
    if key:
        monkeypatch.setenv("CUSTOMER_KEY", key)

    with pytest.raises(ConfigError, match=f"CUSTOMER_KEY {what}; set it to 32 random characters"):
        connect("Bank", SETTINGS, parrot)
