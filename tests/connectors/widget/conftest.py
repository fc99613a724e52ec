"""A browser and a page with the chat. What needs them is skipped where Chromium or playwright is not installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from connectors.web import connect
from tests.connectors.parrot import Parrot

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.connectors.widget.chat_page import Site

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
]


@pytest.fixture(scope="module")  # it keeps an event loop, which other tests could not have beside their own
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("the browser tests need Chromium on the PATH")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def site() -> Iterator[Site]:
    from tests.connectors.widget.chat_page import SETTINGS, Site, served

    parrot = Parrot()
    with served(connect("Bank", SETTINGS, parrot).app) as url:
        yield Site(url, parrot)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Iterator[Page]:
    """Yield the bot's page; what the browser complains about (scripts, the content security policy) fails the test."""
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if "Security Policy" in line.text else None)
    page.goto(site.url)
    yield page
    assert complaints == []
