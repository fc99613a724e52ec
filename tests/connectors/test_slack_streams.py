"""Replies that Slack shows while they are made: whatever becomes of the stream, people see one whole answer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from botkit.domain import Conversation, DecisionKind, Message, Outcome, Reply, TextDelta, Turn
from botkit.testing.fake_slack import FakeSlack, Payload
from intents.types import Understanding
from tests import ROOT
from tests.connectors.slack_bot import FEE, Front, SlackBot, running_bot

FIRST, REST = "A new card costs **8 EUR**.", " It takes five days."


class SlowEngine:
    """Says the first sentence, waits until it is let go, and says the rest; `reply` is what it commits to then."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.reply = Reply(FIRST + REST, DecisionKind.ANSWER, FEE.citations, ("Order one",))

    def turn(self, message: Message, conversation: Conversation) -> Iterator[TextDelta | Outcome]:
        yield TextDelta(FIRST)
        if "slowly" in message.text:
            assert self.go.wait(60)
        yield TextDelta(REST)
        turn = Turn(conversation.length + 1, message, Understanding(message.text), self.reply)
        yield Outcome(turn, conversation.state)


@pytest.fixture
def engine() -> Iterator[SlowEngine]:
    engine = SlowEngine()
    yield engine
    engine.go.set()


@pytest.fixture
def bot(slack: FakeSlack, front: Front, tmp_path: Path, engine: SlowEngine) -> Iterator[SlackBot]:
    with running_bot(slack, front, tmp_path, turn=engine.turn) as bot:
        yield bot
        engine.go.set()


def methods(slack: FakeSlack) -> list[str]:
    return [call.method for call in slack.calls if call.method.startswith("chat.")]


def ask(slack: FakeSlack, text: str = "slowly, what does a card cost?") -> Payload:
    mention = slack.mention(text)
    assert slack.send_event(mention).taken
    return mention


def wait_for_the_first_sentence(slack: FakeSlack) -> Payload:
    slack.wait_until(lambda: [post for post in slack.posts if post["text"]])
    [post] = [post for post in slack.posts if post["text"]]
    assert (post["text"], post["streaming"]) == (FIRST, True)
    return post


def is_whole(post: Payload) -> bool:
    """Whether it has all the text, whichever way it came there, its sources and its buttons."""
    kinds = [block["type"] for block in post["blocks"] if block["type"] != "markdown"]
    text = f"{FIRST}{REST}"
    return post["text"] in (text, text.replace("**", "")) and kinds == ["context", "actions", "actions"]


