"""The chat as a visitor meets it, for the tests in a real browser: a server, and the ways to find one's way about."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from playwright.sync_api import Locator, Page
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.connectors.parrot import Parrot

GREETING = "Hello!"
SETTINGS = {"suggestions": ["What does a new card cost?"], "greeting": GREETING, "messages_per_minute": 1_000}


@dataclass(frozen=True)
class Site:
    """The bot's server, as a browser sees it."""

    url: str
    parrot: Parrot


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def served(app: ASGIApp, port: int | None = None) -> Iterator[str]:
    """Yield a real server at the address that it yields."""
    port = port or free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


def html(body: str, **headers: str) -> ASGIApp:
    """Somebody's website: the same page at every path. Underscores in a header's name stand for hyphens."""
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http"
        content = (b"content-type", b"text/html; charset=utf-8")
        await send({"type": "http.response.start", "status": 200, "headers": [content, *named]})
        await send({"type": "http.response.body", "body": f"<!doctype html>{body}".encode()})

    return app


def chat(page: Page, name: str = "Bank") -> Locator:
    return page.get_by_role("dialog", name=name)


def field(page: Page) -> Locator:
    return page.get_by_label("Your message")


def ask(page: Page, text: str) -> None:
    field(page).fill(text)
    field(page).press("Enter")


def replies(page: Page) -> Locator:
    """Return the bot's bubbles, the greeting first."""
    return page.get_by_role("log").locator(".bot .bubble")


def questions(page: Page) -> Locator:
    return page.get_by_role("log").locator(".you .bubble")


def choose(page: Page, option: str) -> None:
    """Take something from the chat's menu."""
    page.get_by_role("button", name="Options").click()
    page.get_by_role("group", name="Options").get_by_role("button", name=option).click()


def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    for _ in range(25):
        page.keyboard.press(key)
        if target.evaluate("element => element.matches(':focus')"):
            return
    raise AssertionError(f"{key} does not reach {target}")
