"""Many workspaces: installed with OAuth, each with its own token, kept encrypted."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.fernet import Fernet

from botkit.domain.errors import ConfigError
from botkit.testing.fake_slack import FakeSlack
from botkit.testing.fake_slack.web_api import Workspace
from tests.connectors.slack_bot import Front, SlackBot, running_bot

SECOND = Workspace("xoxb-second-workspace", "T0SECOND", bot_user="U0BOT2", bot="B0BOT2")


@pytest.fixture
def bot(
    slack: FakeSlack, front: Front, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> Iterator[SlackBot]:
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "client-secret")
    key = Fernet.generate_key().decode()
    with running_bot(slack, front, tmp_path, url=database_url, keys=key, workspaces="many") as bot:
        yield bot


def get(front: Front, path: str, cookie: str = "") -> tuple[int, dict[str, str], str]:
    connection = HTTPConnection("127.0.0.1", urlsplit(front.address).port, timeout=30)
    connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    response = connection.getresponse()
    result = response.status, {key.lower(): value for key, value in response.getheaders()}, response.read().decode()
    connection.close()
    return result


def install(slack: FakeSlack, front: Front, workspace: Workspace, *, state: str = "") -> tuple[int, str]:
    """Goes through the installation as a browser would."""
    status, headers, page = get(front, "/slack/install")
    assert status == 200
    link = next(part for part in page.split(chr(34)) if "oauth/v2/authorize" in part).replace("&amp;", "&")
    asked = parse_qs(urlsplit(link).query)
    assert asked["client_id"] == ["1.2"]
    assert "chat:write" in asked["scope"][0]
    slack.api.installs["code-1"] = workspace
    cookie = headers["set-cookie"].split(";")[0]
    status, _, page = get(front, f"/slack/oauth_redirect?code=code-1&state={state or asked['state'][0]}", cookie)
    return status, page


def test_a_workspace_tells_the_tenant_of_its_messages(slack: FakeSlack, front: Front, tmp_path: Path):
    with running_bot(slack, front, tmp_path, tenants={"T0FAKE": "acme"}) as bot:
        assert slack.send_event(slack.direct_message("hello")).taken
        slack.wait_for_posts(1)
        [turn] = bot.service.history(f"slack:T0FAKE:{slack.direct_message('x')['channel']}:dm")
    assert turn.message.tenant == "acme"


def test_whoever_installs_the_app_is_answered_with_their_own_token(slack: FakeSlack, front: Front, bot: SlackBot):
    del bot
    assert install(slack, front, SECOND)[0] == 200
    assert slack.send_event(slack.direct_message("hello"), team="T0SECOND").taken
    [post] = slack.wait_for_posts(1)
    assert (post["text"], post["team"], post["user"]) == ("1: hello", "T0SECOND", "U0BOT2")


def test_two_workspaces_are_kept_apart(slack: FakeSlack, front: Front, bot: SlackBot):
    del bot
    install(slack, front, Workspace(slack.token, slack.team))
    install(slack, front, SECOND)
    for team in (slack.team, "T0SECOND"):
        slack.send_event(slack.direct_message("hello"), team=team)
    posts = slack.wait_for_posts(2)
    assert sorted((post["team"], post["text"]) for post in posts) == [
        (slack.team, "1: hello"),
        ("T0SECOND", "1: hello"),
    ]


def test_a_team_that_has_not_installed_the_app_is_refused(
    slack: FakeSlack, bot: SlackBot, caplog: pytest.LogCaptureFixture
):
    slack.send_event(slack.direct_message("top secret"), team="T0STRANGER")
    assert "the app is not installed in team T0STRANGER" in caplog.text
    assert "top secret" not in caplog.text
    assert bot.store.inbox.unanswered() == []
    assert slack.posts == []


def test_an_app_that_was_removed_is_forgotten(slack: FakeSlack, front: Front, bot: SlackBot):
    install(slack, front, SECOND)
    slack.send_event({"type": "app_uninstalled"}, team="T0SECOND")
    slack.send_event(slack.direct_message("hello"), team="T0SECOND")
    assert bot.store.inbox.unanswered() == []
    assert slack.posts == []


def test_a_state_that_was_not_issued_here_installs_nothing(slack: FakeSlack, front: Front, bot: SlackBot):
    del bot
    assert install(slack, front, SECOND, state="forged")[0] in (400, 401)
    slack.send_event(slack.direct_message("hello"), team="T0SECOND")
    assert slack.posts == []


def test_tokens_are_encrypted_in_the_database(slack: FakeSlack, front: Front, bot: SlackBot, tmp_path: Path):
    install(slack, front, SECOND)
    vault = bot.store.vault
    assert vault is not None
    assert SECOND.token in (vault.read("slack:T0SECOND") or "")
    for file in tmp_path.iterdir():
        assert SECOND.token.encode() not in file.read_bytes()


def test_without_a_key_tokens_are_not_kept(
    slack: FakeSlack, front: Front, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "client-secret")
    with pytest.raises(ConfigError, match=r"name the key in 'privacy.key_env'"):
        running_bot(slack, front, tmp_path, workspaces="many").__enter__()
