"""The dialogue policy and the actions that flows can call."""

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
    """Open the dialogue policy.

    `taken` is called with the flow and the step's id for every step of a flow that is taken. `staffed` tells whether
    people are there to take over. `dialogue` is the spec of another language, in place of the bot's own.
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
    """Open the actions that flows can call: the functions of actions.py, and webhooks.

    Raises ConfigError if the webhooks' secret is not set.
    """
    settings = project.bot.settings.actions
    if not settings.webhooks:
        return project.bot.actions
    from botkit.actions.together import ActionsTogether
    from botkit.actions.webhooks import WebhookActions

    key = secret(project, settings.secret_env or "", "actions", "secret_env")
    return ActionsTogether(project.bot.actions, WebhookActions(settings.hooks, key))


def staffed(project: Project) -> Callable[[], bool] | None:
    """Return a function that tells whether it is office hours now, in the bot's time zone; None if it has no hours."""
    settings = project.bot.settings
    hours = settings.hand_off.office_hours if settings.hand_off else None
    zone = ZoneInfo(settings.timezone)
    return (lambda: hours.open_at(datetime.now(zone))) if hours else None
