"""Puts a bot together from its folder: the one place that knows which part goes where."""

from __future__ import annotations

import os
import shlex
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from botkit import artifact, discovery
from botkit.errors import ArtifactError, ConfigError, StoreError
from botkit.layout import DataDirectory
from botkit.mood import MoodfulNlu
from botkit.project import Project
from botkit.protocols import (
    Actions,
    Connector,
    Draft,
    Encoder,
    Generator,
    Nlu,
    Policy,
    Retriever,
    Service,
    TakesTurns,
    Tell,
    Terminal,
    TokenEncoder,
)
from botkit.types import Conversation, Delivery, Message, Passage
from intents.types import Understanding

if TYPE_CHECKING:
    from botkit.dialogue import DialoguePolicy, DialogueSpec
    from botkit.engine import Engine, ReadValues
    from botkit.generation import Trust
    from botkit.generation.projection import Projection
    from botkit.retrieval import Index
    from botkit.runtime import HandOffRules, Runtime
    from botkit.speech import SpeechReader
    from botkit.state import SqlStore
    from intents.model import NluModel


def open_index(project: Project) -> Index:
    """The bot's index. Raises ArtifactError if it is missing, damaged, or built with another encoder."""
    with _naming_the_bot(project):
        artifact.open_sealed(project.data.index, "index")
        from botkit.retrieval import Index

        encoder = project.weights.path(project.bot.settings.retrieval.encoder)
        return Index.load(project.data.index, encoder_id=weights_id(encoder))


def open_nlu(project: Project) -> Nlu:
    """The bot's NLU model; one that understands nothing where the bot has no training data."""
    if project.bot.nlu is None:
        return WithoutNlu()
    if project.bot.mood is None:
        return open_model(project)
    from intents.model import NluModel

    with _naming_the_bot(project):
        artifact.open_sealed(project.data.mood, "nlu")
    return MoodfulNlu(open_model(project), NluModel.load(project.data.mood))


def open_model(project: Project) -> NluModel:
    """The model of intents and slots alone. Raises ConfigError where the bot has no training data."""
    if project.bot.nlu is None:
        folder = project.bot.folder
        raise ConfigError(f"{folder}: the bot has no training data; add some to {folder / 'nlu'}")
    with _naming_the_bot(project):
        artifact.open_sealed(project.data.nlu, "nlu")
    from intents.model import NluModel

    return NluModel.load(project.data.nlu, precision=project.bot.settings.nlu.precision or 0.0)


def open_policy(
    project: Project,
    taken: Callable[[str, str], None] | None = None,
    staffed: Callable[[], bool] | None = None,
    dialogue: DialogueSpec | None = None,
) -> DialoguePolicy:
    """What decides; `taken` is told of every step of a flow that is taken: the flow, and the step's id.

    `staffed` says whether people are there to take over; `dialogue` is that of another language.
    """
    from botkit.dialogue import DialoguePolicy

    settings = project.bot.settings.nlu
    return DialoguePolicy(
        dialogue or project.bot.dialogue,
        min_confidence=settings.min_confidence,
        clarify_margin=settings.clarify_margin,
        kinds=settings.values,
        actions=open_actions(project),
        taken=taken,
        staffed=staffed,
    )


def open_actions(project: Project) -> Actions:
    """What flows can do: the functions of actions.py, and webhooks. Raises ConfigError if their secret is not set."""
    settings = project.bot.settings.actions
    if not settings.webhooks:
        return project.bot.actions
    from botkit.actions.together import ActionsTogether
    from botkit.actions.webhooks import WebhookActions

    secret = _secret(project, settings.secret_env or "", "actions", "secret_env")
    return ActionsTogether(project.bot.actions, WebhookActions(settings.hooks, secret))


def open_engine(project: Project, policy: Policy | None = None) -> TakesTurns:
    """Everything that a turn needs, loaded.

    Raises ArtifactError, WeightsError, ConfigError, GenerationError or MissingExtra.
    """
    with _naming_the_bot(project):  # before seconds go by with loading what is there
        if project.bot.nlu is not None:
            artifact.read_manifest(project.data.nlu, "nlu")
        if project.bot.documents is not None:
            artifact.read_manifest(project.data.index, "index")
    from botkit.engine import Engine
    from botkit.generation import GroundedWriter
    from botkit.retrieval.enclosed import EnclosedPassages

    settings = project.bot.settings
    encoder = open_encoder(project)
    writer = GroundedWriter(
        open_generator(project), encoder, projection=open_projection(project), trust=trust_of(project)
    )
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
            enclosures=EnclosedPassages(encoder),
        )

    own = engine(settings.language, policy or open_policy(project))
    if not settings.languages.detect:
        return own
    others = {code: engine(code, open_policy(project, dialogue=spec)) for code, spec in project.bot.dialogues.items()}
    return _interpreter(project, {settings.language: own, **others})


