"""The HTTP interface that pages and programs talk to."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, HTTPException, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.sse import EventSourceResponse, ServerSentEvent

from botkit.protocols import Service
from botkit.types import Message
from connectors.web.limits import Allowance
from connectors.web.messages import Beginning, Bot, Health, History, NewConversation, PastTurn, Question
from connectors.web.settings import WebSettings
from connectors.web.stream import attended, turn_events
from connectors.web.visitors import Customer, Identities, TokenRefused, Tokens, Visitor

RENEWED = "Botkit-Token"
"""The header with a fresh token, to be used from then on."""

bearer = HTTPBearer(auto_error=False, description="the token of a conversation")


def interface(
    title: str, settings: WebSettings, service: Service, tokens: Tokens, identities: Identities | None
) -> APIRouter:
    """The routes of the interface."""
    router = APIRouter()
    _conversations(router, tokens, identities)
    _messages(router, settings, service, tokens)
    _about(router, title, settings)
    return router


def _conversations(router: APIRouter, tokens: Tokens, identities: Identities | None) -> None:
    @router.post("/api/v1/conversations", status_code=201)
    async def begin(request: Request, beginning: Beginning | None = None) -> NewConversation:
        """Begins a conversation: its token is good for this site, and for as long as it is used now and then."""
        identity = beginning.identity if beginning else ""
        if identity and identities is None:
            raise HTTPException(422, "identity: this bot knows no customers; set connectors.web.identity_key_env")
        customer = identities.read(identity) if identity and identities else Customer()
        return NewConversation(token=tokens.sign(Visitor(request.headers.get("origin", ""), customer)))


def _messages(router: APIRouter, settings: WebSettings, service: Service, tokens: Tokens) -> None:
    allowance = Allowance(settings.messages_per_minute)

    def visitor(
        request: Request,
        response: Response,
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    ) -> Visitor:
        if credentials is None:
            how = "send the token of a conversation (POST /api/v1/conversations) as 'Authorization: Bearer TOKEN'"
            raise TokenRefused(how)
        visitor, old = tokens.read(credentials.credentials, request.headers.get("origin"))
        if old:
            response.headers[RENEWED] = tokens.sign(visitor)
        return visitor

    async def message(question: Question, visitor: Annotated[Visitor, Depends(visitor)]) -> Message:
        if seconds := allowance.wait(visitor.customer.id or visitor.conversation):
            wait = f"that was a lot at once; please wait {seconds} s, then send it again"
            raise HTTPException(429, wait, {"Retry-After": str(seconds)})
        return question.message(visitor)

    async def events(
        message: Annotated[Message, Depends(message)], last_event_id: Annotated[str, Header(max_length=64)] = ""
    ) -> AsyncIterator[AsyncIterator[ServerSentEvent]]:
        async with attended(service, message) as happened:
            yield turn_events(happened, message, last_event_id)

    @router.post("/api/v1/messages", response_class=EventSourceResponse)
    async def send(
        turn: Annotated[AsyncIterator[ServerSentEvent], Depends(events)],
    ) -> AsyncIterator[ServerSentEvent]:
        """Answers a message, streaming the events status, delta, and at last reply or error.

        Sent again with the same `id`, it goes on after the event that `Last-Event-ID` names.
        """
        async for event in turn:
            yield event

    @router.get("/api/v1/messages")
    def history(visitor: Annotated[Visitor, Depends(visitor)]) -> History:
        """The conversation so far."""
        return History(turns=[PastTurn.of(turn) for turn in service.history(visitor.conversation)])


def _about(router: APIRouter, title: str, settings: WebSettings) -> None:
    bot = Bot(
        title=title,
        greeting=settings.greeting,
        suggestions=settings.suggestions,
        accent=settings.accent,
        on_accent=settings.on_accent,
    )

    @router.get("/api/v1/bot")
    async def about() -> Bot:
        """What the widget shows before the first question."""
        return bot

    @router.get("/healthz")
    async def health() -> Health:
        """Answers as long as the process takes requests."""
        return Health()
