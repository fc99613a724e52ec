"""Random and adversarial walks through a bot's flows, without any model, and invariants that must hold on all of them.

A walk is a conversation with the policy alone: utterances come from the training data, with the intents and slots that
they are marked with, or deliberately with others; answers from the documents are made up. Thousands of conversations
take about a minute, and the same seed gives the same walks.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from botkit.dialogue import DialoguePolicy, DialogueSpec
from botkit.domain import (
    ActionSignature,
    Conversation,
    Decision,
    DecisionKind,
    DialogueState,
    Message,
    Reply,
    Turn,
)
from botkit.domain.errors import ActionError, ActionUnavailable
from botkit.domain.ports import Actions, Progress
from botkit.evaluation.conversations import Coverage
from botkit.evaluation.customers import Customer, Speech
from intents.types import Example, Understanding

TURNS = 20
"""The most turns of one walk."""
ASKED_AT_MOST = 3
"""The number of times that the same question may be asked in a row."""
FAULTS = 0.08
"""The share of action runs that fail, half of them as if the other side could not be reached."""
CRASHES = 0.05
"""The share of turns that are taken twice, as after a crash before the commit."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A broken invariant: the number of the walk, what was wrong, and the messages and replies up to it."""

    number: int
    what: str
    transcript: tuple[tuple[str, str], ...]

    def text(self) -> str:
        """Return the breach for people to read."""
        said = [f"    user  {user[:200]}\n    bot   {' '.join(bot.split())}" for user, bot in self.transcript]
        return "\n".join([f"BROKEN in conversation {self.number}: {self.what}", *said])


@dataclass(frozen=True, slots=True)
class SimulationReport:
    """The results of the walks."""

    conversations: int
    turns: int
    runs: int
    breaches: tuple[Breach, ...]
    coverage: Coverage

    def text(self) -> str:
        """Return the results for people to read."""
        lines = [f"{breach.text()}\n" for breach in self.breaches]
        lines.append(
            f"{self.conversations:,} conversations, {self.turns:,} turns, {self.runs:,} actions run: "
            f"{len(self.breaches)} broken invariants"
        )
        lines.append(f"flows: {self.coverage.share:.0%} of {len(self.coverage.steps)} steps taken")
        lines += [f"  {flow}: never {', '.join(steps)}" for flow, steps in self.coverage.missed.items()]
        return "\n".join(lines)


def simulate(
    spec: DialogueSpec,
    actions: Actions,
    examples: Sequence[Example],
    conversations: int,
    *,
    seed: int = 0,
    progress: Progress | None = None,
) -> SimulationReport:
    """Simulate as many conversations as `conversations` says; `examples` are what people say in them."""
    speech = Speech.of(spec, examples)
    coverage = Coverage(spec.graphs)
    breaches: list[Breach] = []
    turns = runs = 0
    for number in range(conversations):
        walk = _Walk(spec, _Watched(actions, random.Random(f"{seed}/{number}/faults")), speech, seed, number, coverage)
        breaches += walk.breaches()
        turns += walk.conversation.length
        runs += len(walk.actions.keys)
        if progress:
            progress("simulating conversations", number + 1, conversations)
    return SimulationReport(conversations, turns, runs, tuple(breaches), coverage)


class _Broken(Exception):
    """Raised where an invariant does not hold."""


@dataclass(frozen=True, slots=True)
class _Run:
    name: str
    arguments: Mapping[str, str]
    key: str


class _Watched:
    """Actions that record what is run, and fail now and then."""

    def __init__(self, actions: Actions, chance: random.Random) -> None:
        self._actions = actions
        self._chance = chance
        self.runs: list[_Run] = []
        self.keys: dict[str, Mapping[str, str]] = {}

    @property
    def signatures(self) -> Mapping[str, ActionSignature]:
        return self._actions.signatures

    def run(self, name: str, arguments: Mapping[str, str], *, conversation: str, key: str) -> Mapping[str, str]:
        changes = self.signatures[name].changes
        if key not in self.keys and changes and self._chance.random() < FAULTS:
            raise self._chance.choice([ActionError("No."), ActionUnavailable("Away.")])
        results = self._actions.run(name, arguments, conversation=conversation, key=key)
        if changes:
            self.runs.append(_Run(name, dict(arguments), key))
            if key in self.keys and self.keys[key] != results:
                raise _Broken(f"'{name}' gave another result for the same key")
            self.keys[key] = results
        return results


