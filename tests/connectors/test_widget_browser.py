"""The widget in a real browser. Skipped where Chromium or playwright is not installed."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import uvicorn
from parrot import FEE, PAYLOAD, Parrot
from starlette.types import ASGIApp

from connectors.web import connect

playwright = pytest.importorskip("playwright.sync_api", reason="the browser tests need: pip install playwright")
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, expect, sync_playwright  # noqa: E402

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="the browser tests need Chromium on the PATH")

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Site:
    """The bot's server, as a browser sees it."""

    url: str
    parrot: Parrot


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGUMENTS)
        yield running
        running.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def served(app: ASGIApp, port: int) -> Iterator[str]:
    """Runs a real server until the generator is closed."""
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    parrot = Parrot()
    settings = {"suggestions": ["What does a new card cost?"], "greeting": "Hello!"}
    for url in served(connect("Bank", settings, parrot).app, free_port()):
        yield Site(url, parrot)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Iterator[Page]:
    """The demo page; whatever the browser complains about (scripts, the content security policy) fails the test."""
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if "Security Policy" in line.text else None)
    page.goto(site.url)
    yield page
    assert complaints == []


def chat(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Bank")


def ask(page: Page, text: str) -> None:
    chat(page).get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")


def replies(page: Page) -> Locator:
    """Finished replies, the greeting first."""
    return chat(page).get_by_role("log").locator(".bot .bubble")


def test_an_answer_streams_and_its_source_opens(page: Page, site: Site) -> None:
    expect(replies(page)).to_have_text(["Hello!"])
    site.parrot.hold = {"retrieve": threading.Event(), "text": threading.Event()}

    ask(page, "what does a card cost")

    expect(chat(page).get_by_text("Looking it up…")).to_be_visible()
    expect(chat(page).locator(".you .bubble")).to_have_text("what does a card cost")
    site.parrot.hold["retrieve"].set()
    expect(chat(page).locator(".draft .bubble")).to_have_text(FEE.text[: len(FEE.text) // 2])
    expect(chat(page).get_by_text("Looking it up…")).to_be_hidden()
    assert replies(page).count() == 1, "an unfinished reply is already in the log, where it would be read out"
    site.parrot.hold["text"].set()
    expect(replies(page).last).to_have_text(FEE.text)
    expect(chat(page).locator(".draft")).to_be_empty()
    quote = chat(page).get_by_text("A replacement costs 8 EUR.")
    expect(quote).to_be_hidden()
    chat(page).get_by_text("Replace a card").click()
    expect(quote).to_be_visible()
    expect(chat(page).get_by_text("Cards are cheap.")).to_be_visible()  # the other quote of the same page
    link = chat(page).get_by_role("link", name="Read the article")
    assert link.get_attribute("href") == "https://bank.example/replace"
    assert "noopener" in (link.get_attribute("rel") or "")


def test_only_a_web_address_becomes_a_link(page: Page) -> None:
    ask(page, "what does a card cost")
    chat(page).get_by_text("Delivery times").click()

    expect(chat(page).get_by_text("Cards arrive within 5 working days.")).to_be_visible()
    expect(chat(page).locator("a[href^=javascript]")).to_have_count(0)
    expect(chat(page).get_by_role("link")).to_have_count(0)


def test_markup_in_a_question_and_in_its_reply_stays_text(page: Page) -> None:
    ask(page, PAYLOAD)

    expect(replies(page).last).to_have_text(PAYLOAD)
    expect(chat(page).locator(".you .bubble")).to_have_text(PAYLOAD)
    expect(chat(page).locator("img, script")).to_have_count(0)
    assert page.evaluate("window.hit") is None
    page.reload()
    expect(replies(page).last).to_have_text(PAYLOAD)
    assert page.evaluate("window.hit") is None


def test_the_conversation_survives_a_reload_and_ends_on_demand(page: Page) -> None:
    ask(page, "what does a card cost")
    expect(chat(page).get_by_role("button", name="Block my card")).to_be_visible()

    page.reload()

    expect(replies(page)).to_have_text(["Hello!", FEE.text])
    expect(chat(page).get_by_text("Replace a card")).to_be_visible()
    expect(chat(page).get_by_role("button", name="Block my card")).to_be_visible()
    chat(page).get_by_role("button", name="New conversation").click()
    expect(replies(page)).to_have_text(["Hello!"])
    page.reload()
    expect(replies(page)).to_have_text(["Hello!"])


def test_a_reload_in_the_middle_of_a_reply_asks_for_the_same_reply(page: Page, site: Site) -> None:
    site.parrot.hold = {"retrieve": threading.Event()}
    ask(page, "what does a card cost")
    expect(chat(page).get_by_text("Looking it up…")).to_be_visible()

    page.reload()
    expect(chat(page).get_by_text("Looking it up…")).to_be_visible()
    site.parrot.hold["retrieve"].set()

    expect(replies(page)).to_have_text(["Hello!", FEE.text])
    first, again = site.parrot.asked
    assert first.external_id == again.external_id
    assert len(site.parrot.history(site.parrot.asked[0].conversation_id)) == 1


def test_a_failure_can_be_tried_again_under_the_same_id(page: Page, site: Site) -> None:
    site.parrot.fail_next = 1
    ask(page, "hello there")
    expect(chat(page).get_by_role("alert")).to_contain_text("Something went wrong on our side.")

    chat(page).get_by_role("button", name="Try again").click()

    expect(replies(page)).to_have_text(["Hello!", "hello there"])
    expect(chat(page).get_by_role("alert")).to_be_empty()
    first, second = site.parrot.asked
    assert first.external_id == second.external_id
    expect(chat(page).locator(".you")).to_have_count(1)


def test_a_lost_connection_is_told_and_can_be_tried_again(page: Page, context: BrowserContext) -> None:
    expect(replies(page)).to_have_text(["Hello!"])
    context.set_offline(True)
    ask(page, "hello there")
    expect(chat(page).get_by_role("alert")).to_contain_text("Check your connection")

    context.set_offline(False)
    chat(page).get_by_role("button", name="Try again").click()

    expect(replies(page).last).to_have_text("hello there")


def test_a_refused_message_comes_back_into_the_field(page: Page) -> None:
    chat(page).get_by_label("Your message").evaluate("field => field.removeAttribute('maxlength')")
    ask(page, "x" * 4001)

    expect(chat(page).get_by_role("alert")).to_contain_text("at most 4,000 are read")
    expect(chat(page).get_by_label("Your message")).to_have_value("x" * 4001)
    expect(chat(page).locator(".you")).to_have_count(0)


def test_everything_works_with_the_keyboard_alone(page: Page, site: Site) -> None:
    expect(replies(page)).to_have_text(["Hello!"])
    field = chat(page).get_by_label("Your message")
    page.keyboard.press("Escape")  # outside of the chat it means nothing
    expect(chat(page)).to_be_visible()
    tab_to(page, field)

    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two card")
    page.keyboard.press("Enter")

    expect(replies(page).last).to_have_text(FEE.text)
    assert site.parrot.asked[0].text == "one\ntwo card"
    expect(field).to_have_value("")
    tab_to(page, chat(page).locator("summary").first, key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(chat(page).get_by_text("A replacement costs 8 EUR.")).to_be_visible()
    tab_to(page, chat(page).get_by_role("button", name="Something else"))
    page.keyboard.press("Space")
    expect(replies(page).last).to_have_text("Something else")
    page.keyboard.press("Escape")
    expect(chat(page)).to_be_hidden()
    expect(page.get_by_role("button", name="Open chat")).to_be_focused()
    page.keyboard.press("Enter")
    expect(field).to_be_focused()


def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    for _ in range(20):
        page.keyboard.press(key)
        if target.evaluate("element => element.matches(':focus')"):
            return
    raise AssertionError(f"{key} does not reach {target}")


def test_the_pages_own_question_field_asks_the_chat(page: Page) -> None:
    page.get_by_label("Your question").fill("a card, please")
    page.get_by_role("button", name="Ask").click()

    expect(replies(page).last).to_have_text(FEE.text)
    expect(page.get_by_label("Your question")).to_have_value("")


def test_a_suggestion_is_asked_and_makes_way(page: Page) -> None:
    suggestion = chat(page).get_by_role("button", name="What does a new card cost?")
    suggestion.click()

    expect(replies(page).last).to_have_text(FEE.text)
    expect(suggestion).to_have_count(0)


def test_a_phone_gets_the_chat_on_its_whole_screen(browser: Browser, site: Site) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    page = context.new_page()
    page.goto(site.url)

    expect(chat(page)).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="Open chat").click()
    page.wait_for_timeout(300)  # the opening movement
    assert chat(page).bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 800}
    context.close()


def test_a_listed_site_embeds_the_widget_and_another_cannot(context: BrowserContext) -> None:
    """`localhost` and `127.0.0.1` are different sites to a browser."""
    port, listed_port, other_port = free_port(), free_port(), free_port()
    settings = {"origins": [f"http://localhost:{listed_port}"]}

    async def shop(scope: dict[str, str], receive: object, send: object) -> None:
        assert scope["type"] == "http"
        body = (
            f'<!doctype html><h1>Shop</h1><script src="http://127.0.0.1:{port}/widget.js" data-title="Shop help" defer>'
        )
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
        await send({"type": "http.response.body", "body": f"{body}</script>".encode()})

    servers = [
        served(connect("Bank", settings, Parrot()).app, port),
        served(shop, listed_port),
        served(shop, other_port),
    ]
    for server in servers:
        next(server)
    try:
        for shop_port, mark in ((listed_port, "hello"), (other_port, None)):
            page = context.new_page()
            page.goto(f"http://localhost:{shop_port}")
            page.get_by_role("button", name="Open chat").click()
            help_chat = page.get_by_role("dialog", name="Shop help")
            help_chat.get_by_label("Your message").fill("hello")
            page.keyboard.press("Enter")
            if mark:
                expect(help_chat.get_by_role("log").locator(".bot .bubble").last).to_have_text(mark)
            else:
                expect(help_chat.get_by_role("alert")).to_contain_text("be reached right now")
    finally:
        for server in servers:
            next(server, None)


def test_the_widget_works_where_storage_is_denied(context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    page.goto(site.url)
    ask(page, "hello there")

    expect(replies(page).last).to_have_text("hello there")
    with pytest.raises(Error):
        page.evaluate("sessionStorage.length")
