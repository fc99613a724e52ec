"""What axe-core finds in the chat, by the rules of WCAG 2.2 A and AA and the best practices: nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.connectors.parrot import Ear, Parrot

pytest.importorskip("playwright.sync_api", reason="the browser tests need: pip install playwright")
pytest.importorskip("axe_playwright_python", reason="the test of access needs: pip install axe-playwright-python")
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from botkit.knowledge.attachments.files import FileAttachmentReader
from connectors.web import connect
from tests.connectors.widget.chat_page import SETTINGS, Site, ask, chat, free_port, html, replies, served

expect.set_options(timeout=20_000)

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 800}


def findings(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing(browser: Browser, scheme: Any, viewport: Any, language: str) -> None:
    port = free_port()
    origin = f"http://localhost:{port}"
    settings = {**SETTINGS, "origins": [origin], "proactive": {"text": "Lost your card?", "after": 0}}
    # A yellow is the hardest accent: too light for letters on white, and white cannot be read on it.
    settings["accent"] = "#ffd400" if scheme == "dark" else "#0b6b57"
    parrot = Parrot()
    parrot.files, parrot.speech = FileAttachmentReader(), Ear()
    with served(connect("Bank", {**settings, "files": True}, parrot).app) as url:
        site = (
            f'<html lang={language}><title>Shop</title><main><h1>Shop</h1></main><script src="{url}/widget.js" defer>'
        )
        with served(html(f"{site}</script>"), port):
            context = browser.new_context(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
            page = context.new_page()
            page.goto(origin)
            expect(page.get_by_role("status").get_by_role("button")).to_have_count(2)
            found = findings(page)  # closed, with its line
            page.locator("botkit-chat .launcher").click()
            expect(page.locator(".bot .bubble")).to_have_count(1)
            found += findings(page)  # open, with suggestions
            field = page.locator("botkit-chat textarea")
            field.fill("a **card**, [please](https://bank.example)")
            field.press("Enter")
            page.locator("summary").first.click()
            field.fill("ask for a date")
            field.press("Enter")
            expect(page.locator("botkit-chat .entry input")).to_be_visible()
            field.fill("x" * 3990)
            page.locator("botkit-chat input[type=file]").set_input_files(Path(__file__))
            expect(page.locator("botkit-chat .files li")).to_be_visible()
            page.locator("botkit-chat .head button").first.click()
            found += findings(page)  # with a reply, its source, a date to pick, a file, the counter and the menu
            context.set_offline(True)
            field.press("Enter")
            expect(page.get_by_role("alert").get_by_role("button")).to_be_visible()
            found += findings(page)  # offline
            context.close()
    assert found == []


def test_axe_finds_nothing_on_the_bots_own_page(page: Page, site: Site) -> None:
    ask(page, "what does a card cost")
    expect(chat(page).locator("summary").first).to_be_visible()
    expect(replies(page)).to_have_count(2)
    page.wait_for_timeout(500)  # what appears is faint at first
    assert findings(page) == []