def _interpreter(project: Project, engines: Mapping[str, TakesTurns]) -> TakesTurns:
    from botkit.generation.translation import Translator
    from botkit.languages import Interpreter, LanguageDetector, Translation

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


def open_projection(project: Project) -> Projection | None:
    """What the bot's reader has learned; None if there is nothing. Raises ArtifactError."""
    from botkit import reading

    with _naming_the_bot(project):
        encoder = project.weights.path(project.bot.settings.retrieval.encoder)
        return reading.open_projection(project.data.reader, weights_id(encoder))


def open_encoder(project: Project) -> TokenEncoder:
    """What turns texts into vectors. Raises WeightsError."""
    from botkit.retrieval import SentenceEncoder

    return SentenceEncoder(project.weights.path(project.bot.settings.retrieval.encoder))


def open_retriever(project: Project, encoder: Encoder | None = None, language: str = "") -> Retriever:
    """The search over the bot's documents; empty where it has none. Raises what `open_index` does.

    With a `language`, documents in others are not found.
    """
    if project.bot.documents is None:
        return WithoutDocuments()
    from botkit.retrieval import Filter, HybridRetriever
    from botkit.retrieval.live import LiveRetriever

    only = project.bot.settings.retrieval.only
    filter_ = Filter(tuple(only.tags), (language,) if language else tuple(only.languages), tuple(only.audience))
    encoder, words = encoder or open_encoder(project), project.bot.settings.retrieval.words
    manifest = project.data.index / artifact.MANIFEST

    def version() -> tuple[int, int]:
        try:
            found = manifest.stat()
        except OSError:  # a new index is being put in its place
            return (0, 0)
        return (found.st_ino, found.st_mtime_ns)

    found = LiveRetriever(lambda: HybridRetriever(open_index(project), encoder, filter_, words=words), version)
    reranker = project.bot.settings.retrieval.reranker
    if reranker is None:
        return found
    from botkit.retrieval.reranker import RerankedRetriever, Reranker

    return RerankedRetriever(found, Reranker(project.weights.path(reranker)))


def open_generator(project: Project) -> Generator | None:
    """The language model that bot.yaml names, loaded; None for the engine `quote`, which quotes the documents instead.

    Raises GenerationError, WeightsError, ConfigError or MissingExtra.
    """
    settings = project.bot.settings.generation
    options: dict[str, Any] = {
        "max_tokens": settings.max_tokens,
        "temperature": settings.temperature,
        "seed": settings.seed,
        "timeout_seconds": settings.timeout_seconds,
    }
    match settings.engine:
        case "quote":
            return None
        case "openai":
            from botkit.generation.langchain import openai_compatible

            variable = settings.api_key_env
            key = _secret(project, variable, "generation", "api_key_env") if variable else ""
            return openai_compatible(settings.model, base_url=settings.base_url or "", api_key=key, **options)
        case "gguf":
            from botkit.generation.llama_cpp import LlamaCppGenerator

            adapter = Path(settings.adapter) if settings.adapter else None
            return LlamaCppGenerator(project.weights.path(settings.model), adapter, **options)
        case "causal":
            from botkit.generation.causal import CausalGenerator

            return CausalGenerator(project.weights.path(settings.model), **options)
        case "seq2seq":
            from botkit.generation.seq2seq import Seq2SeqGenerator

            return Seq2SeqGenerator(project.weights.path(settings.model), **options)


@contextmanager
def open_runtime(
    project: Project,
    deliver: Mapping[str, Callable[[Delivery], str]] | None = None,
    previews: Mapping[str, Callable[[Draft], Tell]] | None = None,
) -> Iterator[Runtime]:
    """The bot with its database, started; closed at the end of the block.

    `deliver` has, by channel, what sends a reply, and `previews` what shows one while it is made; channels may be
    entered later. Raises what `open_engine` raises, and StoreError.
    """
    from botkit.retrieval.files import FileTexts
    from botkit.runtime import Runtime

    engine = open_engine(project, open_policy(project, staffed=staffed(project)))
    _rehearse(engine)
    settings = project.bot.settings
    store = open_store(project)
    try:
        with Runtime(
            engine.turn,
            store,
            deliver={} if deliver is None else deliver,
            previews=previews,
            apology=project.bot.dialogue.reply("apology"),
            several=settings.state.several_messages,
            retention=timedelta(days=settings.retention.days) if settings.retention.days else None,
            hand_off=hand_off_rules(project),
            files=FileTexts(),
            speech=open_speech(project),
        ) as runtime:
            yield runtime
    finally:
        store.close()


def _rehearse(engine: TakesTurns) -> None:
    """A turn about nothing, which no document answers: no customer shall wait for what the first turn loads."""
    deque(engine.turn(Message("", "first", "first", "."), Conversation("first")), maxlen=0)


def open_speech(project: Project) -> SpeechReader | None:
    """What turns speech into text; None where bot.yaml names no model. Raises WeightsError or MissingExtra."""
    settings = project.bot.settings.speech
    if settings is None:
        return None
    from botkit.speech import SpeechReader

    return SpeechReader(project.weights.path(settings.model))


