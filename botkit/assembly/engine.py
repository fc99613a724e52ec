"""The engine, with every part that a turn needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from botkit.assembly.encoder import open_encoder
from botkit.assembly.policy import open_policy
from botkit.assembly.remedies import naming_the_bot
from botkit.assembly.retriever import open_retriever
from botkit.assembly.understanding import open_nlu, open_value_reader
from botkit.assembly.writer import open_writer
from botkit.domain.ports import Policy, TurnEngine
from botkit.project import artifact
from botkit.project.project import Project

if TYPE_CHECKING:
    from botkit.turn.engine import Engine


def open_engine(project: Project, policy: Policy | None = None) -> TurnEngine:
    """Load every part that a turn needs and return the engine.

    Raises ArtifactError, WeightsError, ConfigError, GenerationError or MissingExtra.
    """
    with naming_the_bot(project):  # fail before seconds are spent loading the parts that are there
        if project.bot.nlu is not None:
            artifact.read_manifest(project.data.nlu, "nlu")
        if project.bot.documents is not None:
            artifact.read_manifest(project.data.index, "index")
    from botkit.knowledge.attachments.passages import AttachmentPassages
    from botkit.turn.engine import Engine

    settings = project.bot.settings
    encoder = open_encoder(project)
    writer = open_writer(project, encoder)
    nlu, read_values = open_nlu(project), open_value_reader(project)

    def engine(language: str, policy: Policy) -> Engine:
        return Engine(
            nlu,
            policy,
            open_retriever(project, encoder, language if project.bot.dialogues else ""),
            writer,
            min_relevance=settings.retrieval.min_relevance,
            passages=settings.retrieval.passages,
            read_values=read_values,
            attachments=AttachmentPassages(encoder),
        )

    own = engine(settings.language, policy or open_policy(project))
    if not settings.languages.detect:
        return own
    others = {code: engine(code, open_policy(project, dialogue=spec)) for code, spec in project.bot.dialogues.items()}
    return _interpreter(project, {settings.language: own, **others})


def _interpreter(project: Project, engines: Mapping[str, TurnEngine]) -> TurnEngine:
    from botkit.models.translation import Translator
    from botkit.turn.languages import Interpreter, LanguageDetector, Translation

    def translator(model: str, instruction: str) -> Callable[[str], str]:
        return Translator(project.weights.path(model), instruction)

    settings = project.bot.settings
    translations = {
        code: Translation(translator(one.to, one.to_instruction), translator(one.back, one.back_instruction))
        for code, one in settings.languages.translate.items()
    }
    return Interpreter(
        engines,
        settings.language,
        LanguageDetector().detect,
        translations=translations,
        button=project.bot.dialogue.offer.button,
    )
