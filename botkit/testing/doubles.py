"""Small implementations of the protocols, for tests of what is built around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from botkit.domain import Citation, Conversation, Decision, DecisionKind, DialogueState, Passage, Sentence
from botkit.domain.ports import Generator
from intents.types import Intent, Slot, Understanding


class KeywordNlu:
    """An `Nlu`: an intent is meant where its keyword stands in the text, a slot where one of its values does.

    `intents` maps keywords to intents, `slots` names of slots to their values; case doesn't matter. The intents are
    equally probable.
    """

    def __init__(self, intents: Mapping[str, str], slots: Mapping[str, Sequence[str]] | None = None) -> None:
        self._intents = intents
        self._slots = slots or {}

    def parse(self, text: str) -> Understanding:
        """Finds the keywords and values."""
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
    """A `Policy`: each intent has its decision; what has none is answered from the documents."""

    def __init__(self, decisions: Mapping[str, Decision], *, refusal: str = "I don't know.") -> None:
        self._decisions = decisions
        self._refusal = refusal

    def decide(self, understanding: Understanding, conversation: Conversation) -> Decision:
        """Looks the best intent up."""
        search = Decision(DecisionKind.ANSWER, query=understanding.text, state=conversation.state)
        return self._decisions.get(understanding.best.name, search) if understanding.best else search

    def refuse(
        self,
        conversation: Conversation,  # noqa: ARG002 - it says what it says
        state: DialogueState,
        nearest: Sequence[str] = (),  # noqa: ARG002
    ) -> Decision:
        """Says the refusal."""
        return Decision(DecisionKind.REFUSE, text=self._refusal, state=state)


class ListRetriever:
    """A `Retriever`: finds the passages that share a word of four letters or more with the query, in their order."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages

    def search(self, query: str, k: int = 5, *, tenant: str = "") -> list[Passage]:  # noqa: ARG002 - for all tenants
        """Compares words."""
        words = _words(query)
        return [passage for passage in self._passages if words & _words(passage.text)][:k]


class ScriptedGenerator:
    """A `Generator`: says its lines one after the other, whatever it is asked; raises those that are exceptions."""

    def __init__(self, lines: Sequence[str | Exception]) -> None:
        self._lines = lines

    def generate(self, instruction: str, prompt: str) -> Iterator[str]:  # noqa: ARG002 - it says what it says
        """Yields a line at a time, each with its line end."""
        for line in self._lines:
            if isinstance(line, Exception):
                raise line
            yield f"{line}\n"


class LineWriter:
    """A `Writer` that takes every line of a generator for a sentence which the passages support, each one its turn."""

    def __init__(self, generator: Generator) -> None:
        self._generator = generator

    def write(self, question: str, passages: Sequence[Passage]) -> Iterator[Sentence]:
        """Cites the first passage for the first line, and so on, and begins again after the last."""
        for number, line in enumerate(self._generator.generate("", question)):
            passage = passages[number % len(passages)]
            yield Sentence(line.strip(), Citation(passage.title, passage.source, passage.text, passage.url))


def _words(text: str) -> set[str]:
    return {word for word in text.lower().replace("?", " ").replace(".", " ").split() if len(word) >= 4}
