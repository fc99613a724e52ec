"""The Slack connector against a fake Slack: what people on Slack see."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from botkit.testing.fake_slack import FakeSlack
from tests.connectors.slack_bot import Front, SlackBot, running_bot


@pytest.fixture
def bot(slack: FakeSlack, front: Front, tmp_path: Path) -> Iterator[SlackBot]:
    with running_bot(slack, front, tmp_path) as bot:
        yield bot


def said(slack: FakeSlack, count: int) -> list[str]:
    return [post["text"] for post in slack.wait_for_posts(count)]


@pytest.mark.usefixtures("bot")
class TestWhoIsAnswered:
    def test_a_direct_message_is_answered_in_the_channel_of_the_conversation(self, slack: FakeSlack):
        assert slack.send_event(slack.direct_message("hello")).status == 200
        [post] = slack.wait_for_posts(1)
        assert (post["text"], post["channel"]) == ("1: hello", "D0ANNA")
        assert "thread_ts" not in post

    def test_direct_messages_at_the_top_level_are_one_conversation(self, slack: FakeSlack):
        for text in ("one", "two", "three"):
            slack.send_event(slack.direct_message(text))
        assert said(slack, 3) == ["1: one", "2: two", "3: three"]

    def test_a_thread_of_direct_messages_is_a_conversation_of_its_own(self, slack: FakeSlack):
        root = slack.direct_message("one")
        slack.send_event(root)
        slack.wait_for_posts(1)
        slack.send_event(slack.direct_message("aside", thread_ts=root["ts"]))
        aside = slack.wait_for_posts(2)[1]
        assert (aside["text"], aside["thread_ts"]) == ("1: aside", root["ts"])

    def test_two_people_have_two_conversations(self, slack: FakeSlack):
        slack.send_event(slack.direct_message("from Anna"))
        slack.send_event(slack.direct_message("from Ben", channel="D0BEN", user="U0BEN"))
        assert sorted(said(slack, 2)) == ["1: from Anna", "1: from Ben"]

    def test_a_mention_is_answered_in_its_thread_without_the_name_of_the_bot(self, slack: FakeSlack):
        mention = slack.mention("what is new?")
        slack.send_event(mention)
        [post] = slack.wait_for_posts(1)
        assert (post["text"], post["channel"]) == ("1: what is new?", "C0HELP")
        assert post["thread_ts"] == mention["ts"]

    def test_a_mention_inside_a_thread_stays_in_that_thread(self, slack: FakeSlack):
        slack.send_event(slack.mention("help", thread_ts="1700000000.000100"))
        assert slack.wait_for_posts(1)[0]["thread_ts"] == "1700000000.000100"

    def test_a_thread_is_followed_without_new_mentions(self, slack: FakeSlack):
        mention = slack.mention("one")
        slack.send_event(mention)
        slack.wait_for_posts(1)
        slack.send_event(slack.channel_message("two", thread_ts=mention["ts"], user="U0BEN"))
        assert said(slack, 2) == ["1: one", "2: two"]

    def test_a_follow_up_is_heard_before_the_mention_has_been_answered(self, slack: FakeSlack):
        mention = slack.mention("one")
        slack.send_event(mention)
        slack.send_event(slack.channel_message("two", thread_ts=mention["ts"]))
        assert said(slack, 2) == ["1: one", "2: two"]

    def test_channels_and_threads_that_nobody_called_the_bot_into_are_left_alone(self, slack: FakeSlack):
        answers = [
            slack.send_event(slack.channel_message("lunch?")),
            slack.send_event(slack.channel_message("pizza", thread_ts="1700000000.000100")),
        ]
        assert [answer.status for answer in answers] == [200, 200]
        slack.send_event(slack.direct_message("sentinel"))
        assert said(slack, 1) == ["1: sentinel"]

    def test_what_is_addressed_to_a_colleague_in_a_followed_thread_is_left_alone(self, slack: FakeSlack):
        mention = slack.mention("one")
        slack.send_event(mention)
        slack.send_event(slack.channel_message("<@U0BEN> can you look?", thread_ts=mention["ts"]))
        slack.send_event(slack.channel_message("two", thread_ts=mention["ts"]))
        assert said(slack, 2) == ["1: one", "2: two"]

    @pytest.mark.parametrize(
        "more",
        [
            {"bot_id": "B0OTHER"},
            {"subtype": "bot_message", "bot_id": "B0OTHER"},
            {"user": "U0BOT"},
            {"user": "USLACKBOT"},
            {"subtype": "message_changed"},
            {"subtype": "message_deleted"},
            {"subtype": "channel_join"},
        ],
        ids=lambda more: "-".join(more.values()),
    )
    def test_bots_edits_deletions_and_joins_are_not_answered(self, slack: FakeSlack, more: dict[str, str]):
        assert slack.send_event(slack.direct_message("hello", **more)).status == 200
        slack.send_event(slack.direct_message("sentinel"))
        assert said(slack, 1) == ["1: sentinel"]

    def test_the_bot_does_not_answer_itself(self, slack: FakeSlack):
        slack.send_event(slack.direct_message("hello"))
        [post] = slack.wait_for_posts(1)
        slack.send_event(slack.own_message(post))
        slack.send_event(slack.direct_message("sentinel"))
        assert said(slack, 2) == ["1: hello", "2: sentinel"]

    def test_a_reply_that_is_also_sent_to_the_channel_and_a_file_with_a_question_are_answered(self, slack: FakeSlack):
        mention = slack.mention("one")
        slack.send_event(mention)
        slack.send_event(slack.channel_message("two", thread_ts=mention["ts"], subtype="thread_broadcast"))
        slack.send_event(slack.channel_message("three", thread_ts=mention["ts"], subtype="file_share"))
        assert said(slack, 3) == ["1: one", "2: two", "3: three"]

    def test_an_event_that_the_bot_has_no_use_for_is_acknowledged(self, slack: FakeSlack):
        assert slack.send_event({"type": "reaction_added", "user": "U0ANNA", "item": {}}).status == 200


@pytest.mark.usefixtures("bot")
class TestNothingIsAnsweredTwice:
    def test_an_event_that_slack_repeats(self, slack: FakeSlack):
        event = slack.direct_message("hello")
        for retry in range(4):
            assert slack.send_event(event, event_id="Ev1", retry=retry).status == 200
        slack.send_event(slack.direct_message("sentinel"))
        assert said(slack, 2) == ["1: hello", "2: sentinel"]

    def test_an_event_that_comes_several_times_at_once(self, slack: FakeSlack):
        event = slack.direct_message("hello")
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(slack.send_event, [event] * 8))
        assert {answer.status for answer in answers} == {200}
        slack.send_event(slack.direct_message("sentinel"))
        assert said(slack, 2) == ["1: hello", "2: sentinel"]

    @pytest.mark.parametrize("first", ["app_mention", "message"])
    def test_a_mention_that_comes_as_two_events(self, slack: FakeSlack, first: str):
        mention = slack.mention("hello")
        message = {**mention, "type": "message", "channel_type": "channel"}
        for event in (mention, message) if first == "app_mention" else (message, mention):
            slack.send_event(event)
        slack.send_event(slack.channel_message("sentinel", thread_ts=mention["ts"]))
        assert said(slack, 2) == ["1: hello", "2: sentinel"]

    def test_a_reply_whose_acknowledgement_was_lost(self, slack: FakeSlack, bot: SlackBot):
        del bot
        slack.lose_answer("chat.postMessage")
        slack.send_event(slack.direct_message("hello"))
        slack.wait_for_posts(1)
        slack.send_event(slack.direct_message("sentinel"))
        assert said(slack, 2) == ["1: hello", "2: sentinel"]

    def test_a_reply_in_a_thread_whose_acknowledgement_was_lost(self, slack: FakeSlack):
        slack.lose_answer("chat.postMessage")
        mention = slack.mention("hello")
        slack.send_event(mention)
        slack.wait_for_posts(1)
        slack.send_event(slack.channel_message("sentinel", thread_ts=mention["ts"]))
        assert said(slack, 2) == ["1: hello", "2: sentinel"]


class TestNothingIsLost:
    def test_what_could_not_be_kept_is_refused_and_taken_when_slack_repeats_it(
        self, slack: FakeSlack, bot: SlackBot, caplog: pytest.LogCaptureFixture
    ):
        bot.service.failures = 2
        answers = slack.send_until_taken(slack.direct_message("top secret"))
        assert [answer.status for answer in answers] == [500, 500, 200]
        assert said(slack, 1) == ["1: top secret"]
        assert "the disk is full; make room" in caplog.text

    def test_a_message_is_refused_while_slack_does_not_say_who_the_bot_is(self, slack: FakeSlack, bot: SlackBot):
        del bot
        slack.fail("auth.test", "invalid_auth")
        answers = slack.send_until_taken(slack.direct_message("hello"))
        assert [answer.status for answer in answers] == [500, 200]
        assert said(slack, 1) == ["1: hello"]

    def test_a_message_is_kept_before_it_is_acknowledged(self, slack: FakeSlack, bot: SlackBot):
        slack.fail("chat.postMessage", "internal_error", calls=1000)
        assert slack.send_event(slack.direct_message("hello")).status == 200
        conversation = "slack:T0FAKE:D0ANNA:dm"
        assert conversation in bot.store.inbox.unanswered() or bot.service.history(conversation)

    def test_a_reply_waits_as_long_as_slack_asks(self, slack: FakeSlack, bot: SlackBot):
        del bot
        slack.rate_limit("chat.postMessage", retry_after=1)
        slack.send_event(slack.direct_message("hello"))
        assert said(slack, 1) == ["1: hello"]
        attempts = [call for call in slack.calls if call.method == "chat.postMessage"]
        assert [attempt.answer["ok"] for attempt in attempts] == [False, True]

    def test_the_bot_asks_slack_who_it_is_once_and_not_before_the_first_event(self, slack: FakeSlack, bot: SlackBot):
        del bot
        assert slack.calls == []
        for text in ("one", "two"):
            slack.send_event(slack.direct_message(text))
        slack.wait_for_posts(2)
        assert [call.method for call in slack.calls].count("auth.test") == 1
        assert [call.method for call in slack.calls].count("users.info") == 1


@pytest.mark.usefixtures("bot")
class TestWhoMaySend:
    def test_slack_may_check_the_address(self, slack: FakeSlack):
        answer = slack.send_challenge("3eZbrw1aB")
        assert (answer.status, answer.body) == (200, '{"challenge": "3eZbrw1aB"}')

    def test_a_wrong_signature_is_refused(self, slack: FakeSlack, caplog: pytest.LogCaptureFixture):
        caplog.set_level(logging.DEBUG)
        assert slack.send('{"type": "event_callback", "text": "forged"}', secret="another").status == 401
        assert "forged" not in caplog.text

    def test_a_request_of_six_minutes_ago_is_refused(self, slack: FakeSlack):
        assert slack.send('{"type": "url_verification"}', age=360).status == 401

    @pytest.mark.parametrize("timestamp", ["soon", "", "9" * 400])
    def test_a_timestamp_that_is_none_is_refused(self, slack: FakeSlack, timestamp: str):
        assert slack.send("{}", headers={"X-Slack-Request-Timestamp": timestamp}).status == 401

    def test_a_signature_that_is_not_ascii_is_refused(self, slack: FakeSlack):
        assert slack.send("{}", headers={"X-Slack-Signature": "v0=\xe9"}).status == 401

    def test_a_request_without_signature_is_refused(self, slack: FakeSlack):
        address = urlsplit(slack.address)
        connection = HTTPConnection("127.0.0.1", address.port)
        connection.request("POST", address.path, "[1, 2", {"Content-Type": "application/json"})
        assert connection.getresponse().status == 401
        connection.close()

    def test_a_request_of_two_megabytes_is_refused(self, slack: FakeSlack):
        assert slack.send("x" * 2_000_000).status == 413


@pytest.mark.usefixtures("bot")
class TestWhatIsShown:
    def test_a_reply_with_its_sources_and_choices(self, slack: FakeSlack):
        slack.send_event(slack.direct_message("fee?"))
        [post] = slack.wait_for_posts(1)
        markdown, context, actions, thumbs = post["blocks"]
        assert markdown["text"] == post["text"] == "A replacement card costs 8 EUR."
        assert [element["text"] for element in context["elements"]] == [
            "[1] <https://bank.example/fees?a=1&amp;b=2|Cards &amp; fees>",
            "[2] Delivery",
        ]
        assert [element["text"]["text"] for element in actions["elements"]] == ["Block my card", "Something else"]
        assert [element["text"]["text"] for element in thumbs["elements"]] == ["👍", "👎"]

    def test_no_word_of_a_reply_calls_a_channel_or_becomes_a_link(self, slack: FakeSlack):
        slack.send_event(slack.direct_message("&lt;!channel&gt; &lt;@U0BEN&gt; &lt;https://evil.example|bank&gt;"))
        [post] = slack.wait_for_posts(1)
        expected = "1: &lt;!channel&gt; &lt;@U0BEN&gt; &lt;https://evil.example|bank&gt;"
        assert post["text"] == post["blocks"][0]["text"] == expected

    def test_a_click_says_the_choice_in_the_same_conversation(self, slack: FakeSlack):
        slack.send_event(slack.direct_message("fee?"))
        [post] = slack.wait_for_posts(1)
        assert slack.send_click(post, "Block my card").status == 200
        assert said(slack, 2)[1] == "2: Block my card"

    def test_a_click_in_a_thread_is_answered_in_that_thread(self, slack: FakeSlack):
        mention = slack.mention("fee?")
        slack.send_event(mention)
        [post] = slack.wait_for_posts(1)
        slack.send_click(post, "Something else")
        answer = slack.wait_for_posts(2)[1]
        assert (answer["text"], answer["thread_ts"]) == ("2: Something else", mention["ts"])

    def test_a_click_above_a_thread_of_direct_messages_belongs_to_the_top_level(self, slack: FakeSlack):
        slack.send_event(slack.direct_message("fee?"))
        [post] = slack.wait_for_posts(1)
        slack.send_click({**post, "thread_ts": post["ts"], "reply_count": 1}, "Block my card")
        assert said(slack, 2)[1] == "2: Block my card"

    def test_a_click_that_could_not_be_kept_is_refused(self, slack: FakeSlack, bot: SlackBot):
        slack.send_event(slack.direct_message("fee?"))
        [post] = slack.wait_for_posts(1)
        bot.service.failures = 1
        assert slack.send_click(post, "Block my card").status == 500


@pytest.mark.usefixtures("bot")
class TestNotices:
    def test_a_bare_mention_is_greeted_once_in_its_thread(self, slack: FakeSlack):
        mention = slack.mention("")
        slack.send_event({**mention, "type": "message", "channel_type": "channel"})
        slack.send_event(mention)
        slack.send_event(mention, retry=1)
        [post] = slack.posts
        assert (post["text"], post["thread_ts"]) == (
            "Hello, I am Bank Bot. Write me your question here.",
            mention["ts"],
        )

    def test_the_question_after_a_bare_mention_needs_no_other(self, slack: FakeSlack):
        mention = slack.mention("")
        slack.send_event(mention)
        slack.send_event(slack.channel_message("and now?", thread_ts=mention["ts"]))
        assert said(slack, 2)[1] == "1: and now?"

    def test_a_message_that_is_too_long_is_told_so(self, slack: FakeSlack):
        assert slack.send_event(slack.direct_message("x" * 4_001)).status == 200
        assert said(slack, 1) == ["Sorry, the message has 4,001 characters; at most 4,000 are read: shorten it."]

    def test_a_notice_that_cannot_be_posted_holds_up_nothing(self, slack: FakeSlack):
        slack.fail("chat.postMessage", "is_archived")
        assert slack.send_event(slack.mention("")).status == 200


def test_a_thread_is_followed_after_a_restart(slack: FakeSlack, front: Front, tmp_path: Path):
    mention = slack.mention("one")
    with running_bot(slack, front, tmp_path):
        slack.send_event(mention)
        slack.wait_for_posts(1)
    with running_bot(slack, front, tmp_path):
        slack.send_event(slack.channel_message("two", thread_ts=mention["ts"]))
        assert said(slack, 2) == ["1: one", "2: two"]


def test_a_thread_that_was_left_stays_left_after_a_restart_until_the_bot_is_called_back(
    slack: FakeSlack, front: Front, tmp_path: Path
):
    mention = slack.mention("one")
    with running_bot(slack, front, tmp_path):
        slack.send_event(mention)
        slack.wait_for_posts(1)
        slack.send_event(slack.channel_message("leave", thread_ts=mention["ts"]))
        slack.wait_for_posts(2)
    with running_bot(slack, front, tmp_path, answer_channels=["C0HELP"]):
        slack.send_event(slack.channel_message("among ourselves", thread_ts=mention["ts"]))
        slack.send_event(slack.mention("", thread_ts=mention["ts"]))
        slack.send_event(slack.channel_message("back again", thread_ts=mention["ts"]))
        assert said(slack, 4)[3] == "2: back again"


def test_no_message_and_no_secret_stands_in_the_log(
    slack: FakeSlack, front: Front, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    with running_bot(slack, front, tmp_path) as bot:
        bot.service.failures = 1
        slack.rate_limit("chat.postMessage", retry_after=1)
        slack.send_until_taken(slack.direct_message("top secret"))
        slack.wait_for_posts(1)
    assert "make room" in caplog.text
    for secret in ("top secret", slack.token, slack.signing_secret):
        assert secret not in caplog.text
