"""What the tests of Slack share: a fake Slack, and a server that it reaches."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_bot import Front

from botkit.testing.fake_slack import FakeSlack


@pytest.fixture(scope="session")
def front() -> Iterator[Front]:
    with Front() as front:
        yield front


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSlack]:
    with FakeSlack() as slack:
        monkeypatch.setenv("SLACK_SIGNING_SECRET", slack.signing_secret)
        monkeypatch.setenv("SLACK_BOT_TOKEN", slack.token)
        for proxy in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.delenv(proxy, raising=False)
        yield slack
