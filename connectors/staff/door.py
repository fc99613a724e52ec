"""Signing in and out."""

from typing import Annotated

from fastapi import Depends, FastAPI, Form, Request
from starlette.responses import Response

from botkit.domain import Role
from connectors.staff.attempts import Attempts
from connectors.staff.desk import Desk
from connectors.staff.pages import Pages, to
from connectors.staff.session import Session


def sign_in_pages(app: FastAPI, pages: Pages, desk: Desk) -> None:
    """Add the page to sign in at, and its forms."""
    attempts = Attempts(desk.service.accounts)

    @app.get("/sign-in")
    def form(request: Request) -> Response:
        return pages.show(request, "sign-in.html", message="", login="")

    @app.post("/sign-in")
    def sign_in(
        request: Request, login: Annotated[str, Form()] = "", password: Annotated[str, Form()] = ""
    ) -> Response:
        if wait := attempts.wait(request, login):
            message = f"That was tried too often. Try again in {wait} seconds."
            page = pages.show(request, "sign-in.html", 429, message=message, login=login)
            page.headers["Retry-After"] = str(wait)
            return page
        account = desk.service.accounts.sign_in(login, password)
        if account is None:
            attempts.failed(request, login)
            return pages.show(request, "sign-in.html", 403, message="Login or password is wrong.", login=login)
        response = to(request, "/")
        desk.sessions.begin(account, request, response)
        return response

    @app.post("/sign-out")
    def sign_out(request: Request, _: Annotated[Session, Depends(desk.writer(Role.VIEWER))]) -> Response:
        response = to(request, "/sign-in")
        desk.sessions.end(request, response)
        return response