@pytest.mark.usefixtures("bot")
class TestInAThread:
    def test_a_reply_that_takes_long_is_shown_while_it_is_made(self, slack: FakeSlack, engine: SlowEngine):
        mention = ask(slack)
        shown = wait_for_the_first_sentence(slack)
        assert shown["thread_ts"] == mention["ts"]
        engine.go.set()
        [post] = slack.wait_for_posts(1)
        assert (post["ts"], post["text"]) == (shown["ts"], FIRST + REST)
        assert is_whole(post)
        assert methods(slack) == ["chat.startStream", "chat.appendStream", "chat.stopStream"]

    def test_a_reply_that_is_ready_at_once_is_posted(self, slack: FakeSlack):
        for number in range(1, 6):  # on a machine that is busy with other things, not each of them is
            ask(slack, "what does a card cost?")
            assert all(map(is_whole, slack.wait_for_posts(number)))
        assert "chat.postMessage" in methods(slack)

    def test_thumbs_find_the_turn_of_a_reply_that_was_shown(self, slack: FakeSlack, engine: SlowEngine, bot: SlackBot):
        mention = ask(slack)
        wait_for_the_first_sentence(slack)
        engine.go.set()
        [post] = slack.wait_for_posts(1)
        assert slack.send_click(post, "👍").taken
        [opinion] = bot.service.archive.feedback(f"slack:T0FAKE:C0HELP:{mention['ts']}")
        assert (opinion.seq, opinion.helpful) == (1, True)
        assert post["metadata"]["event_payload"]["turn"].endswith(" 1")

    @pytest.mark.parametrize("end", [FakeSlack.expire_streams, FakeSlack.stop_streams], ids=["expired", "stopped"])
    def test_a_stream_that_has_ended_is_completed_by_an_edit(
        self, slack: FakeSlack, engine: SlowEngine, end: Callable[[FakeSlack], None]
    ):
        ask(slack)
        shown = wait_for_the_first_sentence(slack)
        end(slack)
        engine.go.set()
        slack.wait_until(lambda: is_whole(slack.posts[0]))
        assert [post["ts"] for post in slack.posts] == [shown["ts"]]

    def test_a_message_that_was_deleted_meanwhile_is_posted_anew(self, slack: FakeSlack, engine: SlowEngine):
        ask(slack)
        slack.posts.remove(wait_for_the_first_sentence(slack))
        engine.go.set()
        assert is_whole(slack.wait_for_posts(1)[0])

    def test_another_wording_in_the_end_replaces_what_was_shown(self, slack: FakeSlack, engine: SlowEngine):
        engine.reply = Reply("Something went wrong.", DecisionKind.REFUSE)
        ask(slack)
        shown = wait_for_the_first_sentence(slack)
        engine.go.set()
        slack.wait_until(lambda: slack.posts[0]["text"] == "Something went wrong.")
        assert [post["ts"] for post in slack.posts] == [shown["ts"]]

    @pytest.mark.parametrize("method", ["chat.startStream", "chat.appendStream", "chat.stopStream"])
    def test_a_rate_limit_delays_the_reply_at_most(self, slack: FakeSlack, engine: SlowEngine, method: str):
        slack.rate_limit(method, retry_after=1)
        ask(slack)
        slack.wait_until(lambda: "chat.startStream" in methods(slack))
        if method == "chat.stopStream":
            wait_for_the_first_sentence(slack)
        engine.go.set()
        slack.wait_until(lambda: slack.posts and is_whole(slack.posts[0]))
        assert len(slack.posts) == 1

    @pytest.mark.parametrize(
        ("method", "edits"), [("chat.appendStream", 1), ("chat.stopStream", 1), ("chat.update", 2)]
    )
    def test_an_acknowledgement_that_is_lost_doubles_nothing(
        self, slack: FakeSlack, engine: SlowEngine, method: str, edits: int
    ):
        slack.lose_answer(method)
        ask(slack)
        wait_for_the_first_sentence(slack)
        if method == "chat.update":
            slack.expire_streams()
        engine.go.set()
        slack.wait_until(lambda: methods(slack).count("chat.update") == edits)
        [post] = slack.posts
        assert is_whole(post)

    def test_a_workspace_without_streams_gets_one_post_and_is_not_asked_again(
        self, slack: FakeSlack, engine: SlowEngine
    ):
        slack.api.streams = False
        ask(slack)
        slack.wait_until(lambda: "chat.startStream" in methods(slack))
        engine.go.set()
        slack.wait_for_posts(1)
        ask(slack)
        assert all(map(is_whole, slack.wait_for_posts(2)))
        assert methods(slack) == ["chat.startStream", "chat.postMessage", "chat.postMessage"]

    def test_nothing_is_shown_before_the_earlier_reply_is_there(self, slack: FakeSlack, engine: SlowEngine):
        slack.fail("chat.postMessage", "internal_error", calls=3)
        mention = ask(slack, "what does a card cost?")
        slack.wait_until(lambda: "chat.postMessage" in methods(slack))
        assert slack.send_event(slack.channel_message("slowly, please", thread_ts=mention["ts"])).taken
        slack.wait_until(lambda: methods(slack).count("chat.postMessage") == 4)
        engine.go.set()
        assert all(map(is_whole, slack.wait_for_posts(2)))
        assert [post["metadata"]["event_payload"]["turn"][-1] for post in slack.posts] == ["1", "2"]
        assert "chat.startStream" not in methods(slack)


@pytest.mark.usefixtures("bot")
class TestInDirectMessages:
    def test_at_the_top_level_slack_has_no_streams(self, slack: FakeSlack, engine: SlowEngine):
        assert slack.send_event(slack.direct_message("slowly")).taken
        threading.Timer(1.5, engine.go.set).start()
        assert is_whole(slack.wait_for_posts(1)[0])
        assert methods(slack) == ["chat.postMessage"]

    def test_in_a_thread_there_are(self, slack: FakeSlack, engine: SlowEngine):
        assert slack.send_event(slack.direct_message("slowly", thread_ts="1700000000.000100")).taken
        wait_for_the_first_sentence(slack)
        engine.go.set()
        assert is_whole(slack.wait_for_posts(1)[0])


DOOMED = """
import sys, time
from pathlib import Path
from tests.connectors.slack_bot import Front, running_bot
from botkit.domain import TextDelta

def turn(message, conversation):
    yield TextDelta("A new card costs **8 EUR**.")
    time.sleep(120)

class There:  # the fake runs in the test's process
    socket = None
    api_url = sys.argv[2]

with Front() as front, running_bot(There(), front, Path(sys.argv[1]), turn=turn):
    print(front.address + "/slack/events", flush=True)
    sys.stdin.read()
"""


def test_what_a_killed_process_has_shown_is_completed_by_the_next(
    slack: FakeSlack, front: Front, tmp_path: Path, engine: SlowEngine
):
    arguments = [sys.executable, "-c", DOOMED, str(tmp_path), slack.api_url]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as doomed:
        assert doomed.stdout is not None
        slack.address = doomed.stdout.readline().strip()
        ask(slack)
        shown = wait_for_the_first_sentence(slack)
        os.kill(doomed.pid, signal.SIGKILL)
    engine.go.set()
    with running_bot(slack, front, tmp_path, turn=engine.turn):
        slack.wait_until(lambda: is_whole(slack.posts[0]), timeout=90)
    assert [post["ts"] for post in slack.posts] == [shown["ts"]]
