"""The HTTP interface that pages and programs talk to."""

from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.sse import EventSourceResponse, ServerSentEvent

from botkit.domain import Message
from botkit.domain.ports import MediaReaders, Service
from connectors.web.limits import Allowance
from connectors.web.messages import (
    Beginning,
    Bot,
    Health,
    Heard,
    History,
    NewConversation,
    NewMessage,
    Opinion,
    PastTurn,
)
from connectors.web.open_streams import CountedStream, OpenStreams
from connectors.web.record import Record
from connectors.web.said import Newsroom, all_said
from connectors.web.settings import WebSettings
from connectors.web.side_pool import SidePool
from connectors.web.stream import attended, turn_events
from connectors.web.visitors import Customer, Identities, TokenRefused, Tokens, Visitor

RENEWED = "Botkit-Token"
"""The header with a fresh token, to be used from then on."""

EVENTS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}},
    204: {"description": "Nothing will come."},
}

RECORDING = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
"""WAV, FLAC or OGG; which one, the file tells."""

bearer = HTTPBearer(auto_error=False, description="the token of a conversation")


def interface(
    title: str,
    settings: WebSettings,
    service: Service,
    tokens: Tokens,
    identities: Identities | None,
    *,
    newsroom: Newsroom | None,
) -> APIRouter:
    """Make the routes of the interface; without a `newsroom`, nothing is said unasked."""
    router = APIRouter()
    _conversations(router, tokens, identities)
    visitor = _visitors(tokens)
    streams = OpenStreams(settings.streams_per_address)
    _messages(router, settings, service, visitor, streams)
    _unasked(router, newsroom, visitor, streams)
    _speech(router, settings, service, visitor)
    _records(router, service, visitor)
    _about(router, title, settings, service)
    return router


def _conversations(router: APIRouter, tokens: Tokens, identities: Identities | None) -> None:
    @router.post("/api/v1/conversations", status_code=201)
    async def begin(request: Request, beginning: Beginning | None = None) -> NewConversation:
        """Begin a conversation: its token is good for this site, and for as long as it is used now and then."""
        identity = beginning.identity if beginning else ""
        if identity and identities is None:
            raise HTTPException(422, "identity: this bot knows no customers; set connectors.web.identity_key_env")
        customer = identities.read(identity) if identity and identities else Customer()
        return NewConversation(token=tokens.sign(Visitor(request.headers.get("origin", ""), customer)))


def _visitors(tokens: Tokens) -> Callable[..., Visitor]:
    """Make the dependency that reads a request's token, and renews it in time."""

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

    return visitor


def _messages(
    router: APIRouter,
    settings: WebSettings,
    service: Service,
    visitor: Callable[..., Visitor],
    streams: OpenStreams,
) -> None:
    allowance = Allowance(settings.messages_per_minute)
    reader, pool = service.files if settings.files else None, SidePool()

    async def message(request: Request, body: NewMessage, visitor: Annotated[Visitor, Depends(visitor)]) -> Message:
        if seconds := allowance.wait(visitor.customer.id or visitor.conversation):
            wait = f"that was a lot at once; please wait {seconds} s, then send it again"
            raise HTTPException(429, wait, {"Retry-After": str(seconds)})
        if body.page and not settings.page:
            raise HTTPException(422, "page: this bot reads no pages; set connectors.web.page to true, or leave it out")
        if body.files and reader is None:
            raise HTTPException(422, "files: this bot reads none; set connectors.web.files to true, or leave them out")
        if body.files and reader is not None:
            read = reader.read
            return await pool.run(request, lambda wanted: body.message(visitor, partial(read, wanted=wanted)))
        return body.message(visitor, None)

    async def events(
        request: Request,
        visitor: Annotated[Visitor, Depends(visitor)],
        message: Annotated[Message, Depends(message)],
        last_event_id: Annotated[str, Header(max_length=64)] = "",
    ) -> AsyncIterator[AsyncIterator[ServerSentEvent]]:
        with streams.opened(visitor, request.scope):
            async with attended(service, message) as happened:
                yield turn_events(happened, message, last_event_id)

    @router.post("/api/v1/messages", response_class=EventSourceResponse)
    async def send(
        turn: Annotated[AsyncIterator[ServerSentEvent], Depends(events)],
    ) -> AsyncIterator[ServerSentEvent]:
        """Answer a message, streaming the events status, delta, reset, and at last reply or error.

        Sent again with the same `id`, it goes on after the event that `Last-Event-ID` names.
        """
        async for event in turn:
            yield event

    @router.get("/api/v1/messages")
    def history(visitor: Annotated[Visitor, Depends(visitor)]) -> History:
        """Return the conversation so far."""
        turns = [PastTurn.of(turn) for turn in service.history(visitor.conversation)]
        return History(turns=turns, said=all_said(service.hand_offs, visitor.conversation))


