"""The files that a browser loads, made once from `static/` and the settings, and kept in memory."""

from __future__ import annotations

import hashlib
import html
import json
from dataclasses import dataclass
from importlib import resources
from string import Template

from starlette.requests import Request
from starlette.responses import Response

from connectors.web.settings import WebSettings

STYLE_MARK = '"@widget.css@"'
"""Where widget.js holds its style sheet, so that one file is all that another site has to load."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file with its media type and its tag, by which a browser sees that it has it already."""

    body: bytes
    media_type: str
    tag: str

    @classmethod
    def of(cls, text: str, media_type: str) -> Asset:
        """The asset with that text."""
        body = text.encode()
        return cls(body, media_type, f'"{hashlib.sha256(body).hexdigest()[:20]}"')

    async def response(self, request: Request) -> Response:
        """The file, or 304 where the browser has it."""
        headers = {"ETag": self.tag, "Cache-Control": "no-cache"}
        if self.tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(self.body, headers=headers, media_type=self.media_type)


def assets(title: str, settings: WebSettings) -> dict[str, Asset]:
    """The assets by their path."""
    page = Template(_text("page.html")).substitute(
        title=html.escape(title),
        initial=html.escape(title[:1].upper()),
        headline=html.escape(settings.headline),
        introduction=html.escape(settings.introduction),
        suggestions="\n".join(
            f'        <li><button type="button" class="suggestion">{html.escape(question)}</button></li>'
            for question in settings.suggestions
        ),
    )
    colours = f":root {{ --accent: {settings.accent}; --on-accent: {settings.on_accent}; }}\n"
    icon = Template(_text("icon.svg")).substitute(
        accent=settings.accent, on_accent=settings.on_accent, initial=html.escape(title[:1].upper())
    )
    return {
        "/": Asset.of(page, "text/html"),
        "/page.css": Asset.of(_text("page.css") + colours, "text/css"),
        "/page.js": Asset.of(_text("page.js"), "text/javascript"),
        "/widget.js": Asset.of(
            _text("widget.js").replace(STYLE_MARK, json.dumps(_text("widget.css"))), "text/javascript"
        ),
        "/icon.svg": Asset.of(icon, "image/svg+xml"),
    }


def _text(name: str) -> str:
    return resources.files("connectors.web").joinpath("static", name).read_text(encoding="utf-8")
