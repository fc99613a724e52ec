"""The benchmark's storm, in small: threads side by side on a Slack that repeats, fails and loses answers."""

from __future__ import annotations

from benchmarks.slack_storm import run


def test_every_message_is_answered_once_and_in_order_within_the_rate_limits():
    storm = run(messages=80, threads=8, pause=0.5)
    assert storm.problems == ()
    assert len(storm.acknowledged) >= 80 + 8
