"""Conversations that must hold: what is said, and what has to come of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from botkit import yaml_lines
from botkit.engine import Engine
from botkit.protocols import Progress
from botkit.types import Conversation, DecisionKind, Message, Outcome, Turn

Texts = Annotated[tuple[str, ...], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Step(_Part):
    """One message and what must come of it. What is left out may be anything."""

    user: str
    decision: DecisionKind | None = None
    intent: str | None = None
    says: Texts = ()
    """Each must stand in the reply, in any case of letters."""
    not_says: Texts = ()
    cites: str | None = None
    """A document that the reply must cite; of a table of questions and answers, any row."""
    slots: dict[str, str] = Field(default_factory=dict)
    """Slots understood in this message, with their values."""

    def failures(self, turn: Turn) -> Iterator[str]:
        """What differs, in words."""
        reply, best = turn.reply, turn.understanding.best
        text = " ".join(reply.text.casefold().split())
        if self.decision is not None and reply.decision is not self.decision:
            yield f"decision {reply.decision.value}, expected {self.decision.value}"
        if self.intent is not None and (best is None or best.name != self.intent):
            yield f"intent {best.name if best else 'none'}, expected {self.intent}"
        yield from (f"does not say '{part}'" for part in self.says if part.casefold() not in text)
        yield from (f"says '{part}'" for part in self.not_says if part.casefold() in text)
        cited = [citation.source.partition("#")[0] for citation in reply.citations]
        if self.cites is not None and self.cites not in cited:
            yield f"cites {', '.join(cited) or 'nothing'}, expected {self.cites}"
        for name, value in self.slots.items():
            found = [slot.value for slot in turn.understanding.slots if slot.name == name]
            if value.casefold() not in (slot.casefold() for slot in found):
                yield f"slot {name} is {', '.join(found) or 'not found'}, expected {value}"


class ConversationTest(_Part):
    """A conversation with a name."""

    name: str
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


class _File(_Part):
    conversations: tuple[ConversationTest, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A step that did not hold; later steps of its conversation are not taken."""

    conversation: str
    step: int
    user: str
    reply: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConversationReport:
    """How many conversations held, and where the others did not."""

    total: int
    failures: tuple[Failure, ...]

    @property
    def held(self) -> int:
        """How many went as they must."""
        return self.total - len(self.failures)


def read_conversations(path: Path) -> tuple[ConversationTest, ...]:
    """Reads the file's `conversations`. Raises ConfigError with the line of what is wrong."""
    return yaml_lines.validate(_File, yaml_lines.read(path)).conversations


def run_conversations(
    engine: Engine, tests: Sequence[ConversationTest], progress: Progress | None = None
) -> ConversationReport:
    """Holds each conversation, up to its first step that goes wrong."""
    failures: list[Failure] = []
    for number, test in enumerate(tests, 1):
        failures += _failure(engine, test)
        if progress:
            progress("holding conversations", number, len(tests))
    return ConversationReport(len(tests), tuple(failures))


def _failure(engine: Engine, test: ConversationTest) -> Iterator[Failure]:
    conversation = Conversation("evaluation")
    for number, step in enumerate(test.steps, 1):
        message = Message("evaluation", conversation.id, f"step-{number}", step.user)
        *_, outcome = engine.turn(message, conversation)
        assert isinstance(outcome, Outcome)  # noqa: S101 - for the type checker: a turn ends so
        problems = tuple(step.failures(outcome.turn))
        if problems:
            yield Failure(test.name, number, step.user, outcome.turn.reply.text, problems)
            return
        conversation = conversation.after(outcome.turn, outcome.state)