@dataclass(slots=True)
class _Walk:
    spec: DialogueSpec
    actions: _Watched
    speech: Speech
    seed: int
    number: int
    coverage: Coverage
    conversation: Conversation = field(init=False)
    chance: random.Random = field(init=False)
    customer: Customer = field(init=False)
    policy: DialoguePolicy = field(init=False)
    taken: list[tuple[str, str]] = field(default_factory=list)
    transcript: list[tuple[str, str]] = field(default_factory=list)
    in_a_row: int = 0
    last_asked: object = None
    offered: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.conversation = Conversation(f"walk-{self.seed}-{self.number}")
        self.chance = random.Random(f"{self.seed}/{self.number}")
        self.customer = Customer(self.spec, self.speech, self.chance)
        self.policy = DialoguePolicy(self.spec, actions=self.actions, taken=self._take)

    def breaches(self) -> Iterator[Breach]:
        for _ in range(self.chance.randint(4, TURNS)):
            said = self.customer.says(self.conversation, self.offered)
            try:
                self._turn(said)
            except _Broken as broken:
                yield Breach(self.number, str(broken), (*self.transcript, (said.text, "")))
                return
            except Exception as error:  # that nothing is raised is one of the invariants
                what = f"{type(error).__name__}: {error}"
                yield Breach(self.number, what, (*self.transcript, (said.text, "")))
                return

    def _turn(self, said: Understanding) -> None:
        message = Message("simulation", self.conversation.id, str(self.conversation.length), said.text)
        said = replace(said, text=message.text)
        before, runs = self.conversation.state, len(self.actions.runs)
        self.taken.clear()
        decision = self.policy.decide(said, self.conversation)
        if self.chance.random() < CRASHES:
            again = self.policy.decide(said, self.conversation)
            fails = any(self.actions.signatures.get(step) for _, step in self.taken)
            if again != decision and not fails:
                raise _Broken("the same turn came out differently the second time")
            decision = again
        text = decision.text
        if decision.kind is DecisionKind.ANSWER:
            if not decision.query.strip():
                raise _Broken("there is nothing to search for")
            if self.chance.random() < 0.4:
                decision = self.policy.refuse(self.conversation, decision.state)
                text = decision.text
            else:
                text = f"(an answer) {decision.text}"
        self._check(said, before, decision, text, self.actions.runs[runs:])
        self.transcript.append((said.text, text))
        turn = Turn(self.conversation.length + 1, message, said, Reply(text, decision.kind, choices=decision.choices))
        self.offered = decision.choices
        self.conversation = self.conversation.after(turn, decision.state)

    def _take(self, flow: str, step: str) -> None:
        self.taken.append((flow, step))
        self.coverage.take(flow, step)

    # The invariants

    def _check(
        self, said: Understanding, before: DialogueState, decision: Decision, text: str, runs: Sequence[_Run]
    ) -> None:
        after = decision.state
        if not text.strip():
            raise _Broken("there is no reply")
        if (left := re.search(r"\{\w+\}", text)) and left[0] not in " ".join(
            user for user, _ in self.transcript
        ) + said.text:
            raise _Broken(f"{left[0]} is not filled in: {text}")
        if DialogueState(**json.loads(json.dumps(asdict(after)))) != after:
            raise _Broken("the state does not come back from JSON as it went in")
        forms = [frame.form for frame in after.stack] + ([after.form] if after.form else [])
        if len(forms) != len(set(forms)):
            raise _Broken(f"a flow is under way twice: {forms}")
        if after.stack and after.form is None:
            raise _Broken("flows wait, and none goes on")
        self._check_questions(decision)
        self._check_values(said, before, after)
        self._check_runs(said, before, runs)

    def _check_questions(self, decision: Decision) -> None:
        """Raise _Broken if the same question is asked again and again."""
        state = decision.state
        asked = (state.form, state.asked, tuple(sorted(state.values.items())))
        if decision.kind is DecisionKind.ASK and asked == self.last_asked:
            self.in_a_row += 1
        else:
            self.in_a_row = 1
        self.last_asked = asked if decision.kind is DecisionKind.ASK else None
        if self.in_a_row > ASKED_AT_MOST:
            raise _Broken(f"'{state.asked}' is asked for the {self.in_a_row}th time in a row")

    def _check_values(self, said: Understanding, before: DialogueState, after: DialogueState) -> None:
        """Raise _Broken if an answer is lost while its flow is active or waits."""
        then = {frame.form: (frame.started, frame.filled) for frame in before.stack}
        if before.form:
            then[before.form] = (before.started, before.filled)
        now = {frame.form: (frame.started, frame.values) for frame in after.stack}
        if after.form:
            now[after.form] = (after.started, after.values)
        went_back = any(self.spec.graphs[flow].nodes[step].step.kind == "go" for flow, step in self.taken)
        meaning = self.spec.phrases.reading(said.text)
        best = said.best
        asked_to = (meaning is not None and meaning.kind in {"back", "restart", "cancel"}) or (
            best is not None and self.spec.rule(best.name).means in {"back", "restart", "cancel"}
        )
        for form, (started, filled) in then.items():
            if form not in now or now[form][0] != started:
                continue  # it ended, or started again
            lost = set(filled) - now[form][1].keys()
            changing = len(lost) == 1 and re.search(
                r"change|wrong|different|amend|correct|update|fix|edit", said.text, re.IGNORECASE
            )
            picked = before.asked == "change?" and len(lost) == 1
            if lost and not (went_back or asked_to or changing or picked):
                raise _Broken(f"{', '.join(sorted(lost))} of '{form}' is lost")

    def _check_runs(self, said: Understanding, before: DialogueState, runs: Sequence[_Run]) -> None:
        """Raise _Broken unless an action that changes something was confirmed with these very values, and runs once."""
        keys = [run.key for run in self.actions.runs]
        fresh = [run for run in runs if keys.count(run.key) == 1]
        if len(fresh) > 1:
            raise _Broken(f"two actions in one turn: {', '.join(run.name for run in fresh)}")
        graph = self.spec.graphs.get(before.form or "")
        for run in fresh:
            node = graph.nodes.get(before.asked or "") if graph else None
            agreed = any(outcome.startswith("yes") for outcome in before.done.values())
            if not agreed and (node is None or node.step.kind != "confirm"):
                raise _Broken(f"'{run.name}' was run without a confirmation")
            if not agreed and not self._is_yes(said):
                raise _Broken(f"'{run.name}' was run after '{said.text}'")
            if not agreed and any(value not in before.values.values() for value in run.arguments.values()):
                raise _Broken(f"'{run.name}' was run with {run.arguments}, and confirmed with {dict(before.values)}")

    def _is_yes(self, said: Understanding) -> bool:
        meaning = self.spec.phrases.reading(said.text)
        if meaning is not None:
            return meaning.kind == "yes"
        return said.best is not None and self.spec.rule(said.best.name).means == "yes"
