"""Recording of a chat as a conversation test."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from botkit.domain import Answered, DecisionKind, Event, Message, Turn
from botkit.domain.errors import ConfigError
from botkit.domain.ports import Accounts, Archive, FileReader, HandOffs, Service, Tell, Transcriber, Vault

FIRST_WORDS = 60
"""The number of characters of the reply's first sentence that the recorded step expects."""


class Recorder:
    """A `Service` that passes everything on to another and keeps the turns that go through it."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.turns: list[Turn] = []

    def stream(self, message: Message) -> Iterator[Event]:
        """Yield the events of the turn."""
        for event in self._service.stream(message):
            if isinstance(event, Answered):
                self.turns.append(event.turn)
            yield event

    def attend(self, message: Message, tell: Tell) -> AbstractContextManager[None]:
        """Report the events of the turn to `tell`."""

        def keep(event: Event | Exception) -> None:
            if isinstance(event, Answered):
                self.turns.append(event.turn)
            tell(event)

        return self._service.attend(message, keep)

    def submit(self, message: Message) -> None:
        """Pass the message on."""
        self._service.submit(message)

    def history(self, conversation_id: str) -> tuple[Turn, ...]:
        """Return the turns of the conversation."""
        return self._service.history(conversation_id)

    def takes_part(self, conversation_id: str) -> bool | None:
        """Return whether the bot takes part in the conversation."""
        return self._service.takes_part(conversation_id)

    def take_part(self, conversation_id: str, present: bool) -> None:
        """Take the bot out of the conversation, or bring it back."""
        self._service.take_part(conversation_id, present)

    @property
    def accounts(self) -> Accounts:
        """The service's accounts."""
        return self._service.accounts

    @property
    def archive(self) -> Archive:
        """The service's archive."""
        return self._service.archive

    @property
    def hand_offs(self) -> HandOffs | None:
        """The service's hand-offs."""
        return self._service.hand_offs

    @property
    def vault(self) -> Vault | None:
        """The service's vault."""
        return self._service.vault

    @property
    def files(self) -> FileReader | None:
        """The service's file reader."""
        return self._service.files

    @property
    def speech(self) -> Transcriber | None:
        """The service's transcriber."""
        return self._service.speech

    def secret(self, name: str) -> bytes:
        """Return the service's secret of that name."""
        return self._service.secret(name)


def append_test(path: Path, name: str, turns: list[Turn]) -> None:
    """Append the turns to the file as one conversation. Raises ConfigError if the file cannot be written."""
    lines = [] if path.exists() and path.read_text(encoding="utf-8").strip() else ["conversations:"]
    lines += ["", f"- name: {_quoted(name)}", "  steps:"]
    for turn in turns:
        lines += _step(turn)
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write("\n".join(lines).lstrip("\n") + "\n" if len(lines) > 3 else "")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror}); name another file") from None


def _step(turn: Turn) -> Iterator[str]:
    reply, best = turn.reply, turn.understanding.best
    yield f"    - user: {_quoted(turn.message.text)}"
    yield f"      decision: {reply.decision.value}"
    if best is not None and reply.decision in {DecisionKind.ANSWER, DecisionKind.SMALLTALK, DecisionKind.HAND_OFF}:
        yield f"      intent: {best.name}"
    if reply.citations:
        yield f"      cites: {_quoted(reply.citations[0].source.partition('#')[0])}"
    if first := re.split(r"(?<=[.?!])\s", " ".join(reply.text.split()))[0][:FIRST_WORDS].strip():
        yield f"      says: [{_quoted(first)}]"


def _quoted(text: str) -> str:
    """Quote the text for YAML: a JSON string is also a YAML string."""
    return json.dumps(text, ensure_ascii=False)
