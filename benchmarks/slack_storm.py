"""Many threads on a Slack that misbehaves: each message must be answered once and in order, and acknowledged soon.

Each person sends their next message once the previous one was acknowledged, after a pause; threads run side by side. A
fifth of the events come twice, and a tenth come again as a retry; the first of each thread comes as a mention and as a
message. Some of the calls to chat.postMessage lose their answer after Slack has acted, some fail, some get 429. One
turn in ten takes its time, so that its reply is streamed as far as Slack's limit allows; those streams lose answers,
get 429, and end too early. The other turns take no time: it is the connector and the store that are measured. The bot
is a process of its own.
"""

from __future__ import annotations

import logging
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine import described
from botkit.domain import Conversation, DecisionKind, Message, Outcome, Reply, TextDelta, Turn
from botkit.testing.fake_slack import FakeSlack, Payload
from connectors.slack.pace import TIERS
from intents.types import Understanding

MESSAGES, THREADS = 1_000, 50
RUNS = ((2.0, 0), (2.0, 1), (2.0, 2), (0.0, 0))
"""The seconds that people take per message on average (0: as fast as the bot acknowledges), and seeds."""
BURST, WINDOW = 3, 10.0
"""The limit of a channel: so many posts at once, then one per second; checked in windows of so many seconds."""
SLOW, SLOW_SECONDS = 10, 1.5
"""One turn in so many takes so many seconds."""
EXPIRY_SECONDS = 3.0
"""The seconds between two times that the running streams are ended."""


@dataclass(frozen=True, slots=True)
class Storm:
    """The results of a run. `problems` are what a person would complain about; times are in seconds."""

    problems: tuple[str, ...]
    acknowledged: tuple[float, ...]
    seconds: float
    fastest: int
    streamed: int


def main() -> None:
    """Send a thousand messages from fifty threads, at the pace of people and as fast as possible."""
    print(described())
    for pause, seed in RUNS:
        storm = run(MESSAGES, THREADS, seed, pause)
        acks = sorted(storm.acknowledged)
        p50, p99 = statistics.median(acks) * 1000, acks[int(len(acks) * 0.99)] * 1000
        print(f"{MESSAGES} messages, {THREADS} threads, {pause:g} s between messages, seed {seed}")
        print(f"  problems: {list(storm.problems) or 'none'}; {storm.streamed} replies streamed; {storm.seconds:.0f} s")
        print(f"  acknowledged: p50 {p50:.0f} ms, p99 {p99:.0f} ms, {len(acks)} requests")
        print(f"  posts in one channel within {WINDOW:g} s: at most {storm.fastest}")
        print(f"  load average: {', '.join(f'{load:.1f}' for load in os.getloadavg())}")


def run(messages: int, threads: int, seed: int = 0, pause: float = 0.0) -> Storm:
    """Send the messages, wait for the answers, and check the ledger."""
    channels = tuple(f"C{number:03d}" for number in range(threads))
    with (
        tempfile.TemporaryDirectory() as folder,
        FakeSlack(channels=channels) as slack,
        _bot(slack, Path(folder)),
        _expiring(slack),
    ):
        misbehave(slack, messages, random.Random(seed))
        start = time.perf_counter()
        each = messages // threads
        with ThreadPoolExecutor(threads) as pool:
            people = pool.map(
                lambda channel: _person(slack, channel, each, random.Random(f"{seed}{channel}"), pause), channels
            )
            acknowledged = [seconds for person in people for seconds in person]
        slack.wait_for_posts(messages, timeout=600)
        seconds = time.perf_counter() - start
        time.sleep(3)  # anything that comes now has come twice
        fastest = slack.ledger.fastest_posts(WINDOW)
        streamed = sum(call.method == "chat.startStream" and call.answer["ok"] for call in slack.calls)
        return Storm(tuple(_problems(slack, channels, each)), tuple(acknowledged), seconds, fastest, streamed)


