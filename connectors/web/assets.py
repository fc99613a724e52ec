"""The files that a browser loads, made once from `static/` and the settings, and kept in memory."""

from __future__ import annotations

import hashlib
import html
import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from string import Template

import zopfli.gzip
from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from connectors.web.bundle import bundle, choice_of, marked, modules_of, styles
from connectors.web.settings import WebSettings

LANGUAGES = ("en", "de", "fr", "es", "ar")
"""Languages of the widget's own texts, `static/widget/texts/`."""
STAGES = ("understand", "retrieve", "generate")
"""Texts that are asked for by the name of an event; all others by name, and what nobody asks for is left out."""
STYLED = ("files", "voice")
"""Parts of the widget that have a style sheet of their own."""
A_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file with its media type and its tag, by which a browser sees that it has it already."""

    body: bytes
    media_type: str
    tag: str

    @classmethod
    def of(cls, text: str, media_type: str) -> Asset:
        """Make the asset with that text."""
        body = text.encode()
        return cls(body, media_type, hashlib.sha256(body).hexdigest()[:12])

    async def response(self, request: Request) -> Response:
        """Return the file, or 304 where the browser has it. Under an address with its tag (`?v=`) it never changes."""
        headers = {
            "ETag": f'"{self.tag}"',
            "Cache-Control": A_YEAR if request.query_params.get("v") == self.tag else "no-cache",
            "Vary": "Accept-Encoding",
            # A file that everybody may read says nothing about who reads it; what it may do is settled by the API.
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        if self.tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            packed = await run_in_threadpool(pack, self.body)
            return Response(packed, headers=headers, media_type=self.media_type)
        return Response(self.body, headers=headers, media_type=self.media_type)


@cache
def pack(body: bytes) -> bytes:
    """Compress by Zopfli, 3 % smaller than zlib's gzip; that takes half a second, once for a file that is asked for."""
    return bytes(zopfli.gzip.compress(body, numiterations=5))


def assets(title: str, settings: WebSettings, *, files: tuple[str, ...] = (), speech: bool = False) -> dict[str, Asset]:
    """Map paths to assets; `files` are the ends of names that may be attached, `speech` says whether to listen."""
    return {**_page(title, settings), **_widget(title, settings, files, speech=speech)}


def _page(title: str, settings: WebSettings) -> dict[str, Asset]:
    """Return the bot's own page."""
    page = Template(_text("page.html")).substitute(
        title=html.escape(title),
        initial=html.escape(title[:1].upper()),
        headline=html.escape(settings.headline),
        introduction=html.escape(settings.introduction),
        suggestions="\n".join(
            f'        <li><button type="button" class="suggestion">{html.escape(question)}</button></li>'
            for question in settings.starters
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
        "/icon.svg": Asset.of(icon, "image/svg+xml"),
    }


def _widget(title: str, settings: WebSettings, files: tuple[str, ...], *, speech: bool) -> dict[str, Asset]:
    """Return the widget: the file that a site loads, and what that one loads when somebody opens the chat."""
    parts = [name for name, on in {"files": files, "page": settings.page, "voice": speech}.items() if on]
    folder = _static().joinpath("widget")
    sheets = styles(folder, "panel.css", "talk.css", *(f"{part}.css" for part in parts if part in STYLED))
    modules = {**modules_of(folder), "parts.js": choice_of("parts", *parts)}
    later = {}
    for language in LANGUAGES:
        texts = json.loads(folder.joinpath("texts", f"{language}.json").read_text(encoding="utf-8"))
        chat = bundle(modules, "chat.js", {"style": sheets})
        words = {name: text for name, text in texts.items() if name in STAGES or f"words.{name}" in chat}
        chat = marked(chat, {"words": words})
        later[language] = Asset.of(chat, "text/javascript")
    colours = ":host{" + ";".join(
        f"--{name}:var(--botkit-{name},{colour})"
        for name, colour in {"accent": settings.accent, "on-accent": settings.on_accent}.items()
    )
    marks = {
        "bot": {
            "title": title,
            "greeting": settings.greeting,
            "suggestions": [one.rule for one in sorted(settings.suggestions, key=lambda one: one.is_everywhere)],
            "position": settings.position,
            "proactive": settings.proactive and settings.proactive.rule,
            "files": files,
        },
        "files": {language: f"widget/chat.{language}.js?v={asset.tag}" for language, asset in later.items()},
        "style": styles(folder, "launcher.css") + colours + "}",
    }
    first = Asset.of(f"(() => {{\n{bundle(modules, 'loader.js', marks)}}})();\n", "text/javascript")
    return {"/widget.js": first, **{f"/widget/chat.{language}.js": asset for language, asset in later.items()}}


def _static() -> Traversable:
    return resources.files("connectors.web").joinpath("static")


def _text(name: str) -> str:
    return _static().joinpath(name).read_text(encoding="utf-8")
