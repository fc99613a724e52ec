"""The benchmark's storm, in small: threads side by side on a Slack that repeats, fails and loses answers."""

from __future__ import annotations

import pytest

from benchmarks.slack_storm import run


def test_every_message_is_answered_once_and_in_order_within_the_rate_limits(monkeypatch: pytest.MonkeyPatch):
    for name in ("SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN", "NO_PROXY"):
        monkeypatch.setenv(name, "")  # put back after the test
    for proxy in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(proxy, raising=False)
    storm = run(messages=80, threads=8)
    assert storm.problems == ()
    assert len(storm.acknowledged) >= 80 + 8
