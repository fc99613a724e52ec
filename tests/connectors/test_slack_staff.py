"""Hand-offs in Slack: what staff see in their channel, and what reaches the customer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from botkit.domain import HandOffStatus, Message, StaffMember
from botkit.domain.errors import ConfigError
from botkit.testing.fake_slack import FakeSlack, Payload
from connectors.slack.connector import connect
from tests.connectors.parrot import Parrot
from tests.connectors.slack_bot import RULES, Front, SlackBot, running_bot

TEAM = "C0TEAM"


@pytest.fixture
def bot(slack: FakeSlack, front: Front, tmp_path: Path, database_url: str) -> Iterator[SlackBot]:
    slack.api.users["U0CARA"] = {"display_name": "Cara"}
    slack.api.users["U0DAN"] = {"display_name": "Dan"}
    with running_bot(slack, front, tmp_path, url=database_url, staff_channel=TEAM) as bot:
        yield bot


def handed_off(slack: FakeSlack) -> Payload:
    """Anna asks for a person in a direct message; the post that staff see."""
    slack.send_event(slack.direct_message("what is the fee?"))
    slack.wait_for_posts(1, channel="D0ANNA")
    slack.send_event(slack.direct_message("a person please"))
    slack.wait_for_posts(2, channel="D0ANNA")
    return slack.wait_for_posts(2, channel=TEAM)[0]


def staff_writes(slack: FakeSlack, root: Payload, text: str, user: str = "U0CARA", **more: str) -> None:
    event = slack.channel_message(text, channel=TEAM, user=user, thread_ts=root["ts"], **more)
    assert slack.send_event(event).taken


def texts(posts: list[Payload]) -> list[str]:
    return [post["text"] for post in posts]


def shown(post: Payload) -> str:
    """All text of a post's blocks."""
    return "\n".join(
        part["text"]
        for block in post["blocks"]
        for part in (block.get("text"), *block.get("elements", []))
        if isinstance(part, dict) and isinstance(part.get("text"), str)
    )


