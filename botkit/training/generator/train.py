"""Training of a bot's generator: to answer in one sentence from the quotes of the sentence selector."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from botkit.answering import GroundingGate, SpanScorer
from botkit.answering.select.vector_cache import CachingEncoder
from botkit.assembly import open_encoder, open_linear_adapter, open_retriever, trust_of
from botkit.domain.errors import ConfigError, MissingExtra
from botkit.domain.ports import Progress
from botkit.project import artifact
from botkit.project.project import LOCAL_ENGINES, Project, questions_of
from botkit.training.generator.lessons import Asked, Lesson, Teacher
from botkit.training.squad import read_squad

HELD_OUT = 0.05
"""The smallest share of lessons to hold out: all lessons of some articles."""
MEASURED = 64
"""The most held-out lessons that the loss is measured on."""
_ADAPTER = "adapter.gguf"


@dataclass(frozen=True, slots=True)
class Trained:
    """The result of a training.

    `path` is what bot.yaml may name at generation.`key`: a folder as its model, or a GGUF file as its adapter.
    `lessons` is the number of lessons trained on; `before` and `after` are the held-out loss in nats per token.
    """

    key: str
    path: Path
    lessons: int
    before: float
    after: float


def train_generator(
    project: Project,
    *,
    squad: Path | None = None,
    examples: int = 1000,
    epochs: int = 1,
    progress: Progress | None = None,
) -> Trained:
    """Train the generator that bot.yaml names, on at most `examples` questions of the bot and of the file `squad`.

    The result is a checkpoint that transformers loads; if the generator is a GGUF file, also an adapter of it for
    llama.cpp. Raises ConfigError, ArtifactError, WeightsError, GenerationError or MissingExtra.
    """
    try:
        from botkit.training.generator.gguf_adapter import check_base, write_adapter
        from botkit.training.generator.lora import tune
        from botkit.training.generator.student import Student
    except ImportError as error:
        raise MissingExtra("training a generator", "generator") from error
    settings = project.bot.settings.generation
    if settings.engine not in LOCAL_ENGINES:
        raise ConfigError(
            f"{project.bot.place('generation', 'engine')}: with '{settings.engine}' there is no model here to train; "
            "name one with the engine gguf, causal or seq2seq"
        )
    base = project.weights.path(settings.model)
    if base.is_file():
        check_base(base)
    lessons = _lessons(project, _drawn(project, squad, examples), progress)
    learned, held_out = divided(lessons, settings.seed)
    place = project.data.generator
    with artifact.building(place, "generator", "") as folder:
        student = Student.open(settings.engine, base)
        tuned = tune(
            student.model,
            [student.exercise(lesson) for lesson in learned],
            [student.exercise(lesson) for lesson in held_out],
            epochs=epochs,
            seed=settings.seed,
            progress=progress,
        )
        if base.is_file():
            write_adapter(tuned.adapter, tuned.model.config, folder / _ADAPTER)
        replace(student, model=tuned.model).save(folder)
    key, path = ("adapter", place / _ADAPTER) if base.is_file() else ("model", place)
    return Trained(key, path, len(learned), tuned.before, tuned.after)


def divided(lessons: Sequence[Lesson], seed: int) -> tuple[list[Lesson], list[Lesson]]:
    """Divide the lessons into those to train on and those to measure on: all of some origins, drawn by `seed`."""
    origins = list(dict.fromkeys(lesson.origin for lesson in lessons))
    random.Random(seed).shuffle(origins)
    held: set[str] = set()
    while origins and sum(lesson.origin in held for lesson in lessons) < HELD_OUT * len(lessons):
        held.add(origins.pop())
    held_out = [lesson for lesson in lessons if lesson.origin in held]
    return [lesson for lesson in lessons if lesson.origin not in held], held_out[:MEASURED]


def _drawn(project: Project, squad: Path | None, examples: int) -> list[Asked]:
    """Draw questions in a random order, as many of the bot's own as of the file's, as far as there are enough.

    Those without an answer are left out: a model of 135 million parameters does not learn to tell them from others, and
    refuses nearly everything; benchmarks/README.md has the figures. The hints that the search has learned from the
    bot's own questions are removed, since a customer's question will not be among them.
    """
    chance = random.Random(project.bot.settings.generation.seed)
    others = [each for each in (read_squad(squad) if squad else []) if each.answers]
    own = [question for question in questions_of(project) if question.facts]
    chance.shuffle(others)
    chance.shuffle(own)
    share = max(examples - len(others), examples // 2) if others else examples
    own = own[:share]
    found = others[: examples - len(own)]
    retriever = open_retriever(project)
    for question in own:
        passages = retriever.search(question.text, project.bot.settings.retrieval.passages)
        origin = question.articles[0] if question.articles else question.text
        unaided = tuple(replace(passage, hints=()) for passage in passages)
        found.append(Asked(question.text, unaided, question.facts, origin))
    chance.shuffle(found)
    return found


def _lessons(project: Project, asked: Sequence[Asked], progress: Progress | None) -> list[Lesson]:
    encoder = CachingEncoder(open_encoder(project))
    trust = trust_of(project)
    teacher = Teacher(SpanScorer(encoder, open_linear_adapter(project)), GroundingGate(encoder, trust=trust), trust)
    lessons: list[Lesson] = []
    for number, each in enumerate(asked, 1):
        if lesson := teacher.lesson(each):
            lessons.append(lesson)
        if progress:
            progress("lessons", number, len(asked))
    return lessons
