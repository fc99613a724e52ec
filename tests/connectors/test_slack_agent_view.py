"""Slack's agent view: every direct message opens a thread, with a title, a status, and questions to start with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from botkit.domain.ports import Previewer
from botkit.testing.fake_slack import FakeSlack, payloads
from tests.connectors.slack_bot import Front, SlackBot, running_bot

PROMPTS = ["What does a card cost?", "How do I block my card?"]


@pytest.fixture(autouse=True)
def bot(slack: FakeSlack, front: Front, tmp_path: Path) -> Iterator[SlackBot]:
    with running_bot(slack, front, tmp_path, agent=True, prompts=PROMPTS) as bot:
        yield bot


def test_a_direct_message_opens_a_thread_with_a_title_and_a_status(slack: FakeSlack):
    event = slack.direct_message("what is new?")
    assert slack.send_event(event).taken
    [post] = slack.wait_for_posts(1)
    assert (post["text"], post["thread_ts"]) == ("1: what is new?", event["ts"])
    slack.wait_until(lambda: slack.ledger.titles and slack.ledger.statuses)
    place = {"channel_id": "D0ANNA", "thread_ts": event["ts"]}
    assert slack.ledger.titles == [{**place, "title": "what is new?"}]
    assert slack.ledger.statuses == [{**place, "status": "is looking for the answer…"}]


def test_what_follows_in_the_thread_keeps_its_title(slack: FakeSlack):
    event = slack.direct_message("one")
    slack.send_event(event)
    slack.send_event(slack.direct_message("two", thread_ts=event["ts"]))
    assert [post["text"] for post in slack.wait_for_posts(2)] == ["1: one", "2: two"]
    slack.wait_until(lambda: len(slack.ledger.statuses) == 2)
    assert [title["title"] for title in slack.ledger.titles] == ["one"]


def test_two_messages_at_the_top_are_two_conversations(slack: FakeSlack):
    for text in ("one", "two"):
        slack.send_event(slack.direct_message(text))
    assert sorted(post["text"] for post in slack.wait_for_posts(2)) == ["1: one", "1: two"]


def test_questions_are_suggested_where_a_thread_is_opened(slack: FakeSlack):
    assert slack.send_event(payloads.assistant_thread_started("U0ANNA", "D0ANNA", "1700000000.000100")).taken
    slack.wait_until(lambda: slack.ledger.prompts)
    [suggested] = slack.ledger.prompts
    assert (suggested["channel_id"], suggested["thread_ts"]) == ("D0ANNA", "1700000000.000100")
    assert [prompt["message"] for prompt in suggested["prompts"]] == PROMPTS


def test_questions_are_suggested_where_the_messages_are_opened(slack: FakeSlack):
    opened = {**payloads.app_home_opened("U0ANNA", "D0ANNA", slack.ts()), "tab": "messages"}
    assert slack.send_event(opened).taken
    slack.wait_until(lambda: slack.ledger.prompts)
    assert "thread_ts" not in slack.ledger.prompts[0]


@pytest.mark.parametrize("method", ["assistant.threads.setStatus", "assistant.threads.setTitle"])
def test_what_slack_does_not_show_holds_up_no_answer(slack: FakeSlack, method: str):
    slack.fail(method, "internal_error", calls=5)
    assert slack.send_event(slack.direct_message("hello")).taken
    assert slack.wait_for_posts(1)[0]["text"] == "1: hello"


def test_the_connector_shows_replies_while_they_are_made(front: Front):
    assert isinstance(front.connector, Previewer)
