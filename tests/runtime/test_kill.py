"""A process that is killed in the middle of a turn, and the next one that takes over."""

import os
import signal
import subprocess
import sys
import threading
import time

from botkit.store import SqlStore
from tests import ROOT

BOT = """
import sys, time
from botkit.runtime import Runtime
from botkit.store import SqlStore
from botkit.domain import *
from intents.types import Understanding

url, deadly, *texts = sys.argv[1:]

def say(line):  # at once: several threads speak, and a line must not end up within another
    print(line + "\\n", end="", flush=True)

def turn(message, conversation):
    yield Status("understand")
    say(f"begun {message.text}")
    if message.text == deadly:
        time.sleep(60)
    reply = Reply(message.text.upper(), DecisionKind.ANSWER)
    yield TextDelta(reply.text)
    yield Outcome(Turn(conversation.length + 1, message, Understanding(message.text), reply), conversation.state)

def deliver(delivery):
    say(f"delivered {delivery.address['to']} {delivery.reply.text}")
    return "receipt"

store = SqlStore(url, str, lease_seconds=0.5, delivery_seconds=0.5)
with Runtime(turn, store, deliver={"post": deliver}, apology="Sorry!", poll_seconds=0.05) as runtime:
    for text in texts:
        runtime.submit(Message("post", "c1", text, text, address={"to": "here"}))
    say("accepted")
    sys.stdin.read()
store.close()
"""


def start(url: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", BOT, url, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def read_until(process: subprocess.Popen[str], *lines: str) -> None:
    assert process.stdout is not None
    missing = set(lines)
    patience = threading.Timer(30, process.kill)
    patience.start()
    while missing:
        line = process.stdout.readline()
        assert line, f"the process ended, or took too long, without {missing}"
        missing.discard(line.strip())
    patience.cancel()


def test_what_a_killed_process_had_accepted_is_answered_once_and_in_order_by_the_next(url: str) -> None:
    with start(url, "second", "first", "second", "third") as killed:
        read_until(killed, "accepted", "begun second")
        os.kill(killed.pid, signal.SIGKILL)

    time.sleep(0.5)  # the lease of the dead
    with start(url, "", "second") as heir:  # its client repeats what got no answer
        read_until(heir, "delivered here THIRD")
        heir.communicate("", timeout=20)
        assert heir.returncode == 0

    store = SqlStore(url, str)
    assert [turn.reply.text for turn in store.history.turns("c1")] == ["FIRST", "SECOND", "THIRD"]
    assert store.inbox.unanswered() == []
    assert store.outbox.undelivered() == []
    store.close()
