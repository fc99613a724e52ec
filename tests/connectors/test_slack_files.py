"""Files that come with a message: what is read, what is not, and to whom the token is shown."""

from __future__ import annotations

import pytest

from botkit.testing.fake_slack import FakeSlack, Payload
from connectors.slack.files import Files, FileText, attached_files
from connectors.slack.workspaces import OneWorkspace


def read(slack: FakeSlack, *files: Payload, api_url: str = "") -> tuple[FileText, ...]:
    workspaces = OneWorkspace(slack.token, slack.api_url)
    return Files(workspaces, api_url or slack.api_url).read("", attached_files({"files": list(files)}))


def test_text_is_read(slack: FakeSlack):
    files = [slack.upload("a.txt", "Größe".encode()), slack.upload("b.json", b"{}", mimetype="application/json")]
    assert read(slack, *files) == (FileText("a.txt", "Größe"), FileText("b.json", "{}"))


@pytest.mark.parametrize(
    ("name", "content", "kind", "why"),
    [
        ("photo.png", b"\x89PNG", "image/png", "I can read text only"),
        ("long.txt", b"x" * 100_001, "text/plain", "it is larger than 100 KB"),
        ("latin.txt", "Größe".encode("latin-1"), "text/plain", "it is not written in UTF-8"),
    ],
)
def test_what_is_not_read_gets_a_word(slack: FakeSlack, name: str, content: bytes, kind: str, why: str):
    assert read(slack, slack.upload(name, content, mimetype=kind)) == (FileText(name, refusal=why),)


def test_a_file_that_is_larger_than_slack_says_is_not_read_whole(slack: FakeSlack):
    file = {**slack.upload("long.txt", b"x" * 300_000), "size": 10}
    assert read(slack, file) == (FileText("long.txt", refusal="it is larger than 100 KB"),)


def test_of_many_files_the_first_are_read(slack: FakeSlack):
    texts = read(slack, *(slack.upload(f"{number}.txt", b"x") for number in range(5)))
    assert [bool(text.refusal) for text in texts] == [False, False, False, True, True]


def test_without_the_permission_slack_leads_to_a_page_that_is_not_read(
    slack: FakeSlack, caplog: pytest.LogCaptureFixture
):
    slack.files["/signin"] = b"Sign in to Fake"
    slack.api.workspaces[slack.token].scopes = "chat:write"
    [file] = read(slack, slack.upload("a.txt", b"text"))
    assert file.refusal == "Slack did not give it to me"
    assert "the app needs the scope files:read" in caplog.text
    assert slack.token not in caplog.text


@pytest.mark.parametrize(
    "url",
    [
        "https://files.slack.com.evil.example/a.txt",
        "https://evilslack.com/a.txt",
        "https://files.slack.com@evil.example/a.txt",
        "https://evil.example\\.slack.com/a.txt",
        "https://evil.example\\@files.slack.com/a.txt",
        "https://evil.example/\u3002slack.com",
        "https://ev\u200bil.files\u3002slack.com/a.txt",
        "https://files.slack.com:8443/a.txt",
        "http://files.slack.com/a.txt",
        "file:///etc/passwd",
        "https://[broken/a.txt",
        "",
    ],
)
def test_the_token_is_shown_to_slack_alone(slack: FakeSlack, url: str):
    file = {**slack.upload("a.txt", b"text"), "url_private": url, "url_private_download": url}
    assert read(slack, file) == (FileText("a.txt", refusal="it is not kept by Slack"),)


def test_another_port_of_the_same_machine_is_another_host(slack: FakeSlack):
    [file] = read(slack, slack.upload("a.txt", b"text"), api_url="https://slack.com/api/")
    assert file.refusal == "it is not kept by Slack"
