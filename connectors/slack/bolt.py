"""The Bolt app: which of Slack's payloads go where.

A listener finishes before Slack gets its answer (`process_before_response`): a message is kept first and acknowledged
then, and what cannot be kept is answered with HTTP 500, so Slack sends it again.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App, BoltContext, BoltRequest
from slack_bolt.authorization import AuthorizeResult

from botkit.domain.errors import BotkitError
from connectors.slack.blocks import CHOICE, HELPFUL
from connectors.slack.client import PacedClient, quiet_logger
from connectors.slack.fields import FIELD, answer_of
from connectors.slack.home import Home
from connectors.slack.incoming import (
    Place,
    Utterance,
    read_click,
    read_edit,
    read_event,
    read_reaction,
    read_shortcut,
)
from connectors.slack.intake import Intake
from connectors.slack.manifest import SHORTCUT
from connectors.slack.markup import readable
from connectors.slack.opinions import Opinions
from connectors.slack.outgoing import Outgoing
from connectors.slack.settings import SlackSettings
from connectors.slack.staff import StaffChannel
from connectors.slack.workspaces import NotInstalled, Workspaces

logger = logging.getLogger(__name__)


class Listeners:
    """The handlers for each of Slack's payloads."""

    def __init__(
        self,
        settings: SlackSettings,
        workspaces: Workspaces,
        *,
        intake: Intake,
        outgoing: Outgoing,
        home: Home,
        opinions: Opinions,
        staff: StaffChannel | None,
    ) -> None:
        self._settings = settings
        self._workspaces = workspaces
        self._intake = intake
        self._outgoing = outgoing
        self._home = home
        self._opinions = opinions
        self._staff = staff

    def app(self) -> App:
        """Return the Bolt app. It calls nobody before the first event; that one asks auth.test who the bot is."""
        app = App(
            name="connectors.slack.library",
            logger=quiet_logger(),
            client=PacedClient("", ""),  # Bolt wants one; every call goes through the workspace's own
            authorize=_authorize(self._workspaces),  # type: ignore[arg-type]  # None is Bolt's word for "not installed"
            process_before_response=True,
            request_verification_enabled=False,  # the endpoint has checked the signature, before anything was parsed
            ssl_check_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        app.event("app_mention")(self._on_message)
        app.event(re.compile("^message$"))(self._on_message)
        app.event("app_home_opened")(self._on_opened)
        app.event("assistant_thread_started")(self._on_thread)
        app.event("reaction_added")(self._on_reaction)
        app.event("app_uninstalled")(self._on_removal)
        app.event("tokens_revoked")(self._on_removal)
        app.event(re.compile(".*"))(self._on_other)
        app.action(re.compile(rf"^({CHOICE}-\d+|{FIELD}-\w+)$"))(self._on_choice)
        app.action(re.compile("^hand-off-"))(self._on_hand_off)
        app.action(re.compile("^feedback-"))(self._on_thumb)
        app.command(re.compile("^/"))(self._on_command)
        app.shortcut(SHORTCUT)(self._on_shortcut)
        app.error(self._on_error)
        return app

    def _on_message(self, event: dict[str, Any], context: BoltContext, request: BoltRequest) -> None:
        us = context["authorize_result"]
        if event.get("subtype") == "message_changed":
            edited = read_edit(event, us.team_id, us.bot_user_id, agent=self._settings.agent)
            if self._settings.answer_edits and edited is not None and self._intake.heard_of(edited):
                self._intake.take(edited)
            return
        said = read_event(event, us.team_id, us.bot_user_id, agent=self._settings.agent)
        if said is None:
            return
        # a mention in a channel comes as `message` and as `app_mention`, and either may be repeated
        twin = event["type"] == "message" and said.called and event.get("channel_type") != "im"
        self._intake.take(said, may_notice=not twin and not _repeated(request))

    def _on_choice(self, body: dict[str, Any], context: BoltContext, ack: Ack) -> None:
        team, action = context["authorize_result"].team_id, body["actions"][0]
        if "message" in body:
            if answer_of(action):
                self._intake.take(read_click(body, team))
        else:  # in the App Home
            self._ask_directly(team, body["user"]["id"], action["value"], action["action_ts"])
        ack()

    def _on_command(self, command: dict[str, Any], context: BoltContext, ack: Ack) -> None:
        question = command.get("text", "").strip()
        if not question:
            ack(f"Write your question behind it: {self._settings.command} what does a card cost?")
            return
        team = context["authorize_result"].team_id
        question = readable(question, context["authorize_result"].bot_user_id)
        self._ask_directly(team, command["user_id"], question, command["trigger_id"])
        ack("I answer in our direct messages.")

    def _ask_directly(self, team: str, user: str, text: str, number: str) -> None:
        place = Place(team, self._outgoing.open_direct(team, user))
        self._intake.take(Utterance(place, ts=number, sender=user, text=text))

    def _on_shortcut(self, body: dict[str, Any], context: BoltContext, ack: Ack) -> None:
        us = context["authorize_result"]
        self._intake.take(read_shortcut(body, us.team_id, us.bot_user_id))
        ack()

    def _on_opened(self, event: dict[str, Any], context: BoltContext) -> None:
        team = context["authorize_result"].team_id
        if event.get("tab") == "home":
            self._home.opened(team, event["user"])
        elif self._settings.agent:
            self._home.suggest(team, event["channel"])

    def _on_thread(self, event: dict[str, Any], context: BoltContext) -> None:
        thread = event["assistant_thread"]
        self._home.suggest(context["authorize_result"].team_id, thread["channel_id"], thread["thread_ts"])

    def _on_thumb(self, body: dict[str, Any], ack: Ack) -> None:
        action = body["actions"][0]
        self._opinions.clicked(action["value"], body["user"]["id"], helpful=action["action_id"] == HELPFUL)
        ack()

    def _on_reaction(self, event: dict[str, Any], context: BoltContext) -> None:
        us, item = context["authorize_result"], event.get("item", {})
        if item.get("type") == "message" and event.get("item_user") == us.bot_user_id:
            address = {"team": us.team_id, "channel": item["channel"]}
            question = self._opinions.reacted(event["reaction"], address, item["ts"], event["user"])
            if question and (said := read_reaction(event, question, us.team_id)):
                self._intake.take(said, may_notice=False)

    def _on_hand_off(self, body: dict[str, Any], context: BoltContext, ack: Ack) -> None:
        if self._staff is not None:
            place = Place(context["authorize_result"].team_id, body["channel"]["id"], body["message"]["ts"])
            self._staff.clicked(body["actions"][0], body["user"]["id"], place.address)
        ack()

    def _on_removal(self, context: BoltContext) -> None:
        self._workspaces.forget(context["authorize_result"].team_id)

    def _on_other(self) -> None:
        """Do nothing: an event that the app need not subscribe to, acknowledged so that Slack does not repeat it."""

    def _on_error(self, error: Exception) -> None:
        if isinstance(error, BotkitError):
            logger.error("a message from Slack was not taken, Slack will send it again: %s", error)
        else:
            logger.error("a message from Slack was not taken, Slack will send it again", exc_info=error)


def _repeated(request: BoltRequest) -> bool:
    """Tell whether Slack has sent this before; in Socket Mode, the first time is number 0."""
    return request.headers.get("x-slack-retry-num", ["0"])[0] != "0"


def _authorize(workspaces: Workspaces) -> Callable[..., AuthorizeResult | None]:
    """Tell who the bot is in the team of a request. Without an answer from Slack, the request fails and comes again.

    Bolt's own single-team check would answer an event with 200, and so lose it, if that failed.
    """

    def authorize(team_id: str | None) -> AuthorizeResult | None:
        try:
            found = workspaces.of(team_id or "")
        except NotInstalled as error:
            logger.warning("a request was refused: %s", error)
            return None
        return AuthorizeResult(
            enterprise_id=None,
            team_id=found.team,
            bot_user_id=found.bot_user,
            bot_id=found.bot_id,
            bot_token=found.client.token,
        )

    return authorize
