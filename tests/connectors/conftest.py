"""What the tests of Slack share: a fake Slack, and a server that it reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from botkit.testing.fake_slack import FakeSlack
from tests.connectors.slack_bot import Front


@pytest.fixture(scope="session")
def front() -> Iterator[Front]:
    with Front() as front:
        yield front


@pytest.fixture
def open_slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., FakeSlack]]:
    """Open a fake Slack, and put its secrets where the bot looks for them."""
    for proxy in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(proxy, raising=False)
    with ExitStack() as stack:

        def open_slack(*, sockets: bool = False) -> FakeSlack:
            slack = stack.enter_context(FakeSlack(sockets=sockets))
            monkeypatch.setenv("SLACK_SIGNING_SECRET", slack.signing_secret)
            monkeypatch.setenv("SLACK_BOT_TOKEN", slack.token)
            monkeypatch.setenv("SLACK_APP_TOKEN", slack.api.app_token)
            return slack

        yield open_slack


@pytest.fixture
def slack(open_slack: Callable[..., FakeSlack]) -> FakeSlack:
    return open_slack()
