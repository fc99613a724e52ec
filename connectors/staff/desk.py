"""The check of requests: who makes them, and what they may do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Form, Request

from botkit.domain import HandOff, Role
from botkit.domain.ports import HandOffs, StaffService
from connectors.staff.session import Session, Sessions


class SignedOut(Exception):
    """Nobody is signed in."""


class Refused(Exception):
    """The refusal of what is not allowed, or not there."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Desk:
    """The check of requests: who makes them, and what they may do."""

    service: StaffService
    sessions: Sessions

    @property
    def hand_offs(self) -> HandOffs:
        """Conversations with people. Raises Refused where there are none."""
        if self.service.hand_offs is None:
            raise Refused(409, "This bot passes no conversations to people: bot.yaml has no section hand_off.")
        return self.service.hand_offs

    def reader(self, request: Request) -> Session:
        """Return the session of the reader. Raises SignedOut."""
        session = self.sessions.read(request)
        if session is None:
            raise SignedOut
        return session

    def writer(self, role: Role) -> Callable[..., Session]:
        """Return the dependency that takes a form of somebody who has that role. Raises SignedOut or Refused."""

        def writer(request: Request, csrf: Annotated[str, Form()] = "") -> Session:
            session = self.reader(request)
            if not session.wrote(csrf):
                raise Refused(403, "This form is of an earlier session. Go back, and reload the page.")
            if not session.account.role.includes(role):
                raise Refused(403, f"That takes the role {role}; yours is {session.account.role}.")
            return session

        return writer

    def open_hand_off(self, conversation_id: str) -> HandOff | None:
        """Return the hand-off by which the conversation is with people."""
        if self.service.hand_offs is None:
            return None
        return next((one for one in self.service.hand_offs.open() if one.conversation_id == conversation_id), None)