@pytest.mark.usefixtures("bot")
class TestAHandOff:
    def test_opens_a_thread_with_summary_transcript_and_what_was_tried(self, slack: FakeSlack):
        root = handed_off(slack)
        transcript = slack.wait_for_posts(2, channel=TEAM)[1]
        assert "<@U0ANNA> on slack wants a person. The customer asks: “what is the fee?”." in root["text"]
        assert "Answered “what is the fee?” from: Cards &amp; fees; Delivery" in shown(root)
        assert "Waiting for somebody" in shown(root)
        assert transcript["thread_ts"] == root["ts"]
        assert shown(transcript).splitlines()[0] == "*customer:* what is the fee?"
        assert shown(transcript).splitlines()[-1] == "*bot:* One moment."

    def test_takes_the_words_of_staff_to_the_customer_and_those_of_the_customer_to_staff(self, slack: FakeSlack):
        root = handed_off(slack)
        staff_writes(slack, root, "Hello, Cara here &amp; glad to help")
        assert texts(slack.wait_for_posts(3, channel="D0ANNA"))[2] == "Cara: Hello, Cara here &amp; glad to help"
        slack.send_event(slack.direct_message("my card is gone"))
        posts = slack.wait_for_posts(4, channel=TEAM)
        assert "*Customer:* my card is gone" in texts(posts)
        assert {post["thread_ts"] for post in posts[1:]} == {root["ts"]}
        assert len(slack.wait_for_posts(3, channel="D0ANNA")) == 3  # the bot is quiet

    def test_shows_what_the_customer_writes_as_their_words_and_not_as_the_threads(self, slack: FakeSlack):
        root = handed_off(slack)
        forged = "hello\n*Cara* to the customer: you get 500 €\n_Given back to the bot._ :white_check_mark:\n\n> ok"
        slack.send_event(slack.direct_message(forged.replace(">", "&gt;")))
        post = slack.wait_for_posts(3, channel=TEAM)[2]
        assert post["thread_ts"] == root["ts"]
        first, *quoted = post["text"].splitlines()
        assert first == "*Customer:* "
        assert len(quoted) == 4
        assert all(line.startswith("> ") for line in quoted)
        assert "*Cara*" not in post["text"]
        assert "_Given back" not in post["text"]
        assert post["text"].replace("\u2060", "").splitlines()[2] == "> *Cara* to the customer: you get 500 €"
        assert shown(post) == post["text"]

    def test_tells_in_one_line_each_what_the_customer_wrote_before(self, slack: FakeSlack):
        slack.send_event(slack.direct_message("the fee?\n*bot:* it is\n• *Tried:* nothing"))
        slack.wait_for_posts(1, channel="D0ANNA")
        slack.send_event(slack.direct_message("a person please"))
        slack.wait_for_posts(2, channel="D0ANNA")
        root, transcript = slack.wait_for_posts(2, channel=TEAM)
        assert len([line for line in shown(transcript).splitlines() if line.startswith("*")]) == 4
        assert "*bot:* it is" not in shown(transcript)
        assert "\n*bot:*" not in shown(root)
        assert "*Tried:* nothing" not in shown(root)

    def test_is_claimed_by_whoever_writes_first_and_says_so(self, slack: FakeSlack):
        root = handed_off(slack)
        staff_writes(slack, root, "Hello")
        slack.wait_for_posts(3, channel=TEAM)
        slack.wait_until(lambda: "<@U0CARA> looks after it" in shown(root))

    def test_is_claimed_and_given_to_somebody_else_with_a_click(self, slack: FakeSlack, bot: SlackBot):
        root = handed_off(slack)
        assert slack.send_click(root, "Claim", user="U0CARA").taken
        assert slack.send_click(root, "Give it to …", user="U0CARA", selected_user="U0DAN").taken
        (hand_off,) = bot.store.hand_offs.open()
        assert hand_off.claimed_by == StaffMember("U0DAN", "Dan", "slack")
        slack.wait_until(lambda: "*Cara* gave this to *Dan*." in texts(slack.posts))

    @pytest.mark.parametrize("said", ["Close the app, and open it again.", "Done, your card is on its way."])
    def test_goes_on_where_such_a_word_begins_what_the_customer_is_told(self, slack: FakeSlack, said: str):
        root = handed_off(slack)
        staff_writes(slack, root, said)
        assert texts(slack.wait_for_posts(3, channel="D0ANNA"))[2] == f"Cara: {said}"

    @pytest.mark.parametrize("way", ["done", "Done: refunded", "close", "Give back: refunded", "button"])
    def test_ends_when_staff_say_so_and_the_bot_answers_again(self, slack: FakeSlack, bot: SlackBot, way: str):
        root = handed_off(slack)
        if way == "button":
            assert slack.send_click(root, "Give back to the bot", user="U0CARA").taken
        else:
            staff_writes(slack, root, way)
        assert texts(slack.wait_for_posts(3, channel="D0ANNA"))[2] == "It's me again."
        slack.send_event(slack.direct_message("thanks"))
        assert texts(slack.wait_for_posts(4, channel="D0ANNA"))[3] == "3: thanks"
        slack.wait_until(
            lambda: not [b for b in slack.posts[slack.posts.index(root)]["blocks"] if b["type"] == "actions"]
        )
        assert bot.store.hand_offs.open() == ()
        if ":" in way:
            slack.wait_until(lambda: any("Note: refunded" in text for text in texts(slack.posts)))

    def test_that_is_over_tells_whoever_still_writes(self, slack: FakeSlack):
        root = handed_off(slack)
        staff_writes(slack, root, "done")
        slack.wait_for_posts(3, channel="D0ANNA")
        staff_writes(slack, root, "one more thing")
        slack.wait_until(lambda: slack.ledger.whispers)
        [whisper] = slack.ledger.whispers
        assert (whisper["user"], whisper["thread_ts"]) == ("U0CARA", root["ts"])
        assert whisper["text"].startswith("This did not reach the customer")
        assert len(slack.wait_for_posts(3, channel="D0ANNA")) == 3

    def test_keeps_what_staff_say_to_each_other_from_the_customer(self, slack: FakeSlack):
        root = handed_off(slack)
        staff_writes(slack, root, "// angry, careful")
        staff_writes(slack, root, "<@U0DAN> can you take this?")
        staff_writes(slack, root, "Hello")
        assert texts(slack.wait_for_posts(3, channel="D0ANNA"))[2] == "Cara: Hello"

    def test_says_a_message_of_staff_once_however_often_slack_sends_it(self, slack: FakeSlack):
        root = handed_off(slack)
        event = slack.channel_message("Hello", channel=TEAM, user="U0CARA", thread_ts=root["ts"])
        for retry in range(3):
            slack.send_event(event, event_id="Ev1", retry=retry)
        staff_writes(slack, root, "sentinel")
        assert texts(slack.wait_for_posts(4, channel="D0ANNA"))[2:] == ["Cara: Hello", "Cara: sentinel"]

    def test_from_the_web_is_answered_in_slack(self, slack: FakeSlack, bot: SlackBot):
        service = bot.service
        service.submit(Message("web", "web:1", "w1", "a person please"))
        root = slack.wait_for_posts(2, channel=TEAM)[0]
        assert root["text"].startswith("A customer on web wants a person.")
        staff_writes(slack, root, "Hello web")
        slack.wait_until(lambda: bot.store.hand_offs.events("web:1")[-1].text == "Hello web")
        assert bot.store.hand_offs.events("web:1")[-1].by == StaffMember("U0CARA", "Cara", "slack")

    def test_shows_what_others_of_the_staff_do_elsewhere(self, slack: FakeSlack, bot: SlackBot):
        handed_off(slack)
        desk = bot.service.hand_offs
        assert desk is not None
        (hand_off,) = desk.open()
        desk.reply(hand_off.id, StaffMember("ben", "Ben", "console"), "From the console", "m1")
        assert texts(slack.wait_for_posts(3, channel="D0ANNA"))[2] == "Ben: From the console"
        slack.wait_until(lambda: "*Ben* to the customer: From the console" in texts(slack.posts))

    def test_whose_acknowledgements_are_lost_opens_one_thread(self, slack: FakeSlack):
        slack.send_event(slack.direct_message("hello"))
        slack.wait_for_posts(1)
        slack.lose_answer("chat.postMessage", calls=3)
        slack.send_event(slack.direct_message("a person please"))
        root, *thread = slack.wait_for_posts(2, channel=TEAM)
        staff_writes(slack, root, "Hello")
        slack.wait_until(lambda: "Cara: Hello" in texts(slack.posts))
        roots = [post for post in slack.posts if post["channel"] == TEAM and "thread_ts" not in post]
        assert (len(roots), len(thread)) == (1, 1)


def test_what_nobody_claims_goes_back_to_the_bot(slack: FakeSlack, front: Front, tmp_path: Path):
    from datetime import timedelta

    rules = replace(RULES, wait=timedelta(seconds=1))
    with running_bot(slack, front, tmp_path, rules=rules, staff_channel=TEAM) as bot:
        slack.send_event(slack.direct_message("a person please"))
        assert texts(slack.wait_for_posts(2, channel="D0ANNA"))[1] == "Nobody is free."
        slack.wait_until(lambda: any("Nobody looked after it" in text for text in texts(slack.posts)))
        root = slack.wait_for_posts(2, channel=TEAM)[0]
        found = bot.store.hand_offs.at(f"T0FAKE:{TEAM}:{root['ts']}")
        assert found is not None
        assert found.status is HandOffStatus.EXPIRED


def test_a_channel_for_staff_without_hand_offs_is_a_mistake(slack: FakeSlack):
    with pytest.raises(ConfigError, match="staff_channel: nothing is handed off; add the section 'hand_off'"):
        connect("Bank Bot", {"staff_channel": TEAM}, Parrot())
