"""The cost of the chat for a page: bytes, requests, script time, and the time to open it."""

from __future__ import annotations

import shutil
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route

from connectors.web.assets import LANGUAGES, assets, pack
from connectors.web.settings import WebSettings

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGES = 10


def main() -> None:
    """Measure and print."""
    everything = assets("Bank", WebSettings(page=True), files=(".txt", ".md", ".pdf"), speech=True)
    for what, files in (
        ("as bot.yaml has it by default", assets("Bank", WebSettings())),
        ("with the page, files and the microphone switched on", everything),
    ):
        first = len(pack(files["/widget.js"].body))
        print(f"{what}; widget.js, gzip: {first:,} bytes")
        for language in LANGUAGES:
            later = len(pack(files[f"/widget/chat.{language}.js"].body))
            print(f"  with the chat in {language}: {first + later:,} bytes")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        print("time: not measured, playwright is not installed")
        return
    with _site() as url, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        scripts, opened, requests = [], [], set()
        for _ in range(PAGES):
            page = browser.new_context().new_page()
            asked = _requested(page)
            devtools = page.context.new_cdp_session(page)
            devtools.send("Performance.enable", {"timeDomain": "threadTicks"})  # processor time, not wall-clock time
            page.goto(url)  # and nothing else: Playwright's own look-ups are scripts, too
            requests.add(sum(".js" in address for address in asked))
            metrics = {one["name"]: one["value"] for one in devtools.send("Performance.getMetrics")["metrics"]}
            scripts.append(1000 * metrics["ScriptDuration"])
            start = time.perf_counter()
            page.click("botkit-chat .launcher")
            page.wait_for_selector("botkit-chat textarea")
            opened.append(1000 * (time.perf_counter() - start))
            page.context.close()
        browser.close()
    print(f"{PAGES} pages; requests before it is opened: {requests}")
    for name, times in (("script before it is opened", scripts), ("from click to open", opened)):
        print(f"{name}: median {statistics.median(times):.1f} ms, {min(times):.1f} to {max(times):.1f}")


def _requested(page: Page) -> list[str]:
    """Return the list of the addresses that the page asks for from now on."""
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    return addresses


@contextmanager
def _site() -> Iterator[str]:
    """Serve a page with the widget and nothing else."""
    page = HTMLResponse('<!doctype html><title>Shop</title><script src="/bot/widget.js" defer></script>')
    bot = Starlette(routes=[Route(path, asset.response) for path, asset in assets("Bank", WebSettings()).items()])
    app = Starlette(routes=[Mount("/bot", bot), Route("/", lambda _: page)])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    server.should_exit = True
    thread.join()
