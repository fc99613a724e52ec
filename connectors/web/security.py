"""The headers that every response carries, and the check of whose requests are taken."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NO_NUL = r"^[^\x00]*$"
"""Texts as databases take them: PostgreSQL has no place for NUL."""


def content_security_policy(*, forms: str = "'none'", framed_by: str = "'self'") -> str:
    """Return a policy to load from the own origin only; `forms` says where forms go, `framed_by` who may frame it."""
    own = (f"{kind}-src 'self'" for kind in ("script", "style", "img", "connect"))
    return "; ".join(
        ("default-src 'none'", *own, "base-uri 'none'", f"form-action {forms}", f"frame-ancestors {framed_by}")
    )


def error_response(status: int, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """Return the one shape of an error."""
    return JSONResponse({"error": {"status": status, "message": message}}, status, headers)


_MOST_DIGITS = 15
A_YEAR = "max-age=31536000"
"""For how long a browser that came over HTTPS comes in no other way (RFC 6797)."""


class SecurityHeaders:
    """The headers that keep a browser from doing more with a response than it is meant for."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self.app = app
        self.policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the application's response, with the headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = self.policy
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
                headers.setdefault("Cache-Control", "no-store")
                if scope.get("scheme") == "https":
                    headers["Strict-Transport-Security"] = A_YEAR
            await send(message)

        await self.app(scope, receive, send_with_headers)


class BodyLimit:
    """Refusal of a body of more than `most` bytes: at once if its length is declared, else as soon as it is reached."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self.most = most
        self.refusal = f"the body is over {most:,} bytes; shorten the message"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the application's response, or 413."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and (len(declared) > _MOST_DIGITS or int(declared) > self.most):
            await error_response(413, self.refusal)(scope, receive, send)
            return
        read = 0

        async def receive_within_limit() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.most:
                raise HTTPException(413, self.refusal)
            return message

        await self.app(scope, receive_within_limit, send)


class OwnOrigins:
    """Refusal of what a page of a foreign site writes. A client that is no browser sends no Origin and passes."""

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        self.app = app
        self.origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the application's response, or 403."""
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            headers = Headers(scope=scope)
            origin = headers.get("origin")
            if origin is not None and origin not in self.origins and _host(origin) != headers.get("host"):
                message = "this site may not embed the chat; its origin has to be listed in connectors.web.origins"
                await error_response(403, message)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _host(origin: str) -> str | None:
    # A proxy in front may speak TLS for us, so the scheme says nothing here: host and port must agree.
    try:
        return urlsplit(origin).netloc or None
    except ValueError:
        return None
