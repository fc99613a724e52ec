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

from botkit.errors import BotkitError
from connectors.slack.blocks import CHOICE
from connectors.slack.client import PacedClient, quiet_logger
from connectors.slack.incoming import Place, read_click, read_event
from connectors.slack.intake import Intake
from connectors.slack.staff import StaffChannel
from connectors.slack.workspaces import NotInstalled, Workspaces

logger = logging.getLogger(__name__)


def bolt_app(intake: Intake, workspaces: Workspaces, staff: StaffChannel | None) -> App:
    """The Bolt app. It calls nobody before the first event; that one asks auth.test who the bot is."""
    app = App(
        name="connectors.slack.library",
        logger=quiet_logger(),
        client=PacedClient("", ""),  # Bolt wants one; every call goes through the workspace's own
        authorize=_authorize(workspaces),  # type: ignore[arg-type]  # None is Bolt's word for "not installed"
        process_before_response=True,
        request_verification_enabled=False,  # the endpoint has checked the signature, before anything was parsed
        ssl_check_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )

    def on_message(event: dict[str, Any], context: BoltContext, request: BoltRequest) -> None:
        us = context["authorize_result"]
        said = read_event(event, us.team_id, us.bot_user_id)
        if said is None:
            return
        # a mention in a channel comes as `message` and as `app_mention`, and either may be repeated
        twin = event["type"] == "message" and said.called and event.get("channel_type") != "im"
        intake.take(said, may_notice=not twin and "x-slack-retry-num" not in request.headers)

    def on_choice(body: dict[str, Any], context: BoltContext, ack: Ack) -> None:
        intake.take(read_click(body, context["authorize_result"].team_id))
        ack()

    def on_hand_off(body: dict[str, Any], context: BoltContext, ack: Ack) -> None:
        if staff is not None:
            place = Place(context["authorize_result"].team_id, body["channel"]["id"], body["message"]["ts"])
            staff.clicked(body["actions"][0], body["user"]["id"], place.address)
        ack()

    def on_removal(context: BoltContext) -> None:
        workspaces.forget(context["authorize_result"].team_id)

    def on_other() -> None:
        """Nothing: an event that the app need not subscribe to, acknowledged so that Slack does not repeat it."""

    def on_error(error: Exception) -> None:
        if isinstance(error, BotkitError):
            logger.error("a message from Slack was not taken, Slack will send it again: %s", error)
        else:
            logger.error("a message from Slack was not taken, Slack will send it again", exc_info=error)

    app.event("app_mention")(on_message)
    app.event(re.compile("^message$"))(on_message)
    app.event("app_uninstalled")(on_removal)
    app.event("tokens_revoked")(on_removal)
    app.event(re.compile(".*"))(on_other)
    app.action(re.compile(rf"^{CHOICE}-\d+$"))(on_choice)
    app.action(re.compile("^hand-off-"))(on_hand_off)
    app.error(on_error)
    return app


def _authorize(workspaces: Workspaces) -> Callable[..., AuthorizeResult | None]:
    """Says who the bot is in the team of a request. Without an answer from Slack, the request fails and comes again.

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
