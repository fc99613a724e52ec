"""The bot with its database, running."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from botkit.assembly.engine import open_engine
from botkit.assembly.policy import open_policy, staffed
from botkit.assembly.store import open_store
from botkit.domain import Conversation, Delivery, Message
from botkit.domain.ports import Draft, Tell, TurnEngine
from botkit.project.project import Project

if TYPE_CHECKING:
    from botkit.models.speech import SpeechReader
    from botkit.runtime import HandOffRules, Runtime


@contextmanager
def open_runtime(
    project: Project,
    deliver: Mapping[str, Callable[[Delivery], str]] | None = None,
    previews: Mapping[str, Callable[[Draft], Tell]] | None = None,
) -> Iterator[Runtime]:
    """Start the bot with its database; stop it at the end of the block.

    `deliver` maps each channel to the function that sends a reply, `previews` to the one that shows a reply while it is
    being written; channels may be added later. Raises what `open_engine` raises, and StoreError.
    """
    from botkit.knowledge.attachments.files import FileAttachmentReader
    from botkit.runtime import Runtime

    engine = open_engine(project, open_policy(project, staffed=staffed(project)))
    _warm_up(engine)
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
            files=FileAttachmentReader(),
            speech=open_speech(project),
        ) as runtime:
            yield runtime
    finally:
        store.close()


def _warm_up(engine: TurnEngine) -> None:
    """Run a turn that no document answers, so that no customer waits for what is loaded on the first turn."""
    deque(engine.turn(Message("", "first", "first", "."), Conversation("first")), maxlen=0)


def open_speech(project: Project) -> SpeechReader | None:
    """Open the speech recogniser; return None if bot.yaml names no model. Raises WeightsError or MissingExtra."""
    settings = project.bot.settings.speech
    if settings is None:
        return None
    from botkit.models.speech import SpeechReader

    return SpeechReader(project.weights.path(settings.model))


def hand_off_rules(project: Project) -> HandOffRules | None:
    """Return the rules by which conversations pass to people and back; None if the bot hands nothing off."""
    from botkit.runtime import HandOffRules

    settings, dialogue = project.bot.settings.hand_off, project.bot.dialogue
    if settings is None:
        return None
    from botkit.models.translation import Translator

    model = settings.summarizer
    return HandOffRules(
        returned=dialogue.reply("returned"),
        expired=dialogue.reply("expired"),
        wait=timedelta(minutes=settings.wait_minutes) if settings.wait_minutes else None,
        idle=timedelta(minutes=settings.idle_minutes) if settings.idle_minutes else None,
        summarise=Translator(project.weights.path(model), settings.summarizer_instruction) if model else None,
    )
