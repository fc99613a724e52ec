"""The address that Slack posts to."""

from __future__ import annotations

import logging

from slack_bolt import App
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from slack_bolt.oauth import OAuthFlow
from slack_sdk.signature import SignatureVerifier
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 1_000_000


def events_route(bolt: App, signing_secret: str) -> Route:
    """Answer POST /events: events, clicks, commands and Slack's check of the address.

    The signature is checked over the raw bytes before they are parsed, and Bolt, which is synchronous, runs in a
    thread: its own adapter would hold up every other request of the server meanwhile.
    """
    verifier = SignatureVerifier(signing_secret)

    async def events(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            logger.warning("a request was refused: it is larger than %d bytes", MAX_BODY_BYTES)
            return PlainTextResponse("the request is too large", status_code=413)
        if not _signed(verifier, request, body):
            logger.warning("a request was refused: it was not signed with this app's signing secret, or long ago")
            return PlainTextResponse("the signature does not fit", status_code=401)
        return to_starlette_response(await run_in_threadpool(bolt.dispatch, to_bolt_request(request, body)))

    return Route("/events", events, methods=["POST"])


def install_routes(flow: OAuthFlow) -> list[Route]:
    """Let people install the app: GET /install leads to Slack, which leads back to /oauth_redirect."""

    async def install(request: Request) -> Response:
        return to_starlette_response(await run_in_threadpool(flow.handle_installation, to_bolt_request(request, b"")))

    async def back(request: Request) -> Response:
        return to_starlette_response(await run_in_threadpool(flow.handle_callback, to_bolt_request(request, b"")))

    return [Route("/install", install), Route("/oauth_redirect", back)]


async def _body(request: Request) -> bytes | None:
    """Read the body; None if it is over MAX_BODY_BYTES, of which not more is read."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return None
    return bytes(body)


def _signed(verifier: SignatureVerifier, request: Request, body: bytes) -> bool:
    timestamp = request.headers.get("x-slack-request-timestamp")
    signature = request.headers.get("x-slack-signature")
    try:
        return verifier.is_valid(body, timestamp, signature)
    except (ValueError, TypeError, OverflowError):  # a timestamp that is no number, a signature that is no ASCII
        return False
