"""What the chat costs a page, and that its texts are whole."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from connectors.web import assets, connect
from connectors.web.bundle import modules_of, order
from connectors.web.settings import WebSettings
from tests.connectors.parrot import Parrot

if TYPE_CHECKING:
    from playwright.sync_api import Page

STATIC = Path(assets.__file__).parent / "static" / "widget"
MOST_BYTES = 15 * 1024
MOST_MS = 10


@pytest.mark.parametrize("language", assets.LANGUAGES)
def test_all_that_a_visitor_loads_is_at_most_15_kb(language: str) -> None:
    files = assets.assets("Bank", WebSettings())
    loaded = [assets.pack(files[path].body) for path in ("/widget.js", f"/widget/chat.{language}.js")]

    assert sum(map(len, loaded)) <= MOST_BYTES


def test_every_language_has_every_text_with_its_places() -> None:
    texts = {
        language: json.loads((STATIC / "texts" / f"{language}.json").read_text("utf-8"))
        for language in assets.LANGUAGES
    }
    places = {name: sorted(re.findall(r"\{\w+\}", text)) for name, text in texts["en"].items()}

    for one in texts.values():
        assert {name: sorted(re.findall(r"\{\w+\}", text)) for name, text in one.items()} == places
        assert all(text.strip() for text in one.values())
    used = {name for source in STATIC.glob("*.js") for name in re.findall(r"\bwords\.(\w+)", source.read_text("utf-8"))}
    stages = {"understand", "retrieve", "generate"}
    assert used - {"open", "away", "hide"} == texts["en"].keys() - stages


def test_modules_can_stand_in_one_file() -> None:
    modules = modules_of(STATIC)
    for entry in ("loader.js", "chat.js"):
        sources = [modules[name] for name in order(modules, entry)]
        declared = re.compile(r"^(?:export )?(?:async )?(?:function\*?|class|const|let) (\w+)", re.MULTILINE)
        names = [name for source in sources for name in declared.findall(source)]
        assert len(names) == len(set(names))
        assert all(len(re.findall(r"^import", source, re.MULTILINE)) == source.count(' from "./') for source in sources)


def requested(page: Page) -> list[str]:
    """The addresses that the page asks for from now on."""
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    return addresses


def test_before_it_is_opened_a_page_has_one_request_and_a_few_milliseconds(browser: object) -> None:
    from playwright.sync_api import Browser, expect

    from tests.connectors.widget.chat_page import SETTINGS, free_port, html, served

    assert isinstance(browser, Browser)
    port = free_port()
    origin = f"http://localhost:{port}"
    with (
        served(connect("Bank", {**SETTINGS, "origins": [origin]}, Parrot()).app) as url,
        served(html(f'<h1>Shop</h1><script src="{url}/widget.js" defer></script>'), port),
    ):
        times = []
        for _ in range(5):
            context = browser.new_context()
            page = context.new_page()
            asked = requested(page)
            client = context.new_cdp_session(page)
            client.send("Performance.enable", {"timeDomain": "threadTicks"})  # of the processor, not of the clock
            page.goto(origin)  # and nothing else: what Playwright looks for is a script, too
            metrics = {one["name"]: one["value"] for one in client.send("Performance.getMetrics")["metrics"]}
            times.append(1000 * metrics["ScriptDuration"])
            expect(page.get_by_role("button", name="Open chat")).to_be_visible()
            bot = [address for address in asked if address.startswith(url)]
            assert bot == [f"{url}/widget.js"]
            context.close()
        assert 0 < min(times) < MOST_MS, f"milliseconds of script in five pages: {times}"
