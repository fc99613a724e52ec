"""The pages that show conversations and figures."""

import uuid
from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, FastAPI, Query, Request
from starlette.responses import JSONResponse, Response

from botkit.domain import Role
from connectors.staff.chart import stacked
from connectors.staff.desk import Desk, Refused
from connectors.staff.pages import Pages
from connectors.staff.session import Session
from connectors.staff.timeline import timeline
from connectors.web.security import NO_NUL

DAYS = 30
OUTCOMES = ("answered", "asked or acted", "small talk", "handed off", "not known")
_OUTCOME = {
    "answer": "answered",
    "ask": "asked or acted",
    "clarify": "asked or acted",
    "act": "asked or acted",
    "smalltalk": "small talk",
    "hand_off": "handed off",
    "refuse": "not known",
}

ConversationId = Annotated[str, Query(alias="id", max_length=500, pattern=NO_NUL)]


def reading_pages(app: FastAPI, pages: Pages, desk: Desk) -> None:
    """Add the pages for everybody who is signed in."""

    @app.get("/")
    def conversations(
        request: Request,
        session: Annotated[Session, Depends(desk.reader)],
        q: Annotated[str, Query(max_length=200, pattern=NO_NUL)] = "",
        unhelpful: bool = False,
    ) -> Response:
        found = desk.service.archive.find(q, unhelpful=unhelpful)
        hand_offs = desk.service.hand_offs.open() if desk.service.hand_offs else ()
        return pages.show(
            request, "conversations.html", session=session, found=found, hand_offs=hand_offs, q=q, unhelpful=unhelpful
        )

    @app.get("/conversation")
    def conversation(
        request: Request,
        session: Annotated[Session, Depends(desk.reader)],
        conversation_id: ConversationId,
    ) -> Response:
        turns = desk.service.history(conversation_id)
        if not turns:
            raise Refused(404, "There is no such conversation; it may have been deleted.")
        events = desk.service.hand_offs.events(conversation_id) if desk.service.hand_offs else ()
        lines = list(timeline(turns, events, desk.service.archive.feedback(conversation_id)))
        hand_off = desk.open_hand_off(conversation_id)
        role = session.account.role
        return pages.show(
            request,
            "conversation.html",
            session=session,
            id=conversation_id,
            first=turns[0].message,
            lines=lines,
            hand_off=hand_off,
            briefing=desk.hand_offs.briefing(hand_off.id) if hand_off else None,
            may_write=desk.service.hand_offs is not None and role.includes(Role.AGENT),
            may_delete=role.includes(Role.ADMIN),
            message_id=uuid.uuid4().hex,
        )

    @app.get("/figures")
    def figures(request: Request, session: Annotated[Session, Depends(desk.reader)]) -> Response:
        days = desk.service.archive.days(DAYS)
        outcomes = [(day.date, _by_outcome(day.turns)) for day in days]
        opinions = [(day.date, {"helped": day.helpful, "did not help": day.unhelpful}) for day in days]
        begun = [(day.date, {"conversations": day.conversations}) for day in days]
        return pages.show(
            request,
            "figures.html",
            session=session,
            days=DAYS,
            charts=[
                ("What the bot did with messages", stacked(outcomes, OUTCOMES), outcomes),
                ("Conversations that began", stacked(begun, ("conversations",)), begun),
                ("What people thought of replies", stacked(opinions, ("helped", "did not help")), opinions),
            ],
        )

    @app.get("/download")
    def download(session: Annotated[Session, Depends(desk.reader)], conversation_id: ConversationId) -> Response:
        if not session.account.role.includes(Role.ADMIN):
            raise Refused(403, f"That takes the role {Role.ADMIN}; yours is {session.account.role}.")
        name = {"Content-Disposition": 'attachment; filename="conversation.json"'}
        return JSONResponse(desk.service.archive.export(conversation_id), headers=name)


def _by_outcome(turns: Mapping[str, int]) -> dict[str, int]:
    counts = dict.fromkeys(OUTCOMES, 0)
    for decision, count in turns.items():
        counts[_OUTCOME[decision]] += count
    return counts
