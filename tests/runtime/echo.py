"""An engine whose turns a test can hold up, and a channel that can refuse replies."""

import threading
from collections.abc import Callable, Iterator

from botkit.domain import Conversation, DecisionKind, Delivery, Message, Outcome, Reply, Status, TextDelta, Turn
from botkit.runtime import Runtime
from intents.types import Understanding

MakeRuntime = Callable[..., Runtime]


class Echo:
    """An engine that says a message's words again, each on its own.

    After the first word of the messages `holding`, and before that of those in `thinking_about`, it waits for `go`.
    """

    def __init__(self) -> None:
        self.go = threading.Event()
        self.holding: set[str] = set()
        self.thinking_about: set[str] = set()
        self.while_thinking: Callable[[], None] = lambda: None
        self.begun = threading.Event()
        self.taken: list[str] = []

    def turn(self, message: Message, conversation: Conversation) -> Iterator[Status | TextDelta | Outcome]:
        self.taken.append(message.text)
        yield Status("understand")
        self.while_thinking()
        if message.text in self.thinking_about:
            self._wait()
        for number, word in enumerate(message.text.split()):
            if word == "explode":
                raise ZeroDivisionError(f"while reading {message.text}")
            yield TextDelta(f" {word}" if number else word)
            if message.text in self.holding:
                self._wait()
        reply = Reply(" ".join(message.text.split()), DecisionKind.ANSWER)
        turn = Turn(conversation.length + 1, message, Understanding(message.text), reply)
        yield Outcome(turn, conversation.state)

    def _wait(self) -> None:
        self.begun.set()
        assert self.go.wait(10)


class Post:
    """A channel that replies are sent to; raises what `failures` holds before it takes any."""

    def __init__(self) -> None:
        self.taken: list[Delivery] = []
        self.attempts = 0
        self.failures: list[Exception] = []
        self._changed = threading.Condition()

    def deliver(self, delivery: Delivery) -> str:
        with self._changed:
            self.attempts += 1
            self._changed.notify_all()
            if self.failures:
                raise self.failures.pop(0)
            self.taken.append(delivery)
        return f"receipt {len(self.taken)}"

    def wait_for(self, count: int) -> list[str]:
        """Return the first `count` replies."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.taken) >= count, 10), f"{len(self.taken)} replies came"
            return [delivery.reply.text for delivery in self.taken]

    def wait_for_attempts(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self.attempts >= count, 10)


def ask(text: str, external_id: str = "", conversation_id: str = "c1", channel: str = "post") -> Message:
    return Message(channel, conversation_id, external_id or text, text, address={"to": conversation_id})
