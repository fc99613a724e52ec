"""The console as one ASGI application."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from botkit.domain.errors import BotkitError, HandOffError, MessageError
from botkit.domain.ports import StaffService
from connectors.staff.desk import Desk, Refused, SignedOut
from connectors.staff.door import sign_in_pages
from connectors.staff.pages import Pages, to
from connectors.staff.reading import reading_pages
from connectors.staff.session import Sessions
from connectors.staff.writing import writing_forms
from connectors.web.security import BodyLimit, OwnOrigins, SecurityHeaders, content_security_policy

MAX_BODY_BYTES = 64 * 1024


def create_app(title: str, service: StaffService) -> ASGIApp:
    """Make the console as an ASGI application."""
    app = FastAPI(title=title, docs_url=None, redoc_url=None, openapi_url=None)
    pages = Pages(title)
    desk = Desk(service, Sessions(service.secret("staff sessions"), service.accounts))
    sign_in_pages(app, pages, desk)
    reading_pages(app, pages, desk)
    writing_forms(app, desk)
    _refusals(app, pages)
    app.mount("/static", StaticFiles(packages=[("connectors.staff", "static")]))
    policy = content_security_policy(forms="'self'", framed_by="'none'")
    return SecurityHeaders(OwnOrigins(BodyLimit(app, MAX_BODY_BYTES), ()), policy)


def _refusals(app: FastAPI, pages: Pages) -> None:
    @app.exception_handler(SignedOut)
    async def signed_out(request: Request, _: SignedOut) -> Response:
        return to(request, "/sign-in")

    @app.exception_handler(Refused)
    async def refused(request: Request, error: Refused) -> Response:
        return pages.show(request, "refused.html", error.status, message=str(error))

    @app.exception_handler(HandOffError)
    async def over(request: Request, error: HandOffError) -> Response:
        return pages.show(request, "refused.html", 409, message=str(error))

    @app.exception_handler(MessageError)
    async def unusable(request: Request, error: MessageError) -> Response:
        return pages.show(request, "refused.html", 422, message=str(error))

    @app.exception_handler(BotkitError)
    async def failed(request: Request, error: BotkitError) -> Response:
        return pages.show(request, "refused.html", 503, message=str(error))

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, _: RequestValidationError) -> Response:
        return pages.show(request, "refused.html", 422, message="Something in this form is missing or wrong.")

    @app.exception_handler(Exception)
    async def broken(request: Request, _: Exception) -> Response:
        return pages.show(request, "refused.html", 500, message="Something went wrong on our side.")

    @app.exception_handler(StarletteHTTPException)
    async def other(request: Request, error: StarletteHTTPException) -> Response:
        return pages.show(request, "refused.html", error.status_code, message=str(error.detail))