def misbehave(slack: FakeSlack, messages: int, chance: random.Random) -> None:
    """Plan the faults of posts: one in 40 loses its answer, one in 50 fails, one in 50 gets 429.

    One in five of the calls about streams loses its answer, and one in five gets 429.
    """
    for method in ("chat.appendStream", "chat.stopStream"):
        for _ in range(messages // SLOW):
            chance.choice([slack.behave, slack.behave, slack.behave, slack.lose_answer, _limited(slack)])(method)
    plans: list[Callable[[], None]] = [
        *[lambda: slack.lose_answer("chat.postMessage")] * (messages // 40),
        *[lambda: slack.fail("chat.postMessage", "internal_error")] * (messages // 50),
        *[lambda: slack.rate_limit("chat.postMessage", retry_after=1)] * (messages // 50),
        *[lambda: slack.behave("chat.postMessage")] * messages,
    ]
    chance.shuffle(plans)
    for plan in plans:
        plan()


def _limited(slack: FakeSlack) -> Callable[[str], None]:
    return lambda method: slack.rate_limit(method, retry_after=1)


def _person(slack: FakeSlack, channel: str, count: int, chance: random.Random, pause: float) -> list[float]:
    """Send messages into a thread; return the seconds until each was acknowledged."""
    root = slack.mention("0", channel=channel)
    seconds = []
    for number in range(count):
        time.sleep(chance.uniform(0, 2 * pause))
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
    if (fastest := slack.ledger.fastest_posts(WINDOW)) > BURST + WINDOW:
        yield f"a channel got {fastest} posts within {WINDOW:g} s"
    for method, limit in TIERS.items():
        if (fastest := slack.ledger.fastest_calls(method, 60.0)) > limit:
            yield f"{method} was called {fastest} times within a minute"


@contextmanager
def _expiring(slack: FakeSlack) -> Iterator[None]:
    """End the running streams now and then."""
    over = threading.Event()

    def expire() -> None:
        while not over.wait(EXPIRY_SECONDS):
            slack.expire_streams()

    thread = threading.Thread(target=expire)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def _bot(slack: FakeSlack, folder: Path) -> Iterator[None]:
    secrets = {"SLACK_SIGNING_SECRET": slack.signing_secret, "SLACK_BOT_TOKEN": slack.token}
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")} | secrets
    program = "import sys; from benchmarks.slack_storm import serve; serve(*sys.argv[1:])"
    command = [sys.executable, "-c", program, slack.api_url, str(folder)]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None and process.stdout is not None  # noqa: PT018 - for the type checker
        try:
            slack.address = f"{process.stdout.readline().strip()}/slack/events"
            yield
        finally:
            process.stdin.close()


def serve(api_url: str, folder: str) -> None:
    """Run the bot until its standard input ends; print its address."""
    import uvicorn

    from botkit.app.serving import application
    from botkit.domain import Delivery
    from botkit.domain.ports import Draft, Tell
    from botkit.runtime import Runtime
    from botkit.store import SqlStore
    from connectors.slack.connector import connect

    logging.disable(logging.ERROR)  # otherwise everything that was planned would be logged
    deliver: dict[str, Callable[[Delivery], str]] = {}
    previews: dict[str, Callable[[Draft], Tell]] = {}
    store = SqlStore(f"sqlite:///{folder}/bot.db", lambda text: text)
    with Runtime(answer, store, deliver=deliver, previews=previews, apology="Sorry.") as runtime:
        connector = connect("Storm", {"api_url": api_url}, runtime)
        deliver[connector.channel], previews[connector.channel] = connector.deliver, connector.preview
        server = uvicorn.Server(uvicorn.Config(application([connector]), port=0, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        print(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", flush=True)
        sys.stdin.read()
        server.should_exit = True
        thread.join()
        connector.close()
    store.close()


def answer(message: Message, conversation: Conversation) -> Iterator[TextDelta | Outcome]:
    """Repeat the message, counting the turns."""
    seq = conversation.length + 1
    yield TextDelta(f"{seq}: ")
    if seq % SLOW == 0:
        time.sleep(SLOW_SECONDS)
    yield TextDelta(message.text)
    reply = Reply(f"{seq}: {message.text}", DecisionKind.SMALLTALK)
    yield Outcome(Turn(seq, message, Understanding(message.text), reply), conversation.state)
