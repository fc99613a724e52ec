"""The check of a bot folder: everything is read and checked against the rest, nothing is built."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from botkit.domain.errors import ConfigError
from botkit.project import discovery, yaml_lines
from botkit.project.project import Project, documents_of, mood_data, questions_of, training_data

if TYPE_CHECKING:
    from botkit.knowledge.ingest.reading import Reading
    from intents.data import TrainingData


def check(project: Project) -> list[str]:
    """Return the contents of the bot folder, one line per part, with notes on likely mistakes. Nothing is built.

    What cannot be read of the documents is listed. Raises ConfigError, DocumentError or DataError for the first other
    thing that is wrong.
    """
    documents = documents_of(project) if project.bot.documents is not None else None
    found = [f"documents: {_documents_found(documents)}"]
    if documents is not None:
        found += _document_notes(documents)
        found += _questions_found(project, documents)
    data = training_data(project) if project.bot.nlu is not None else None
    found.append(f"nlu: {_training_data_found(project, data)}")
    if project.bot.mood is not None:
        found.append(f"mood: {_counted(len(mood_data(project).examples), 'example')}")
    found += _dialogue_found(project, data)
    found.append(f"connectors: {_connectors_found(project)}")
    found += _tests_found(project)
    return found


def _document_notes(documents: Reading) -> Iterator[str]:
    """Name each file that cannot be read, with its reason, and what an editor should look at."""
    from botkit.knowledge.ingest.overlaps import contradictions, near_duplicates

    yield from (f"skipped: {line}" for line in documents.skipped)
    yield from (f"note: {line}" for line in contradictions(documents))
    yield from (f"note: {line}" for line in near_duplicates(documents))


def _questions_found(project: Project, documents: Reading) -> Iterator[str]:
    from botkit.knowledge.index.known_questions import locate
    from botkit.knowledge.ingest.chunks import chunks_of

    questions = questions_of(project)
    if not questions:
        return
    known = locate(questions, chunks_of(documents))
    answered = sum(bool(question.spots) for question in known)
    yield f"questions: {answered:,} that the documents answer, {len(known) - answered:,} that they do not"


def _documents_found(documents: Reading | None) -> str:
    if documents is None:
        return "none; nothing is answered from documents"
    entries = sum(document.entry for document in documents)
    articles = _counted(len(documents) - entries, "article")
    answers = _counted(entries, "question with its answer", "questions with their answers")
    skipped = f"; {len(documents.skipped):,} skipped that cannot be read" if documents.skipped else ""
    return " and ".join([articles] * (entries < len(documents)) + [answers] * (entries > 0)) + skipped


def _training_data_found(project: Project, data: TrainingData | None) -> str:
    if data is None:
        return "no training data; every message is answered from the documents"
    for name in project.bot.settings.nlu.values:
        if name not in data.slots:
            hint = yaml_lines.suggestion(name, data.slots) or "; mark it in nlu/, or remove it here"
            raise project.bot.source.error(("nlu", "values", name), f"no example marks the slot '{name}'{hint}")
    parts = {"intent": data.intents, "example": data.examples, "slot": data.slots}
    return ", ".join(_counted(len(part), name) for name, part in parts.items())


def _dialogue_found(project: Project, data: TrainingData | None) -> Iterator[str]:
    """Yield the line about dialogue.yml and notes on it. Raises ConfigError if it names an intent without examples."""
    spec, file = project.bot.dialogue, project.bot.folder / "dialogue.yml"
    if not file.exists():
        yield "dialogue: no dialogue.yml; what is not known is refused in the default words"
        return
    actions = project.bot.signatures
    counts = {"intent": len(spec.intents), "slot": len(spec.slots), "flow": len(spec.flows), "action": len(actions)}
    yield "dialogue: " + ", ".join(_counted(count, name) for name, count in counts.items())
    if data is None:
        return
    source = yaml_lines.read(file)
    for intent in spec.intents:
        if intent not in data.intents:
            hint = yaml_lines.suggestion(intent, data.intents) or "; add some to nlu/, or remove it here"
            raise source.error(("intents", intent), f"the intent '{intent}' has no examples{hint}")
    for name, slot in spec.slots.items():
        for number, entity in enumerate(slot.entity):
            if entity not in data.slots:
                hint = yaml_lines.suggestion(entity, data.slots) or "; mark it in nlu/"
                raise source.error(("slots", name, "entity", number), f"no example marks '{entity}'{hint}")
        if slot.is_open and not slot.entity and name not in data.slots:  # choices and patterns need no marked examples
            where = source.place(("slots", name))
            yield f"note: {where}: no example marks '{name}'; it will be asked for even if it was told"


def _connectors_found(project: Project) -> str:
    for name in project.bot.settings.connectors:
        try:
            discovery.connector(name)
        except ConfigError as error:
            raise ConfigError(f"{project.bot.place('connectors', name)}: {error}") from None
    return ", ".join(project.bot.settings.connectors) or "none; only `botkit chat` and `botkit ask` work"


def _tests_found(project: Project) -> Iterator[str]:
    from botkit.evaluation.tests_folder import BotTests

    tests = BotTests.read(project.bot.folder)
    parts = {"utterance": tests.utterances, "question": tests.questions, "conversation": tests.conversations}
    if found := [_counted(len(part), name) for name, part in parts.items() if part is not None]:
        yield f"tests: {', '.join(found)}"


def _counted(number: int, noun: str, plural: str = "") -> str:
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"
