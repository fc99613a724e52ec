"""Conversation tests: the messages of a user, and what must come of each."""

from __future__ import annotations

import re
import threading
import unicodedata
import uuid
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from botkit.dialogue import Graph
from botkit.domain import Conversation, DecisionKind, Message, Outcome
from botkit.domain.errors import ConfigError
from botkit.domain.ports import Progress, TurnEngine
from botkit.project import yaml_lines

Texts = Annotated[tuple[str, ...], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)]
NO_FLOW = "none"


def _regex(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"is not a regular expression ({error})") from None
    return pattern


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference between what a step expects under a key and what came instead ("" for nothing)."""

    key: str
    expected: str
    got: str

    def __str__(self) -> str:
        if self.key == "says":
            return f"does not say '{self.expected}'"
        if self.key == "not_says":
            return f"says '{self.got}'"
        return f"{self.key} {self.got or 'not found'}, expected {self.expected}"


class Step(_Part):
    """One message and what must come of it. Anything goes for the keys that are left out."""

    user: str
    decision: DecisionKind | None = None
    intent: str | None = None
    says: Texts = ()
    """Texts that must each occur in the reply, in upper or lower case."""
    not_says: Texts = ()
    exactly: str | None = None
    """The whole reply, up to whitespace."""
    matches: Annotated[str, AfterValidator(_regex)] | None = None
    """A regular expression that must be found in the reply."""
    cites: str | None = None
    """A document that the reply must cite; for a table of questions and answers, any of its rows."""
    slots: dict[str, str] = Field(default_factory=dict)
    """Slots that must be understood in this message, with their values."""
    values: dict[str, str] = Field(default_factory=dict)
    """Values that the active flow must have afterwards."""
    flow: str | None = None
    """The flow that must be active afterwards; `none` for none."""
    choices: Texts = ()
    """Buttons that must be offered."""

    def failures(self, outcome: Outcome) -> Iterator[Difference]:
        """Yield each difference from what is expected."""
        turn, state = outcome.turn, outcome.state
        reply, best = turn.reply, turn.understanding.best
        if self.decision is not None and reply.decision is not self.decision:
            yield Difference("decision", self.decision.value, reply.decision.value)
        if self.intent is not None and (best is None or best.name != self.intent):
            yield Difference("intent", self.intent, best.name if best else "none")
        yield from self._wording(" ".join(reply.text.split()))
        cited = [citation.source.partition("#")[0] for citation in reply.citations]
        if self.cites is not None and unicodedata.normalize("NFC", self.cites) not in cited:
            yield Difference("cites", self.cites, ", ".join(dict.fromkeys(cited)) or "nothing")
        for name, value in self.slots.items():
            found = [slot.value for slot in turn.understanding.slots if slot.name == name]
            if value.casefold() not in (slot.casefold() for slot in found):
                yield Difference(f"slot {name} is", value, ", ".join(found))
        if self.flow is not None and (state.form or NO_FLOW) != self.flow:
            yield Difference("flow", self.flow, state.form or NO_FLOW)
        for name, value in self.values.items():
            if state.values.get(name, "").casefold() != value.casefold():
                yield Difference(f"value {name} is", value, state.values.get(name, ""))
        for choice in self.choices:
            if choice not in reply.choices:
                yield Difference("choices", choice, ", ".join(reply.choices) or "none")

    def _wording(self, text: str) -> Iterator[Difference]:
        folded = text.casefold()
        yield from (Difference("says", part, "") for part in self.says if part.casefold() not in folded)
        yield from (Difference("not_says", "", part) for part in self.not_says if part.casefold() in folded)
        if self.exactly is not None and text != " ".join(self.exactly.split()):
            yield Difference("exactly", self.exactly, text)
        if self.matches is not None and not re.search(self.matches, text):
            yield Difference("matches", self.matches, text)


class ConversationTest(_Part):
    """A named conversation; `origin` is the place it is written at ("conversations.yml:14")."""

    name: str
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    origin: str = Field(default="", exclude=True)


class _File(_Part):
    conversations: tuple[ConversationTest, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A step that failed; the later steps of its conversation are not run.

    `transcript` has the messages and replies up to and including it.
    """

    conversation: str
    step: int
    user: str
    reply: str
    problems: tuple[Difference, ...]
    origin: str = ""
    transcript: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Coverage:
    """The record of which steps of which flows have been taken. Several threads may add to it."""

    graphs: Mapping[str, Graph]
    taken: set[tuple[str, str]] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, flow: str, step: str) -> None:
        """Record a step."""
        with self.lock:
            self.taken.add((flow, step))

    @property
    def steps(self) -> tuple[tuple[str, str], ...]:
        """All steps of all flows."""
        return tuple((flow, step) for flow, graph in self.graphs.items() for step in graph.nodes)

    @property
    def missed(self) -> dict[str, tuple[str, ...]]:
        """The steps that were never taken, by flow."""
        missed = {
            flow: tuple(step for step in graph.nodes if (flow, step) not in self.taken)
            for flow, graph in self.graphs.items()
        }
        return {flow: steps for flow, steps in missed.items() if steps}

    @property
    def share(self) -> float:
        """The share of steps that were taken, from 0 to 1; 1 if there are no flows."""
        return len(self.taken & set(self.steps)) / len(self.steps) if self.steps else 1.0


