"""What people do on Slack and what they see then: over HTTP and in Socket Mode, on SQLite and on PostgreSQL."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from botkit.testing.fake_slack import FakeSlack, Payload, payloads
from tests.connectors.slack_bot import Front, SlackBot, running_bot

COUNT = 60
ALWAYS = "C900"
TEAM = "C901"


@pytest.fixture(scope="module", params=["http-sqlite", "http-postgresql", "socket-sqlite", "socket-postgresql"])
def world(
    request: pytest.FixtureRequest, front: Front, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FakeSlack, SlackBot]]:
    """A workspace with a bot in it, for all scenarios of one transport and database."""
    transport, _, database = request.param.partition("-")
    server = request.getfixturevalue("postgres") if database == "postgresql" else None
    url = server.new_database(like="bot1") if server else ""
    channels = tuple(f"{kind}{number:03d}" for kind in "CD" for number in range(COUNT))
    with (
        pytest.MonkeyPatch.context() as patch,
        FakeSlack(channels=(*channels, ALWAYS, TEAM), sockets=transport == "socket") as slack,
    ):
        patch.setenv("SLACK_SIGNING_SECRET", slack.signing_secret)
        patch.setenv("SLACK_BOT_TOKEN", slack.token)
        patch.setenv("SLACK_APP_TOKEN", slack.api.app_token)
        for proxy in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
            patch.delenv(proxy, raising=False)
        options: dict[str, Any] = {
            "staff_channel": TEAM,
            "answer_channels": [ALWAYS],
            "answer_edits": True,
            "prompts": ["fee?"],
        }
        with running_bot(slack, front, tmp_path_factory.mktemp("slack"), url=url, **options) as bot:
            yield slack, bot
    if server:
        server.drop_database(url)


_NUMBERS = itertools.count()


class Talk:
    """One person, with a channel and direct messages of their own."""

    def __init__(self, slack: FakeSlack, bot: SlackBot) -> None:
        number = next(_NUMBERS) % COUNT
        self.slack, self.bot = slack, bot
        self.channel, self.direct, self.user = f"C{number:03d}", f"D{number:03d}", f"U{number:03d}"
        self.before = len(self.posts(self.channel)), len(self.posts(self.direct))
        self.root: Payload = {}

    def posts(self, channel: str) -> list[Payload]:
        return [post for post in self.slack.posts if post["channel"] == channel]

    def dm(self, text: str, **more: Any) -> Payload:
        event = self.slack.direct_message(text, channel=self.direct, user=self.user, **more)
        assert self.slack.send_event(event).taken
        return event

    def mention(self, text: str, **more: Any) -> Payload:
        event = self.slack.mention(text, channel=self.channel, user=self.user, **more)
        assert self.slack.send_event(event).taken
        self.root = self.root or event
        return event

    def thread(self, text: str, **more: Any) -> Payload:
        event = self.slack.channel_message(
            text, channel=self.channel, user=self.user, thread_ts=self.root["ts"], **more
        )
        assert self.slack.send_event(event).taken
        return event

    def in_channel(self, count: int) -> list[Payload]:
        return self.slack.wait_for_posts(self.before[0] + count, channel=self.channel)[self.before[0] :]

    def directly(self, count: int) -> list[Payload]:
        return self.slack.wait_for_posts(self.before[1] + count, channel=self.direct)[self.before[1] :]


def texts(posts: list[Payload]) -> list[str]:
    return [post["text"] for post in posts]


def a_direct_message(talk: Talk) -> None:
    talk.dm("hello")
    assert texts(talk.directly(1)) == ["1: hello"]


def several_direct_messages(talk: Talk) -> None:
    for word in ("one", "two", "three"):
        talk.dm(word)
    assert texts(talk.directly(3)) == ["1: one", "2: two", "3: three"]


def a_thread_of_direct_messages(talk: Talk) -> None:
    root = talk.dm("one")
    talk.directly(1)
    talk.dm("aside", thread_ts=root["ts"])
    assert talk.directly(2)[1]["thread_ts"] == root["ts"]


def a_mention(talk: Talk) -> None:
    talk.mention("hello")
    [post] = talk.in_channel(1)
    assert (post["text"], post["thread_ts"]) == ("1: hello", talk.root["ts"])


def a_followed_thread(talk: Talk) -> None:
    talk.mention("one")
    talk.thread("two")
    talk.thread("three")
    assert texts(talk.in_channel(3)) == ["1: one", "2: two", "3: three"]


def a_thread_that_is_left(talk: Talk) -> None:
    talk.mention("one")
    talk.in_channel(1)
    talk.thread("leave this thread")
    assert "Mention me when you need me again" in talk.in_channel(2)[1]["text"]
    talk.thread("among ourselves")
    talk.mention("back again", thread_ts=talk.root["ts"])
    assert texts(talk.in_channel(3))[2] == "2: back again"


def a_word_to_a_colleague(talk: Talk) -> None:
    talk.mention("one")
    talk.thread("<@U0BEN> have a look")
    talk.thread("two")
    assert texts(talk.in_channel(2)) == ["1: one", "2: two"]


def a_channel_without_the_bot(talk: Talk) -> None:
    assert talk.slack.send_event(talk.slack.channel_message("lunch?", channel=talk.channel, user=talk.user)).taken
    talk.dm("sentinel")
    talk.directly(1)
    assert talk.in_channel(0) == []


def a_channel_where_all_is_answered(talk: Talk) -> None:
    event = talk.slack.channel_message(f"question of {talk.user}", channel=ALWAYS, user=talk.user)
    assert talk.slack.send_event(event).taken
    talk.slack.wait_until(lambda: [post for post in talk.posts(ALWAYS) if post.get("thread_ts") == event["ts"]])


def an_edit_is_answered_again(talk: Talk) -> None:
    event = talk.dm("teh fee")
    talk.directly(1)
    assert talk.slack.send_event(payloads.edited(event, "a mistake", talk.slack.ts())).taken
    assert texts(talk.directly(2))[1] == "2: a mistake"


def a_preview_is_no_edit(talk: Talk) -> None:
    event = talk.dm("see https://bank.example")
    talk.directly(1)
    change = payloads.edited(event, event["text"], talk.slack.ts())
    assert talk.slack.send_event(change).taken
    talk.dm("sentinel")
    assert texts(talk.directly(2))[1] == "2: sentinel"


def a_deletion(talk: Talk) -> None:
    event = talk.dm("one")
    talk.directly(1)
    deleted = {**event, "subtype": "message_deleted", "deleted_ts": event["ts"], "ts": talk.slack.ts()}
    assert talk.slack.send_event(deleted).taken
    talk.dm("two")
    assert texts(talk.directly(2)) == ["1: one", "2: two"]


def a_bot_in_the_thread(talk: Talk) -> None:
    talk.mention("one")
    talk.thread("beep", bot_id="B0OTHER")
    talk.thread("two")
    assert texts(talk.in_channel(2)) == ["1: one", "2: two"]


def its_own_message(talk: Talk) -> None:
    talk.dm("one")
    [post] = talk.directly(1)
    assert talk.slack.send_event(talk.slack.own_message(post)).taken
    talk.dm("two")
    assert texts(talk.directly(2)) == ["1: one", "2: two"]


def a_repeated_event(talk: Talk) -> None:
    event = talk.slack.direct_message("one", channel=talk.direct, user=talk.user)
    for retry in range(3):
        assert talk.slack.send_event(event, event_id=f"Ev-{talk.user}", retry=retry).taken
    talk.dm("two")
    assert texts(talk.directly(2)) == ["1: one", "2: two"]


def a_mention_that_is_a_message_too(talk: Talk) -> None:
    mention = talk.mention("one")
    assert talk.slack.send_event({**mention, "type": "message", "channel_type": "channel"}).taken
    talk.thread("two")
    assert texts(talk.in_channel(2)) == ["1: one", "2: two"]


def a_message_before_its_mention(talk: Talk) -> None:
    mention = talk.slack.mention("one", channel=talk.channel, user=talk.user)
    for event in ({**mention, "type": "message", "channel_type": "channel"}, mention):
        assert talk.slack.send_event(event).taken
    talk.root = mention
    talk.thread("two")
    assert texts(talk.in_channel(2)) == ["1: one", "2: two"]


def a_lost_answer(talk: Talk) -> None:
    talk.slack.lose_answer("chat.postMessage")
    talk.dm("one")
    talk.directly(1)
    talk.dm("two")
    assert texts(talk.directly(2)) == ["1: one", "2: two"]


def a_rate_limit(talk: Talk) -> None:
    talk.slack.rate_limit("chat.postMessage", retry_after=1)
    talk.dm("one")
    assert texts(talk.directly(1)) == ["1: one"]


def a_failing_slack(talk: Talk) -> None:
    talk.slack.fail("chat.postMessage", "internal_error", calls=2)
    talk.dm("one")
    assert texts(talk.directly(1)) == ["1: one"]


def sources_and_choices(talk: Talk) -> None:
    talk.dm("fee?")
    [post] = talk.directly(1)
    assert [block["type"] for block in post["blocks"]] == ["markdown", "context", "actions", "actions"]


def a_click_on_a_choice(talk: Talk) -> None:
    talk.dm("fee?")
    [post] = talk.directly(1)
    assert talk.slack.send_click(post, "Block my card", user=talk.user).taken
    assert texts(talk.directly(2))[1] == "2: Block my card"


def a_click_in_a_thread(talk: Talk) -> None:
    talk.mention("fee?")
    [post] = talk.in_channel(1)
    assert talk.slack.send_click(post, "Something else", user=talk.user).taken
    assert talk.in_channel(2)[1]["thread_ts"] == talk.root["ts"]


def a_day_that_is_picked(talk: Talk) -> None:
    talk.mention("when?")
    [post] = talk.in_channel(1)
    click = talk.slack.click(post, "The day", user=talk.user, selected_date="2026-11-24")
    for _ in range(2):
        assert talk.slack.send_interaction(click).taken
    talk.thread("two")
    assert texts(talk.in_channel(3))[1:] == ["2: 2026-11-24", "3: two"]


def a_day_that_is_cleared(talk: Talk) -> None:
    talk.dm("when?")
    [post] = talk.directly(1)
    assert talk.slack.send_click(post, "The day", user=talk.user, selected_date=None).taken
    talk.dm("tomorrow")
    assert texts(talk.directly(2))[1] == "2: tomorrow"


def a_reply_that_takes_long(talk: Talk) -> None:
    talk.mention("slowly")
    talk.thread("two")
    assert texts(talk.in_channel(2)) == ["1: slowly", "2: two"]
    started = [call for call in talk.slack.calls if call.method == "chat.startStream"]
    assert talk.channel in [call.arguments["channel"] for call in started]


def thumbs_below_an_answer(talk: Talk) -> None:
    talk.dm("fee?")
    [post] = talk.directly(1)
    assert talk.slack.send_click(post, "👎", user=talk.user).taken
    assert talk.slack.send_click(post, "👍", user=talk.user).taken
    [opinion] = talk.bot.service.archive.feedback(f"slack:T0FAKE:{talk.direct}:dm")
    assert (opinion.seq, opinion.helpful, opinion.sender) == (1, True, talk.user)


def an_emoji_on_an_answer(talk: Talk) -> None:
    talk.mention("hello")
    [post] = talk.in_channel(1)
    event = payloads.reaction("-1::skin-tone-3", post, user=talk.user, ts=talk.slack.ts())
    assert talk.slack.send_event(event).taken
    [opinion] = talk.bot.service.archive.feedback(f"slack:T0FAKE:{talk.channel}:{talk.root['ts']}")
    assert (opinion.seq, opinion.helpful) == (1, False)


def an_emoji_that_says_nothing(talk: Talk) -> None:
    talk.dm("hello")
    [post] = talk.directly(1)
    assert talk.slack.send_event(payloads.reaction("eyes", post, user=talk.user, ts=talk.slack.ts())).taken
    assert talk.bot.service.archive.feedback(f"slack:T0FAKE:{talk.direct}:dm") == ()


def an_emoji_on_a_question(talk: Talk) -> None:
    talk.mention("block it")
    [question] = talk.in_channel(1)
    event = payloads.reaction("+1::skin-tone-3", question, user=talk.user, ts=talk.slack.ts())
    assert talk.slack.send_event(event).taken
    assert talk.slack.send_event({**event, "event_ts": talk.slack.ts()}).taken
    assert texts(talk.in_channel(2))[1] == "2: 👍"
    assert talk.slack.send_event(payloads.reaction("x", question, user=talk.user, ts=talk.slack.ts())).taken
    conversation = f"slack:T0FAKE:{talk.channel}:{talk.root['ts']}"
    talk.slack.wait_until(lambda: talk.bot.service.archive.feedback(conversation) != ())
    assert len(talk.bot.service.history(conversation)) == 2, "a question that was answered waits for nothing"


def an_emoji_that_answers_nothing(talk: Talk) -> None:
    talk.dm("block it")
    [question] = talk.directly(1)
    for name in ("eyes", "tada", "party_parrot", "raised_hands"):
        assert talk.slack.send_event(payloads.reaction(name, question, user=talk.user, ts=talk.slack.ts())).taken
    assert talk.slack.send_event(payloads.reaction("heavy_check_mark", question, user=talk.user, ts="1.1")).taken
    assert texts(talk.directly(2))[1] == "2: ✔️"


def emoji_in_a_message(talk: Talk) -> None:
    talk.dm(":+1::skin-tone-2: at 10:30:45 :party_parrot:")
    assert texts(talk.directly(1)) == ["1: 👍 at 10:30:45 party parrot"]


def a_forwarded_message(talk: Talk) -> None:
    shared = {"is_share": True, "is_msg_unfurl": True, "text": "my card &amp; <@U0BEN|ben> :x:", "author_name": "Ben"}
    preview = {"from_url": "https://bank.example", "text": "a preview of a page", "fallback": "Bank"}
    talk.dm("", attachments=[shared, preview])
    talk.dm("what about this?", attachments=[shared])
    talk.dm("just a link", attachments=[preview])
    assert texts(talk.directly(3)) == [
        "1: my card & @ben ❌",
        "2: what about this?\n\nmy card & @ben ❌",
        "3: just a link",
    ]


def a_forwarded_file(talk: Talk) -> None:
    shared = {"is_share": True, "text": "", "files": [talk.slack.upload("notes.txt", b"A card costs 8 EUR.")]}
    talk.dm("what is read?", attachments=[shared])
    assert texts(talk.directly(1)) == ["1: notes.txt says A card costs 8 EUR."]


def what_somebody_says_of_themselves(talk: Talk) -> None:
    talk.dm("is looking for the fees", subtype="me_message")
    assert "A replacement card costs 8 EUR." in texts(talk.directly(1))[0]


def a_command(talk: Talk) -> None:
    assert talk.slack.send_command("/ask", "what is new?", channel=talk.channel, user=talk.user).taken
    assert texts(talk.directly(1)) == ["1: what is new?"]


def a_command_without_a_question(talk: Talk) -> None:
    assert talk.slack.send_command("/ask", " ", channel=talk.channel, user=talk.user).taken
    talk.dm("sentinel")
    assert texts(talk.directly(1)) == ["1: sentinel"]


def a_shortcut(talk: Talk) -> None:
    message = talk.slack.channel_message("what is the limit?", channel=talk.channel, user="U0BEN")
    payload = payloads.message_shortcut(
        message,
        callback="ask-the-bot",
        user=talk.user,
        team=talk.slack.team,
        app=talk.slack.app,
        api_url=talk.slack.api_url,
    )
    for _ in range(2):
        assert talk.slack.send_interaction(payload).taken
    [post] = talk.in_channel(1)
    assert (post["text"], post["thread_ts"]) == ("1: what is the limit?", message["ts"])


def the_app_home(talk: Talk) -> None:
    assert talk.slack.send_event(payloads.app_home_opened(talk.user, talk.direct, talk.slack.ts())).taken
    talk.slack.wait_until(lambda: talk.user in talk.slack.ledger.views)
    view = talk.slack.ledger.views[talk.user]
    assert [block["type"] for block in view["blocks"]] == ["header", "section", "section", "actions"]


def a_bare_mention(talk: Talk) -> None:
    talk.mention("")
    assert texts(talk.in_channel(1)) == ["Hello, I am Bank Bot. Write me your question here."]


def a_file_without_a_word(talk: Talk) -> None:
    talk.dm("", subtype="file_share", files=[{"id": "F1", "mimetype": "image/png"}])
    assert "I can read files of text only" in talk.directly(1)[0]["text"]


def a_file_of_text_without_a_question(talk: Talk) -> None:
    talk.dm("", subtype="file_share", files=[talk.slack.upload("notes.txt", b"A card costs 8 EUR.")])
    assert "What would you like to know" in talk.directly(1)[0]["text"]


def a_question_about_a_file(talk: Talk) -> None:
    files = [
        talk.slack.upload(f"{talk.user}.txt", "\ufeffA card costs 8 €.".encode()),
        talk.slack.upload("me.png", b"\x89PNG", mimetype="image/png"),
    ]
    talk.dm("what is read?", subtype="file_share", files=files)
    notice, reply = texts(talk.directly(2))
    assert notice == "Not read: me.png: I can read text only."
    assert reply == f"1: {talk.user}.txt says A card costs 8 €."


def a_message_that_is_too_long(talk: Talk) -> None:
    talk.dm("x" * 4_001)
    assert texts(talk.directly(1))[0].startswith("Sorry, the message has 4,001 characters")


def a_long_reply(talk: Talk) -> None:
    talk.dm("word " * 790 + "end")
    [post] = talk.directly(1)
    assert post["blocks"][0]["text"] == f"1: {'word ' * 790}end"
    assert post["text"] == f"1: {'word ' * 790}end"


def a_spoofed_link(talk: Talk) -> None:
    talk.dm("&lt;!channel&gt; &lt;https://evil.example|bank&gt;")
    assert texts(talk.directly(1)) == ["1: &lt;!channel&gt; &lt;https://evil.example|bank&gt;"]


def who_is_speaking(talk: Talk) -> None:
    talk.slack.api.users[talk.user] = {"display_name": "Anna", "tz": "Europe/Berlin", "locale": "de-DE"}
    talk.dm("hello")
    talk.directly(1)
    [turn] = talk.bot.service.history(f"slack:T0FAKE:{talk.direct}:dm")
    assert turn.message.profile == {"name": "Anna", "timezone": "Europe/Berlin", "locale": "de-DE"}
    assert turn.message.address == {"team": "T0FAKE", "channel": talk.direct}


def a_person_takes_over(talk: Talk) -> None:
    talk.dm("a person please")
    talk.directly(1)
    name = f"<@{talk.user}> on slack"
    talk.slack.wait_until(lambda: [post for post in talk.posts(TEAM) if post["text"].startswith(name)])
    root = next(post for post in talk.posts(TEAM) if post["text"].startswith(name))
    talk.slack.wait_until(lambda: [post for post in talk.posts(TEAM) if post.get("thread_ts") == root["ts"]])
    for text in ("Hello", "done"):
        event = talk.slack.channel_message(text, channel=TEAM, user="U0CARA", thread_ts=root["ts"])
        assert talk.slack.send_event(event).taken
    assert texts(talk.directly(3))[1:] == ["U0Cara: Hello", "It's me again."]


SCENARIOS: list[Callable[[Talk], None]] = [
    a_direct_message,
    several_direct_messages,
    a_thread_of_direct_messages,
    a_mention,
    a_followed_thread,
    a_thread_that_is_left,
    a_word_to_a_colleague,
    a_channel_without_the_bot,
    a_channel_where_all_is_answered,
    an_edit_is_answered_again,
    a_preview_is_no_edit,
    a_deletion,
    a_bot_in_the_thread,
    its_own_message,
    a_repeated_event,
    a_mention_that_is_a_message_too,
    a_message_before_its_mention,
    a_lost_answer,
    a_rate_limit,
    a_failing_slack,
    sources_and_choices,
    a_click_on_a_choice,
    a_click_in_a_thread,
    a_day_that_is_picked,
    a_day_that_is_cleared,
    a_reply_that_takes_long,
    thumbs_below_an_answer,
    an_emoji_on_an_answer,
    an_emoji_that_says_nothing,
    an_emoji_on_a_question,
    an_emoji_that_answers_nothing,
    emoji_in_a_message,
    a_forwarded_message,
    a_forwarded_file,
    what_somebody_says_of_themselves,
    a_command,
    a_command_without_a_question,
    a_shortcut,
    the_app_home,
    a_bare_mention,
    a_file_without_a_word,
    a_file_of_text_without_a_question,
    a_question_about_a_file,
    a_message_that_is_too_long,
    a_long_reply,
    a_spoofed_link,
    who_is_speaking,
    a_person_takes_over,
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_people_see_what_they_expect(world: tuple[FakeSlack, SlackBot], scenario: Callable[[Talk], None]):
    scenario(Talk(*world))
