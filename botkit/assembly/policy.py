"""What decides, and what flows can do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from botkit.assembly.secrets import secret
from botkit.domain.ports import Actions
from botkit.project.project import Project

if TYPE_CHECKING:
    from botkit.dialogue import DialoguePolicy, DialogueSpec


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

    key = secret(project, settings.secret_env or "", "actions", "secret_env")
    return ActionsTogether(project.bot.actions, WebhookActions(settings.hooks, key))


def staffed(project: Project) -> Callable[[], bool] | None:
    """Says whether it is office hours now, where the bot is; None if the bot has none."""
    settings = project.bot.settings
    hours = settings.hand_off.office_hours if settings.hand_off else None
    zone = ZoneInfo(settings.timezone)
    return (lambda: hours.open_at(datetime.now(zone))) if hours else None