@dataclass(frozen=True, slots=True)
class ConversationReport:
    """The number of conversations that were run, and the failures among them."""

    total: int
    failures: tuple[Failure, ...]

    @property
    def held(self) -> int:
        """The number of conversations without a failure."""
        return self.total - len(self.failures)


def read_conversations(path: Path) -> tuple[ConversationTest, ...]:
    """Read the file's `conversations`. Raises ConfigError with the line of the mistake."""
    source = yaml_lines.read(path)
    tests = yaml_lines.validate(_File, source).conversations
    return tuple(
        test.model_copy(update={"origin": source.place(("conversations", number))}) for number, test in enumerate(tests)
    )


def read_all_conversations(folder: Path) -> tuple[ConversationTest, ...] | None:
    """Read conversations.yml and the files in conversations/, sorted by name; return None if there are none.

    Raises ConfigError with the line of the mistake, or if two conversations have the same name.
    """
    files = [folder / "conversations.yml", *sorted((folder / "conversations").glob("*.yml"))]
    files = [file for file in files if file.exists()]
    tests = [test for file in files for test in read_conversations(file)]
    places: dict[str, str] = {}
    for test in tests:
        if test.name in places:
            raise ConfigError(f"{test.origin}: '{test.name}' is the name of {places[test.name]}, too; give it another")
        places[test.name] = test.origin
    return tuple(tests) if files else None


def run_conversations(
    engine: TurnEngine, tests: Sequence[ConversationTest], progress: Progress | None = None, *, jobs: int = 1
) -> ConversationReport:
    """Run each conversation up to its first failure, `jobs` of them side by side."""
    failures: list[Failure] = []
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        for number, failure in enumerate(pool.map(lambda test: _failure(engine, test), tests), 1):
            failures += [failure] if failure else []
            if progress:
                progress("holding conversations", number, len(tests))
    return ConversationReport(len(tests), tuple(failures))


def _failure(engine: TurnEngine, test: ConversationTest) -> Failure | None:
    conversation = Conversation(f"test-{uuid.uuid4().hex}")  # a new id: actions that store something start afresh
    transcript: list[tuple[str, str]] = []
    for number, step in enumerate(test.steps, 1):
        message = Message("evaluation", conversation.id, f"step-{number}", step.user)
        *_, outcome = engine.turn(message, conversation)
        assert isinstance(outcome, Outcome)  # noqa: S101 - for the type checker: a turn always ends with its outcome
        reply = outcome.turn.reply.text
        transcript.append((step.user, reply))
        if problems := tuple(step.failures(outcome)):
            return Failure(test.name, number, step.user, reply, problems, test.origin, tuple(transcript))
        conversation = conversation.after(outcome.turn, outcome.state)
    return None