def _unasked(
    router: APIRouter, newsroom: Newsroom | None, visitor: Callable[..., Visitor], streams: OpenStreams
) -> None:
    @router.get("/api/v1/events", response_class=Response, responses=EVENTS)
    async def events_unasked(
        request: Request,
        visitor: Annotated[Visitor, Depends(visitor)],
        response: Response,
        last_event_id: Annotated[str, Header(max_length=64)] = "",
    ) -> Response:
        """Stream what the people who have taken over say, as it comes: events `said`, after that of `Last-Event-ID`.

        204 where the bot passes no conversations to people: there is nothing to wait for.
        """
        renewed = dict(response.headers)
        if newsroom is None:
            return Response(status_code=204, headers=renewed)
        after = int(last_event_id) if last_event_id.isascii() and last_event_id.isdecimal() else 0
        headers = {"X-Accel-Buffering": "no", "Cache-Control": "no-cache", **renewed}
        stream = newsroom.said(visitor.conversation, after)
        return CountedStream(stream, streams.opened(visitor, request.scope), headers)


def _speech(router: APIRouter, settings: WebSettings, service: MediaReaders, visitor: Callable[..., Visitor]) -> None:
    allowance, pool = Allowance(settings.messages_per_minute), SidePool()

    @router.post("/api/v1/speech", openapi_extra=RECORDING)
    async def hear(request: Request, visitor: Annotated[Visitor, Depends(visitor)]) -> Heard:
        """Return the words of a recording, to be sent once its speaker has read them. Nothing is kept of it."""
        if service.speech is None:
            raise HTTPException(422, "this bot has no ears; name a model in bot.yaml (speech.model), or write")
        if seconds := allowance.wait(visitor.customer.id or visitor.conversation):
            raise HTTPException(429, f"please wait {seconds} s, then speak again", {"Retry-After": str(seconds)})
        listener, recording = service.speech, await request.body()
        return Heard(text=await pool.run(request, lambda _: listener.transcribe(recording)))


def _records(router: APIRouter, service: Service, visitor: Callable[..., Visitor]) -> None:
    @router.post("/api/v1/feedback", status_code=204)
    def rate(opinion: Opinion, visitor: Annotated[Visitor, Depends(visitor)]) -> None:
        """Keep whether a reply helped; a later opinion takes the place of an earlier one."""
        service.archive.rate(opinion.feedback(visitor))

    @router.get("/api/v1/conversation")
    def download(response: Response, visitor: Annotated[Visitor, Depends(visitor)]) -> Record:
        """Return what was written in the conversation, by whomever; not what the team notes for itself."""
        response.headers["Content-Disposition"] = 'attachment; filename="conversation.json"'
        return Record.of(service.archive.export(visitor.conversation))

    @router.delete("/api/v1/conversation", status_code=204)
    def delete(visitor: Annotated[Visitor, Depends(visitor)]) -> None:
        """Delete the conversation, for good."""
        service.archive.delete(visitor.conversation)


def _about(router: APIRouter, title: str, settings: WebSettings, service: MediaReaders) -> None:
    bot = Bot(
        title=title,
        greeting=settings.greeting,
        suggestions=settings.starters,
        accent=settings.accent,
        on_accent=settings.on_accent,
        page=settings.page,
        files=service.files.suffixes if settings.files and service.files else (),
        speech=service.speech is not None,
    )

    @router.get("/api/v1/bot")
    async def about() -> Bot:
        """Return what the widget shows before the first question."""
        return bot

    @router.get("/healthz")
    async def health() -> Health:
        """Answer as long as the process takes requests."""
        return Health()
