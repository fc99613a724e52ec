"""The web channel as one ASGI application: the interface, the files, and who may have them."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from botkit.domain.errors import BotkitError, Busy, MessageError
from botkit.domain.ports import Service
from connectors.web.assets import assets
from connectors.web.attachments import FILES_BODY, PAGE_BYTES
from connectors.web.interface import RENEWED, interface
from connectors.web.limits import AddressLimit
from connectors.web.messages import FAILED
from connectors.web.said import Newsroom
from connectors.web.security import BodyLimit, OwnOrigins, SecurityHeaders, content_security_policy, error_response
from connectors.web.settings import WebSettings
from connectors.web.visitors import Identities, TokenRefused, Tokens

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 16 * 1024
"""Holds 4,000 characters of any script in UTF-8."""
SPEECH_BYTES = 2 * 1024 * 1024
"""Half a minute as WAV, 16 bits at 16 kHz, is 1 MB."""
BUSY_SECONDS = 5
"""The time that somebody who meets a full queue is asked to wait."""
REFUSAL = {
    "title": "Refusal",
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["status", "message"],
            "properties": {"status": {"type": "integer"}, "message": {"type": "string"}},
        }
    },
}
"""The one shape of an error; also where the good answer is a stream."""
REFUSALS = {
    400: "The body cannot be read; it may not be UTF-8.",
    401: "No token, or one that is not good (any more).",
    403: "The page that sent it is of a site that is not listed.",
    413: "The body is too large.",
    422: "Something in it is missing, unknown or wrong.",
    429: "Too much at once; `Retry-After` says for how many seconds.",
    500: "Our mistake.",
    503: "The database is away; try again.",
}


def create_app(
    title: str, settings: WebSettings, service: Service, identity_key: bytes | None, newsroom: Newsroom | None
) -> ASGIApp:
    """Make the channel as an ASGI application; `identity_key` is shared with the site, if it names its customers.

    `newsroom` tells what is said unasked; None where nothing ever is.
    """
    tokens = Tokens(service.secret("web visitors"), title, settings.token_hours)
    identities = Identities(identity_key) if identity_key else None
    app = FastAPI(
        title=title,
        version="1",
        docs_url=None,
        redoc_url=None,
        responses={
            status: {"description": text, "content": {"application/json": {"schema": REFUSAL}}}
            for status, text in REFUSALS.items()
        },
    )
    app.include_router(interface(title, settings, service, tokens, identities, newsroom=newsroom))
    suffixes = service.files.suffixes if settings.files and service.files else ()
    for path, asset in assets(title, settings, files=suffixes, speech=service.speech is not None).items():
        app.add_route(path, asset.response, include_in_schema=False)
    _refusals(app)
    largest = MAX_BODY_BYTES + (PAGE_BYTES if settings.page else 0) + (FILES_BODY if settings.files else 0)
    largest = max(largest, SPEECH_BYTES if service.speech else 0)
    limited = AddressLimit(BodyLimit(app, largest), settings.requests_per_minute)
    embeddable = CORSMiddleware(
        OwnOrigins(limited, settings.origins),
        allow_origins=settings.origins,
        allow_methods=("GET", "POST", "DELETE"),
        allow_headers=("Authorization", "Content-Type", "Last-Event-ID"),
        expose_headers=("Retry-After", RENEWED),
    )
    return SecurityHeaders(embeddable, content_security_policy())


def _refusals(app: FastAPI) -> None:
    @app.exception_handler(TokenRefused)
    async def unknown(_: Request, error: TokenRefused) -> Response:
        return error_response(401, str(error), {"WWW-Authenticate": "Bearer"})

    @app.exception_handler(Busy)
    async def busy(_: Request, error: Busy) -> Response:
        return error_response(429, str(error), {"Retry-After": str(BUSY_SECONDS)})

    @app.exception_handler(MessageError)
    async def unusable(_: Request, error: MessageError) -> Response:
        return error_response(422, str(error))

    @app.exception_handler(BotkitError)
    async def failed(_: Request, error: BotkitError) -> Response:
        logger.error("a request failed: %s", error)
        return error_response(503, FAILED)

    @app.exception_handler(RequestValidationError)
    async def malformed(_: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"] if part != "body")
        return error_response(422, f"{where or 'body'}: {first['msg']}")

    @app.exception_handler(StarletteHTTPException)
    async def refused(_: Request, error: StarletteHTTPException) -> Response:
        if isinstance(error.__cause__, UnicodeDecodeError):
            return error_response(400, "the body is not valid UTF-8; send JSON as UTF-8 text")
        return error_response(error.status_code, str(error.detail), dict(error.headers or {}))

    @app.exception_handler(Exception)
    async def broken(_: Request, __: Exception) -> Response:
        return error_response(500, FAILED)
