"""The App Home and the agent view: what the bot can do, what to ask it, what it is doing just now.

Sources: https://docs.slack.dev/surfaces/app-home and https://docs.slack.dev/ai/developing-agents.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botkit.domain.errors import BotkitError
from connectors.slack.blocks import Block, choices, section
from connectors.slack.incoming import Utterance
from connectors.slack.markup import escape
from connectors.slack.refusals import plain_words
from connectors.slack.workspaces import Workspaces

logger = logging.getLogger(__name__)

TITLE_CHARACTERS = 60


class Home:
    """Things to show that nobody has to wait for, and that may fail: a status, a title, suggested questions."""

    def __init__(self, title: str, prompts: Sequence[str], command: str, workspaces: Workspaces) -> None:
        self._title = title
        self._prompts = prompts
        self._command = command
        self._workspaces = workspaces
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="botkit-slack-home")

    def opened(self, team: str, user: str) -> None:
        """Show the home of a user."""
        view = {"type": "home", "blocks": self._blocks()}
        self._begin(team, "views.publish", lambda client: client.views_publish(user_id=user, view=view))

    def suggest(self, team: str, channel: str, thread: str = "") -> None:
        """Suggest questions in the agent view; without `thread`, at its top."""
        if not self._prompts:
            return
        prompts = [{"title": prompt[:TITLE_CHARACTERS], "message": prompt} for prompt in self._prompts]
        self._begin(
            team,
            "assistant.threads.setSuggestedPrompts",
            lambda client: client.assistant_threads_setSuggestedPrompts(
                channel_id=channel, prompts=prompts, **({"thread_ts": thread} if thread else {})
            ),
        )

    def working(self, said: Utterance) -> None:
        """Show in the agent view that the bot is at it; a new thread gets its question for a title."""
        place = said.place
        self._begin(
            place.team,
            "assistant.threads.setStatus",
            lambda client: client.assistant_threads_setStatus(
                channel_id=place.channel, thread_ts=place.thread, status="is looking for the answer…"
            ),
        )
        if place.thread == said.ts and said.text:
            self._begin(
                place.team,
                "assistant.threads.setTitle",
                lambda client: client.assistant_threads_setTitle(
                    channel_id=place.channel, thread_ts=place.thread, title=said.text[:TITLE_CHARACTERS]
                ),
            )

    def close(self) -> None:
        """Wait for what is being shown."""
        self._pool.shutdown()

    def _begin(self, team: str, what: str, call: Callable[[Any], object]) -> None:
        def show() -> None:
            try:
                with plain_words(f"Slack did not show something ({what})"):
                    call(self._workspaces.of(team).client)
            except BotkitError as error:
                logger.info("%s", error)

        self._pool.submit(show)

    def _blocks(self) -> list[Block]:
        about = (
            f"Ask me in a direct message, mention me in a channel, or type `{self._command} your question`. I answer "
            "from our help articles and name my sources; where they hold no answer, I say so."
        )
        header = {"type": "header", "text": {"type": "plain_text", "text": self._title[:150]}}
        try_one = [section("*Try one of these:*"), *choices(self._prompts)] if self._prompts else []
        return [header, section(escape(about)), *try_one]
