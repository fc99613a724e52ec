"""Files that come with a message, over the wire."""

from __future__ import annotations

import uuid
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from botkit.domain import Attachment, AttachmentKind
from botkit.knowledge.attachments.files import FileAttachmentReader
from connectors.web import connect
from connectors.web.attachments import FILE_BYTES
from tests.connectors.parrot import Parrot


@pytest.fixture
def parrot() -> Parrot:
    parrot = Parrot()
    parrot.files = FileAttachmentReader()
    return parrot


@pytest.fixture
def client(parrot: Parrot) -> Iterator[TestClient]:
    with TestClient(connect("Bank", {"files": True}, parrot).app) as client:
        yield client


def ask(client: TestClient, *files: tuple[str, bytes]) -> Any:
    token = client.post("/api/v1/conversations").json()["token"]
    sent = [{"name": name, "data": b64encode(content).decode()} for name, content in files]
    body = {"text": "what does this say?", "id": str(uuid.uuid4()), "files": sent}
    return client.post("/api/v1/messages", json=body, headers={"Authorization": f"Bearer {token}"})


def said(response: Any) -> str:
    assert response.status_code == 422
    return str(response.json()["error"]["message"])


def test_a_file_reaches_the_bot_as_text(client: TestClient, parrot: Parrot) -> None:
    assert ask(client, ("letter.txt", b"It costs 5."), ("more.md", b"# More")).status_code == 200
    assert parrot.asked[0].attachments == (
        Attachment(AttachmentKind.FILE, "letter.txt", "It costs 5.", size=11),
        Attachment(AttachmentKind.FILE, "more.md", "# More", size=6),
    )


def test_the_history_names_the_files_and_not_what_they_say(client: TestClient) -> None:
    token = client.post("/api/v1/conversations").json()["token"]
    asked = {"id": str(uuid.uuid4()), "files": [{"name": "letter.txt", "data": b64encode(b"It costs 5.").decode()}]}
    bearer = {"Authorization": f"Bearer {token}"}
    client.post("/api/v1/messages", json={"text": "and now?", **asked}, headers=bearer)

    history = client.get("/api/v1/messages", headers=bearer)

    assert [turn["files"] for turn in history.json()["turns"]] == [[{"name": "letter.txt", "size": 11}]]
    assert "It costs" not in history.text


def test_the_largest_that_is_allowed_fits(client: TestClient) -> None:
    assert "has over 100,000 characters" in said(ask(client, ("a.txt", b"x" * FILE_BYTES)))


def test_more_than_that_does_not(client: TestClient) -> None:
    assert ask(client, ("a.txt", b"x" * (FILE_BYTES + 64 * 1024))).status_code == 413


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([("a.png", b"x")], "a.png: only .txt"),
        ([("../a.txt", b"x")], "files.0.name"),
        ([("", b"x")], "files.0.name"),
        ([("a.txt", b"x")] * 4, "files"),
    ],
)
def test_what_is_no_such_file_is_refused(
    client: TestClient, parrot: Parrot, files: list[tuple[str, bytes]], words: str
) -> None:
    assert words in said(ask(client, *files))
    assert parrot.asked == []


def test_what_is_no_base64_is_refused(client: TestClient) -> None:
    token = client.post("/api/v1/conversations").json()["token"]
    body = {"text": "a", "id": str(uuid.uuid4()), "files": [{"name": "a.txt", "data": "a"}]}
    assert "files.0.data" in said(
        client.post("/api/v1/messages", json=body, headers={"Authorization": f"Bearer {token}"})
    )


def test_a_bot_that_reads_no_files_says_so(parrot: Parrot) -> None:
    with TestClient(connect("Bank", {}, parrot).app) as client:
        assert "connectors.web.files" in said(ask(client, ("a.txt", b"x")))
        assert client.get("/api/v1/bot").json()["files"] == []


def test_which_files_are_read_can_be_asked(client: TestClient) -> None:
    assert client.get("/api/v1/bot").json()["files"][:2] == [".txt", ".md"]
