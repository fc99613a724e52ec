"""Flows as dialogue.yml writes them: slots, and the steps that collect and use them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from botkit.dialogue.part import Names, Part, Pattern, Place, Text, Texts

StepKind = Literal["say", "ask", "confirm", "action", "branch", "flow", "go", "hand_off", "end"]

KINDS: tuple[StepKind, ...] = ("say", "ask", "confirm", "action", "branch", "flow", "go", "hand_off", "end")
GOES_WITH: dict[StepKind, frozenset[str]] = {
    "ask": frozenset({"question"}),
    "confirm": frozenset({"otherwise"}),
    "action": frozenset({"arguments", "failed"}),
    "branch": frozenset({"cases", "otherwise"}),
    "go": frozenset({"forget"}),
}
"""The keys that go with a kind of step, besides `id`."""
MAX_WORDS = 12


class SlotRule(Part):
    """A piece of information to ask for. With neither `choices` nor `pattern`, any short answer will do."""

    question: Texts
    """Alternatives take turns when the question has to be asked again."""
    label: str = ""
    """The name that people give it ("the amount"); without it, the name with spaces."""
    choices: Names = ()
    kind: Literal["date", "time", "number", "money", "email", "phone"] | None = None
    """The form of the answer, for channels with a field of its own for it; without it, by `nlu.values`."""
    pattern: Pattern | None = None
    """A regular expression; what it finds in the answer is the value."""
    anywhere: bool = False
    """True if the pattern tells the value from everything else, so that it is looked for in every message."""
    invalid: str = ""
    """Said before the question when the answer cannot be used."""
    help: str = ""
    """Said when somebody asks why this is asked, or what is meant."""
    entity: Names = ()
    """The slots of the training data that fill it; without it, the one of the same name."""
    after: Names = ()
    """Words that stand before the value, where two slots are filled by the same entity: from, to."""
    unknown: str | None = None
    """The value where somebody doesn't know; without it, they are asked again."""
    check: str | None = None
    """An action that is given the value, and refuses it or returns it as it shall be kept."""
    max_words: int = Field(default=MAX_WORDS, ge=1, le=200)
    """Longer messages are no answer, where any will do."""

    @property
    def is_open(self) -> bool:
        """True if any short answer will do."""
        return not self.choices and self.pattern is None

    @property
    def is_long(self) -> bool:
        """True if the answer may be a text that contains other values, such as an address with its postcode."""
        return self.is_open and self.max_words > MAX_WORDS


Steps = Annotated[tuple["Step", ...], Field(strict=False, min_length=1)]


class Step(Part):
    """One step; exactly one of the keys of KINDS says which kind it is."""

    id: Text | None = None
    """A name to go to; without it, the step's slot, action or kind."""
    say: Texts | None = None
    ask: Text | None = None
    """The slot to ask for, unless it has a value already."""
    confirm: Texts | None = None
    """A question to be answered with yes or no."""
    action: Text | None = None
    """A function of actions.py, or a webhook of bot.yaml."""
    branch: Text | None = None
    """The slot or result whose value decides."""
    flow: Text | None = None
    """Another flow whose steps are taken here."""
    go: Text | None = None
    """The step to go on with. Going back to one asks its slot anew, and those on which branches since then depend."""
    hand_off: Literal[True] | None = None
    end: Text | None = None
    """Says so, and ends the flow."""
    forget: Names = ()
    """Of `go`: the slots to ask anew, in place of those."""
    question: Texts | None = None
    """In place of the slot's own."""
    arguments: dict[str, Text] = Field(default_factory=dict)
    """Slots for arguments of another name: `{card: card_last_four}`."""
    failed: Annotated[tuple[Step, ...], Field(strict=False)] = ()
    """Steps for when the action fails; {reason} is what it said."""
    cases: dict[str, Annotated[tuple[Step, ...], Field(strict=False)]] = Field(default_factory=dict)
    """Steps by value; several values with a bar between them. They go on behind the branch."""
    otherwise: Annotated[tuple[Step, ...], Field(strict=False, alias="else")] = ()
    """Of a branch: for every other value. Of confirm: for no; without it, the bot asks what to change."""

    @property
    def kinds(self) -> tuple[StepKind, ...]:
        return tuple(kind for kind in KINDS if getattr(self, kind) is not None)

    @property
    def kind(self) -> StepKind:
        return self.kinds[0]

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts that it may say."""
        return (*(self.say or ()), *(self.confirm or ()), *((self.end,) if self.end else ()), *(self.question or ()))

    @property
    def inner(self) -> Iterator[tuple[Place, tuple[Step, ...]]]:
        """The lists of steps within it, each with its place."""
        if self.failed:
            yield ("failed",), self.failed
        for value, steps in self.cases.items():
            yield ("cases", value), steps
        if self.otherwise:
            yield ("else",), self.otherwise

    def form_problem(self) -> str | None:
        """Return the problem with its keys."""
        if len(self.kinds) != 1:
            which = " and ".join(self.kinds)
            found = f"this one has {which}: make two of it" if which else "this one has none"
            return f"a step has exactly one of {', '.join(KINDS)}; {found}"
        options = self.model_fields_set - {*KINDS, "id"}
        for option in sorted(options - GOES_WITH.get(self.kind, frozenset())):
            name = "else" if option == "otherwise" else option
            kinds = [kind for kind, keys in GOES_WITH.items() if option in keys]
            return f"'{name}' does not go with '{self.kind}', only with {' and '.join(kinds)}; remove it"
        if self.kind == "branch" and not self.cases:
            return "a branch needs cases: steps by value"
        return None


class FlowRule(Part):
    """Something that the bot does in steps."""

    label: str = ""
    """The thing that is being done ("blocking your card"); without it, the name with spaces."""
    buttons: Names = ()
    """Texts that start it, besides intents."""
    steps: Steps
