"""Small implementations of the protocols, for tests of the code around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from botkit.domain import Citation, Conversation, Decision, DecisionKind, DialogueState, Passage, Sentence
from botkit.domain.ports import Generator
from intents.types import Intent, Slot, Understanding


class KeywordNlu:
    """An `Nlu` that finds an intent if its keyword occurs in the text, and a slot if one of its values does.

    `intents` maps keywords to intents, `slots` names of slots to their values; case is ignored. The intents are equally
    probable.
    """

    def __init__(self, intents: Mapping[str, str], slots: Mapping[str, Sequence[str]] | None = None) -> None:
        self._intents = intents
        self._slots = slots or {}

    def parse(self, text: str) -> Understanding:
        """Find the keywords and values."""
        lower = text.lower()
        names = list(dict.fromkeys(name for word, name in self._intents.items() if word.lower() in lower))
        slots = [
            Slot(name, text[start : start + len(value)], value, start, start + len(value))
            for name, values in self._slots.items()
            for value in values
            if (start := lower.find(value.lower())) >= 0
        ]
        return Understanding(
            text=text,
            intents=tuple(Intent(name, 1 / len(names)) for name in names),
            slots=tuple(sorted(slots, key=lambda slot: slot.start)),
        )


class ScriptedPolicy:
    """A `Policy` with one decision for each intent; intents without one are answered from the documents."""

    def __init__(self, decisions: Mapping[str, Decision], *, refusal: str = "I don't know.") -> None:
        self._decisions = decisions
        self._refusal = refusal

    def decide(self, understanding: Understanding, conversation: Conversation) -> Decision:
        """Return the decision for the best intent."""
        search = Decision(DecisionKind.ANSWER, query=understanding.text, state=conversation.state)
        return self._decisions.get(understanding.best.name, search) if understanding.best else search

    def refuse(
        self,
        conversation: Conversation,  # noqa: ARG002 - it says what it says
        state: DialogueState,
        nearest: Sequence[str] = (),  # noqa: ARG002
    ) -> Decision:
        """Return the refusal."""
        return Decision(DecisionKind.REFUSE, text=self._refusal, state=state)


class ListRetriever:
    """A `Retriever` that finds the passages sharing a word of four letters or more with the query, in their order."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages

    def search(self, query: str, k: int = 5, *, tenant: str = "") -> list[Passage]:  # noqa: ARG002 - for all tenants
        """Compare the words."""
        words = _words(query)
        return [passage for passage in self._passages if words & _words(passage.text)][:k]


class ScriptedGenerator:
    """A `Generator` that says its lines one after the other, whatever it is asked; exceptions among them are raised."""

    def __init__(self, lines: Sequence[str | Exception]) -> None:
        self._lines = lines

    def generate(self, instruction: str, prompt: str) -> Iterator[str]:  # noqa: ARG002 - it says what it says
        """Yield one line at a time, each with its newline."""
        for line in self._lines:
            if isinstance(line, Exception):
                raise line
            yield f"{line}\n"


class LineWriter:
    """A `Writer` that takes every line of a generator as a sentence supported by the passages, each by the next one."""

    def __init__(self, generator: Generator) -> None:
        self._generator = generator

    def write(self, question: str, passages: Sequence[Passage]) -> Iterator[Sentence]:
        """Cite the first passage for the first line, the second for the second, and so on, in a cycle."""
        for number, line in enumerate(self._generator.generate("", question)):
            passage = passages[number % len(passages)]
            yield Sentence(line.strip(), Citation(passage.title, passage.source, passage.text, passage.url))


def _words(text: str) -> set[str]:
    return {word for word in text.lower().replace("?", " ").replace(".", " ").split() if len(word) >= 4}
