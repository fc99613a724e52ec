"""Socket Mode: the same over a WebSocket, whatever becomes of the connection."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from botkit.domain.errors import ConfigError, ConnectorError
from botkit.testing.fake_slack import FakeSlack
from tests.connectors.slack_bot import Front, running_bot


@pytest.fixture
def slack(open_slack: Callable[..., FakeSlack]) -> FakeSlack:
    return open_slack(sockets=True)


def said(slack: FakeSlack, count: int) -> list[str]:
    return [post["text"] for post in slack.wait_for_posts(count)]


def test_a_message_is_answered_and_a_click_taken(slack: FakeSlack, front: Front, tmp_path: Path):
    with running_bot(slack, front, tmp_path):
        assert slack.send_event(slack.direct_message("fee?")).taken
        [post] = slack.wait_for_posts(1)
        assert slack.send_click(post, "Block my card").taken
        assert said(slack, 2)[1] == "2: Block my card"


@pytest.mark.parametrize("warn", [True, False], ids=["refresh", "cut"])
def test_a_connection_that_ends_is_opened_again(slack: FakeSlack, front: Front, tmp_path: Path, warn: bool):
    assert slack.socket is not None
    with running_bot(slack, front, tmp_path):
        assert slack.send_event(slack.direct_message("one")).taken
        slack.socket.disconnect(warn=warn)
        slack.socket.wait_for_connection(2)
        assert slack.send_event(slack.direct_message("two")).taken
        assert said(slack, 2) == ["1: one", "2: two"]


def test_an_envelope_that_comes_twice_is_answered_once(slack: FakeSlack, front: Front, tmp_path: Path):
    with running_bot(slack, front, tmp_path):
        event = slack.direct_message("one")
        assert slack.send_event(event, event_id="Ev1").taken
        assert slack.send_event(event, event_id="Ev1", retry=1, reason="timeout").taken
        slack.send_event(slack.direct_message("two"))
        assert said(slack, 2) == ["1: one", "2: two"]


def test_what_could_not_be_kept_is_not_acknowledged(slack: FakeSlack, front: Front, tmp_path: Path):
    assert slack.socket is not None
    with running_bot(slack, front, tmp_path) as bot:
        bot.service.failures = 1
        event = slack.direct_message("one")
        assert not slack.socket.send("events_api", slack.envelope(event), timeout=2)
        assert slack.send_event(event, retry=1, reason="timeout").taken
        assert said(slack, 1) == ["1: one"]


def test_a_wrong_app_token_is_named_at_the_start(slack: FakeSlack, front: Front, tmp_path: Path):
    slack.api.app_token = "xapp-another"
    with (
        pytest.raises(ConnectorError, match=r"did not open a connection \(apps.connections.open\): invalid_auth"),
        running_bot(slack, front, tmp_path),
    ):
        pass


def test_another_kind_of_app_token_is_refused(
    slack: FakeSlack, front: Front, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SLACK_APP_TOKEN", "xoxb-1")
    with (
        pytest.raises(ConfigError, match="SLACK_APP_TOKEN holds no app-level token"),
        running_bot(slack, front, tmp_path),
    ):
        pass
