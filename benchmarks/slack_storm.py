"""Many threads on a Slack that misbehaves: is each message answered once and in order, and how soon acknowledged?

Each person sends their next message once the one before was acknowledged; threads run side by side. Of the events, a
fifth come twice and a tenth as a retry, too; the first of each thread comes as a mention and as a message. Of the calls
to chat.postMessage, some lose their answer after Slack has acted, some fail, some get 429. The engine answers at once:
what is measured is the connector and the store.
"""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from benchmarks.machine import described
from botkit.runtime import Runtime
from botkit.serving import application
from botkit.state import SqlStore
from botkit.testing.fake_slack import FakeSlack, Payload
from botkit.types import Conversation, DecisionKind, Delivery, Message, Outcome, Reply, TextDelta, Turn
from connectors.slack.connector import SlackConnector, connect
from intents.types import Understanding

MESSAGES, THREADS = 1_000, 50
BURST, WINDOW = 3, 10.0
"""What a channel may get: so many posts at once, and then one a second; looked at in windows of so many seconds."""


@dataclass(frozen=True, slots=True)
class Storm:
    """What came of it. `problems` says what a person would complain about; times are in seconds."""

    problems: tuple[str, ...]
    acknowledged: tuple[float, ...]
    seconds: float
    fastest: int


def main() -> None:
    """A thousand messages from fifty threads."""
    storm = run(MESSAGES, THREADS)
    acks = sorted(storm.acknowledged)
    print(described())
    print(f"{MESSAGES} messages, {THREADS} threads, {storm.seconds:.0f} s; problems: {list(storm.problems) or 'none'}")
    p99 = acks[int(len(acks) * 0.99)]
    print(f"acknowledged: p50 {statistics.median(acks) * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, {len(acks)} requests")
    print(f"posts in one channel within {WINDOW:g} s: at most {storm.fastest}")


def run(messages: int, threads: int, seed: int = 0) -> Storm:
    """Sends the messages, waits for the answers, and looks at the ledger."""
    channels = tuple(f"C{number:03d}" for number in range(threads))
    with tempfile.TemporaryDirectory() as folder, FakeSlack(channels=channels) as slack, _bot(slack, Path(folder)):
        misbehave(slack, messages, random.Random(seed))
        start = time.perf_counter()
        each = messages // threads
        with ThreadPoolExecutor(threads) as pool:
            people = pool.map(
                lambda channel: _person(slack, channel, each, random.Random(f"{seed}{channel}")), channels
            )
            acknowledged = [seconds for person in people for seconds in person]
        slack.wait_until(lambda: len(slack.posts) >= messages, timeout=600)
        seconds = time.perf_counter() - start
        time.sleep(3)  # what comes now comes twice
        return Storm(
            tuple(_problems(slack, channels, each)), tuple(acknowledged), seconds, slack.ledger.fastest_posts(WINDOW)
        )


def misbehave(slack: FakeSlack, messages: int, chance: random.Random) -> None:
    """Plans what goes wrong with the posts: one in 40 loses its answer, one in 50 fails, one in 50 gets 429."""
    plans: list[Callable[[], None]] = [
        *[lambda: slack.lose_answer("chat.postMessage")] * (messages // 40),
        *[lambda: slack.fail("chat.postMessage", "internal_error")] * (messages // 50),
        *[lambda: slack.rate_limit("chat.postMessage", retry_after=1)] * (messages // 50),
        *[lambda: slack.behave("chat.postMessage")] * messages,
    ]
    chance.shuffle(plans)
    for plan in plans:
        plan()


def _person(slack: FakeSlack, channel: str, count: int, chance: random.Random) -> list[float]:
    """Sends messages into a thread; the seconds until each was acknowledged."""
    root = slack.mention("0", channel=channel)
    seconds = []
    for number in range(count):
        event = slack.channel_message(str(number), channel=channel, thread_ts=root["ts"]) if number else root
        copies: list[tuple[Payload, int]] = [(event, 0)]
        if not number:
            copies.append(({**event, "type": "message", "channel_type": "channel"}, 0))
        if chance.random() < 0.2:
            copies.append((event, 0))
        if chance.random() < 0.1:
            copies.append((event, 1))
        for copy, retry in copies:
            began = time.perf_counter()
            answer = slack.send_event(copy, event_id=f"Ev{channel}{number}{copy['type']}", retry=retry)
            seconds.append(time.perf_counter() - began)
            if not answer.taken:
                slack.send_until_taken(copy)
    return seconds


def _problems(slack: FakeSlack, channels: tuple[str, ...], each: int) -> Iterator[str]:
    expected = [f"{number + 1}: {number}" for number in range(each)]
    for channel in channels:
        said = [post["text"] for post in slack.posts if post["channel"] == channel]
        if said != expected:
            yield f"{channel}: {said}"
    allowed = BURST + WINDOW
    if slack.ledger.fastest_posts(WINDOW) > allowed:
        yield f"a channel got {slack.ledger.fastest_posts(WINDOW)} posts within {WINDOW:g} s"


def answer(message: Message, conversation: Conversation) -> Iterator[TextDelta | Outcome]:
    """Repeats the message, counting the turns."""
    seq = conversation.length + 1
    reply = Reply(f"{seq}: {message.text}", DecisionKind.SMALLTALK)
    yield Outcome(Turn(seq, message, Understanding(message.text), reply), conversation.state)


@contextmanager
def _bot(slack: FakeSlack, folder: Path) -> Iterator[SlackConnector]:
    secrets = {"SLACK_SIGNING_SECRET": slack.signing_secret, "SLACK_BOT_TOKEN": slack.token, "NO_PROXY": "127.0.0.1"}
    deliver: dict[str, Callable[[Delivery], str]] = {}
    store = SqlStore(f"sqlite:///{folder / 'bot.db'}", lambda text: text)
    with Runtime(answer, store, deliver=deliver, apology="Sorry.") as runtime:
        os.environ.update(secrets)
        connector = connect("Storm", {"api_url": slack.api_url}, runtime)
        deliver[connector.channel] = connector.deliver
        server = uvicorn.Server(uvicorn.Config(application([connector]), port=0, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        slack.address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/slack/events"
        try:
            yield connector
        finally:
            server.should_exit = True
            thread.join()
            connector.close()
    store.close()
