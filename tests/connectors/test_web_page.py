"""The page that a message is written on, as it comes over the wire."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from botkit.domain import Attachment, AttachmentKind
from connectors.web import connect
from tests.connectors.parrot import Parrot

SITE = "https://www.bank.example"
PAGE = {
    "title": "Winter Saver",
    "url": f"{SITE}/winter?session=secret#fees",
    "text": "You earn 4.10 %.",
    "marked": "4.10 %",
}


@pytest.fixture
def parrot() -> Parrot:
    return Parrot()


@pytest.fixture
def client(parrot: Parrot) -> Iterator[TestClient]:
    with TestClient(connect("Bank", {"origins": [SITE], "page": True}, parrot).app) as client:
        yield client


def ask(client: TestClient, page: dict[str, str], site: str = SITE) -> Any:
    headers = {"Origin": site} if site else {}
    token = client.post("/api/v1/conversations", headers=headers).json()["token"]
    body = {"text": "how much is this?", "id": str(uuid.uuid4()), "page": page}
    return client.post("/api/v1/messages", json=body, headers={**headers, "Authorization": f"Bearer {token}"})


def test_a_page_reaches_the_bot_without_query_and_fragment(client: TestClient, parrot: Parrot) -> None:
    assert ask(client, PAGE).status_code == 200

    address = f"{SITE}/winter"
    assert parrot.asked[0].attachments == (
        Attachment(AttachmentKind.SELECTION, "Winter Saver", "4.10 %", address),
        Attachment(AttachmentKind.PAGE, "Winter Saver", "You earn 4.10 %.", address),
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"url": "https://evil.example/winter"}, f"must be a page of {SITE}"),
        ({"url": f"https://evil.example\\@{SITE.removeprefix('https://')}/winter"}, "must be the address of a page"),
        ({"url": f"{SITE}\\.evil.example/winter"}, "must be the address of a page"),
        ({"url": "https:\\\\evil.example/winter"}, "must be the address of a page"),
        ({"url": "javascript:alert(1)"}, "must be the address of a page"),
        ({"url": "https://a@www.bank.example/"}, "must be the address of a page"),
        ({"url": "https://[/"}, "must be the address of a page"),
        ({"text": "x" * 12_001}, "page.text"),
        ({"marked": "x" * 2_001}, "page.marked"),
        ({"title": "x" * 301}, "page.title"),
    ],
)
def test_a_page_that_is_none_of_the_site_or_too_long_is_refused(
    client: TestClient, parrot: Parrot, change: dict[str, str], said: str
) -> None:
    response = ask(client, {**PAGE, **change})

    assert response.status_code == 422
    assert said in response.json()["error"]["message"]
    assert parrot.asked == []


def test_a_program_may_name_any_page(client: TestClient, parrot: Parrot) -> None:
    assert ask(client, {"url": "http://intranet.example/a", "text": "A text."}, site="").status_code == 200
    assert parrot.asked[0].attachments[0].url == "http://intranet.example/a"


def test_a_page_of_the_greatest_length_fits(client: TestClient) -> None:
    longest = {"title": "ん" * 300, "url": SITE, "text": "ん" * 12_000, "marked": "ん" * 2_000}
    assert ask(client, longest).status_code == 200


def test_a_bot_that_reads_no_pages_says_so(parrot: Parrot) -> None:
    with TestClient(connect("Bank", {"origins": [SITE]}, parrot).app) as client:
        response = ask(client, PAGE)
        assert response.status_code == 422
        assert "connectors.web.page" in response.json()["error"]["message"]
        assert client.get("/api/v1/bot").json()["page"] is False
