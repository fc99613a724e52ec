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
from slack_sdk import WebClient

from botkit.errors import BotkitError
from connectors.slack.blocks import CHOICE
from connectors.slack.incoming import read_click, read_event
from connectors.slack.intake import Intake
from connectors.slack.refusals import plain_words

logger = logging.getLogger(__name__)


def quiet_logger() -> logging.Logger:
    """A logger for Bolt and the SDK: below errors they write whole payloads, and messages don't belong in a log."""
    library = logging.getLogger("connectors.slack.library")
    library.setLevel(logging.ERROR)
    return library


def bolt_app(intake: Intake, client: WebClient) -> App:
    """The Bolt app. It calls nobody before the first event; that one asks auth.test who the bot is."""
    app = App(
        name="connectors.slack.library",
        logger=quiet_logger(),
        client=client,
        authorize=_who_we_are(client),
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

    def on_other() -> None:
        """Nothing: an event that the app need not subscribe to, acknowledged so that Slack does not repeat it."""

    def on_error(error: Exception) -> None:
        if isinstance(error, BotkitError):
            logger.error("a message from Slack was not taken, Slack will send it again: %s", error)
        else:
            logger.error("a message from Slack was not taken, Slack will send it again", exc_info=error)

    app.event("app_mention")(on_message)
    app.event(re.compile("^message$"))(on_message)
    app.event(re.compile(".*"))(on_other)
    app.action(re.compile(rf"^{CHOICE}-\d+$"))(on_choice)
    app.error(on_error)
    return app


def _who_we_are(client: WebClient) -> Callable[[], AuthorizeResult]:
    """Asks Slack once. Bolt's own single-team check would answer an event with 200, and so lose it, if that failed."""
    known: list[AuthorizeResult] = []

    def authorize() -> AuthorizeResult:
        if not known:
            with plain_words("Slack did not say who the bot is (auth.test)"):
                answer = client.auth_test()
            known.append(AuthorizeResult.from_auth_test_response(bot_token=client.token, auth_test_response=answer))
        return known[0]

    return authorize