def hand_off_rules(project: Project) -> HandOffRules | None:
    """How conversations pass to people and back; None if they don't."""
    from botkit.runtime import HandOffRules

    settings, dialogue = project.bot.settings.hand_off, project.bot.dialogue
    if settings is None:
        return None
    from botkit.generation.translation import Translator

    model = settings.summarizer
    return HandOffRules(
        returned=dialogue.reply("returned"),
        expired=dialogue.reply("expired"),
        wait=timedelta(minutes=settings.wait_minutes) if settings.wait_minutes else None,
        idle=timedelta(minutes=settings.idle_minutes) if settings.idle_minutes else None,
        summarise=Translator(project.weights.path(model), settings.summarizer_instruction) if model else None,
    )


def staffed(project: Project) -> Callable[[], bool] | None:
    """Says whether it is office hours now, where the bot is; None if the bot has none."""
    settings = project.bot.settings
    hours = settings.hand_off.office_hours if settings.hand_off else None
    zone = ZoneInfo(settings.timezone)
    return (lambda: hours.open_at(datetime.now(zone))) if hours else None


def open_store(project: Project) -> SqlStore:
    """The bot's conversations. Raises StoreError, and ConfigError if the key for forms' values is not set."""
    from botkit.state import SqlStore
    from intents.privacy import redact

    settings = project.bot.settings
    return SqlStore(
        database_url(project),
        partial(redact, kinds=settings.privacy.redact),
        keys=_secret(project, settings.privacy.key_env, "privacy", "key_env") if settings.privacy.key_env else "",
        max_waiting=settings.state.max_waiting,
        max_waiting_here=settings.state.max_waiting_per_conversation,
        max_waiting_of_tenant=settings.state.max_waiting_per_tenant,
    )


def database_url(project: Project) -> str:
    """Where the bot's conversations are kept; the folder is made. Raises StoreError if it can't be."""
    if project.bot.settings.state.url is not None:
        return project.bot.settings.state.url
    try:
        project.data.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{project.data.folder}: cannot be made ({error.strerror}); name another place with --data"
        ) from error
    return f"sqlite:///{project.data.database}"


def open_connector(project: Project, name: str, service: Service) -> Connector | Terminal:
    """The connector of that name, with its part of bot.yaml. Raises ConfigError or MissingExtra."""
    settings = project.bot.settings
    connect = discovery.connector(name)
    try:
        return connect(settings.name, settings.connectors.get(name, {}), service)
    except ConfigError as error:
        raise ConfigError(f"{project.bot.place('connectors', name)}: {error}") from None


class WithoutNlu:
    """Stands in for a model where a bot has no training data: every message is left to the documents."""

    def parse(self, text: str) -> Understanding:
        """An understanding without intents or slots."""
        return Understanding(text)


class WithoutDocuments:
    """Stands in for an index where a bot has no documents: there is never anything to cite."""

    def search(self, query: str, k: int = 5, *, tenant: str = "") -> list[Passage]:  # noqa: ARG002 - the protocol's
        """Nothing."""
        return []


def open_value_reader(project: Project) -> ReadValues | None:
    """What reads the values of slots that have a kind; None if no slot has."""
    from intents.values import Speaker, read_slots

    settings = project.bot.settings
    zone, kinds = ZoneInfo(settings.timezone), settings.nlu.values

    def read(understanding: Understanding, at: datetime, asked: str | None) -> Understanding:
        here = at.astimezone(zone).replace(tzinfo=None)
        return read_slots(understanding, kinds, Speaker(here, settings.language, settings.region or ""), asked or "")

    return read if kinds else None


@contextmanager
def _naming_the_bot(project: Project) -> Iterator[None]:
    """What is wrong with something built ends with the command that builds it, ready to be typed: BOT is this bot."""
    try:
        yield
    except ArtifactError as error:
        said = str(error)
        if not said.endswith(" BOT"):
            raise
        bot, elsewhere = shlex.quote(str(project.bot.folder)), DataDirectory(project.data.folder.parents[1]).option
        raise ArtifactError(f"{said.removesuffix('BOT')}{bot}{elsewhere}") from error


def _secret(project: Project, variable: str, *keys: str) -> str:
    """What the environment variable holds that bot.yaml names at `keys`."""
    secret = os.environ.get(variable, "")
    if not secret:
        where = project.bot.place(*keys)
        raise ConfigError(f"{where}: the environment variable {variable} is not set; set it to the key")
    return secret


def trust_of(project: Project) -> Trust:
    """What of the documents may be repeated."""
    from botkit.generation import Trust

    hosts = project.bot.settings.generation.links
    return Trust(None if hosts is None else tuple(host.lower() for host in hosts))


def weights_id(folder: Path) -> str:
    """A sum of an encoder's files: what was built with one does not go with another."""
    return artifact.fingerprint([folder], {})
