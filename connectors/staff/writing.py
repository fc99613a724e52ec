"""The forms by which staff take conversations over, write, give them back, and delete them."""

from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, FastAPI, Form, Request
from starlette.responses import Response

from botkit.domain import Role, StaffMember
from connectors.staff.desk import Desk
from connectors.staff.pages import to
from connectors.staff.session import Session
from connectors.web.security import NO_NUL

HandOffId = Annotated[int, Form(ge=1, le=2**63 - 1)]
"""An id as databases keep it; what is greater would be no id but an error of theirs."""
ConversationId = Annotated[str, Form(max_length=500, pattern=NO_NUL)]


def writing_forms(app: FastAPI, desk: Desk) -> None:
    """Add the forms for what agents and admins may do."""
    agent, admin = desk.writer(Role.AGENT), desk.writer(Role.ADMIN)

    @app.post("/take-over")
    def take_over(
        request: Request, session: Annotated[Session, Depends(agent)], conversation: ConversationId
    ) -> Response:
        hand_off = desk.hand_offs.take_over(conversation, _member(session))
        desk.hand_offs.claim(hand_off.id, _member(session))
        return to(request, f"/conversation?id={quote(conversation, safe='')}")

    @app.post("/reply")
    def reply(
        request: Request,
        session: Annotated[Session, Depends(agent)],
        hand_off: HandOffId,
        text: Annotated[str, Form()],
        message_id: Annotated[str, Form(max_length=64, pattern=NO_NUL)],
    ) -> Response:
        answered = desk.hand_offs.reply(hand_off, _member(session), text, message_id)
        return to(request, f"/conversation?id={quote(answered.conversation_id, safe='')}#write")

    @app.post("/give-back")
    def give_back(
        request: Request,
        session: Annotated[Session, Depends(agent)],
        hand_off: HandOffId,
        note: Annotated[str, Form(max_length=1000, pattern=NO_NUL)] = "",
    ) -> Response:
        ended = desk.hand_offs.give_back(hand_off, _member(session), note)
        return to(request, f"/conversation?id={quote(ended.conversation_id, safe='')}")

    @app.post("/delete")
    def delete(
        request: Request,
        _: Annotated[Session, Depends(admin)],
        conversation: ConversationId,
    ) -> Response:
        desk.service.archive.delete(conversation)
        return to(request, "/")


def _member(session: Session) -> StaffMember:
    return StaffMember(session.account.login, session.account.name, "console")
