"""The HTTP interface of the web channel."""

import logging
import re
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from botkit.errors import BotkitError, Busy, MessageError
from botkit.protocols import Service
from botkit.types import Message
from connectors.web.assets import assets
from connectors.web.messages import (
    FAILED,
    TOKEN_SHAPE,
    Bot,
    Health,
    History,
    NewConversation,
    PastTurn,
    Question,
    conversation_id,
)
from connectors.web.security import BodyLimit, OwnOrigins, SecurityHeaders, error_response
from connectors.web.settings import WebSettings
from connectors.web.stream import attended, turn_events

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 16 * 1024
"""Holds 4,000 characters of any script in UTF-8."""

BUSY_SECONDS = 5
"""How long who meets a full queue is asked to wait."""


def create_app(title: str, settings: WebSettings, service: Service) -> ASGIApp:
    """The channel as an ASGI application."""
    app = FastAPI(title=title, version="1", docs_url=None, redoc_url=None)
    _conversations(app, service)
    _pages(app, title, settings)
    _errors(app)
    embeddable = CORSMiddleware(
        OwnOrigins(BodyLimit(app, MAX_BODY_BYTES), settings.origins),
        allow_origins=settings.origins,
        allow_methods=("GET", "POST"),
        allow_headers=("Authorization", "Content-Type", "Last-Event-ID"),
        expose_headers=("Retry-After",),
    )
    return SecurityHeaders(embeddable)


bearer = HTTPBearer(auto_error=False, description="the token of a conversation")


def _conversation(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> str:
    if credentials is None or not re.fullmatch(TOKEN_SHAPE, credentials.credentials):
        raise HTTPException(
            401,
            "send the token of a conversation (POST /api/v1/conversations) as 'Authorization: Bearer TOKEN'",
            {"WWW-Authenticate": "Bearer"},
        )
    return conversation_id(credentials.credentials)


def _message(question: Question, conversation: Annotated[str, Depends(_conversation)]) -> Message:
    return question.message(conversation)


def _conversations(app: FastAPI, service: Service) -> None:
    @app.post("/api/v1/conversations", status_code=201)
    async def begin() -> NewConversation:
        """Mints the token of a new conversation."""
        return NewConversation.mint()

    async def events(
        message: Annotated[Message, Depends(_message)], last_event_id: Annotated[str, Header(max_length=64)] = ""
    ) -> AsyncIterator[AsyncIterator[ServerSentEvent]]:
        async with attended(service, message) as happened:
            yield turn_events(happened, message, last_event_id)

    @app.post("/api/v1/messages", response_class=EventSourceResponse)
    async def send(
        turn: Annotated[AsyncIterator[ServerSentEvent], Depends(events)],
    ) -> AsyncIterator[ServerSentEvent]:
        """Answers a message, streaming the events status, delta, and at last reply or error.

        Sent again with the same `id`, it goes on after the event that `Last-Event-ID` names.
        """
        async for event in turn:
            yield event

    @app.get("/api/v1/messages")
    def history(conversation: Annotated[str, Depends(_conversation)]) -> History:
        """The conversation so far."""
        return History(turns=[PastTurn.of(turn) for turn in service.history(conversation)])


def _pages(app: FastAPI, title: str, settings: WebSettings) -> None:
    bot = Bot(
        title=title,
        greeting=settings.greeting,
        suggestions=settings.suggestions,
        accent=settings.accent,
        on_accent=settings.on_accent,
    )

    @app.get("/api/v1/bot")
    async def about() -> Bot:
        """What the widget shows before the first question."""
        return bot

    @app.get("/healthz")
    async def health() -> Health:
        """Answers as long as the process takes requests."""
        return Health()

    for path, asset in assets(title, settings).items():
        app.add_route(path, asset.response, include_in_schema=False)


def _errors(app: FastAPI) -> None:
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
