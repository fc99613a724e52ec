"""The chat on other people's pages: hostile styles, strict policies, frames, languages, colours."""

from __future__ import annotations

import pytest

from tests.connectors.parrot import Parrot

pytest.importorskip("playwright.sync_api", reason="the browser tests need: pip install playwright")
from playwright.sync_api import BrowserContext, Page, expect

from connectors.web import connect
from tests.connectors.widget.chat_page import (
    GREETING,
    SETTINGS,
    Site,
    ask,
    chat,
    field,
    free_port,
    html,
    replies,
    served,
)

expect.set_options(timeout=20_000)

HOSTILE = """<style>
    * { all: unset !important; display: inline !important; color: red !important; font: 40px cursive !important;
        opacity: .1; animation: none !important; width: 7px !important; float: left !important }
    div, section, button, textarea, svg, span { display: none !important; transform: rotate(30deg) !important }
    botkit-chat { font-size: 60px; letter-spacing: 9px; text-transform: uppercase; direction: rtl; visibility: visible }
    html { font-size: 3px }
</style>
<script>
    Array.prototype.extra = Object.prototype.extra = "a page's idea of fun";
    window.make = window.icon = window.bot = () => { throw new Error("a name of the page's own") };
</script>"""


def embedded(bot: str, attributes: str = "", head: str = "") -> str:
    return f'{head}<h1>Shop</h1><script src="{bot}/widget.js" {attributes} defer></script>'


def test_the_widget_on_a_page_with_hostile_styles_and_names_looks_as_it_does_elsewhere(
    page: Page, context: BrowserContext, site: Site
) -> None:
    looks = """element => {
        const look = getComputedStyle(element);
        return [look.display, look.color, look.fontFamily, look.fontSize, look.letterSpacing, look.textTransform,
            look.transform, look.width, look.height, look.opacity, look.direction];
    }"""
    parts = [chat(page), field(page), replies(page), page.get_by_role("button", name="Send")]
    expect(replies(page)).to_have_text([GREETING])
    page.wait_for_timeout(500)  # the opening movement
    usual = [part.first.evaluate(looks) for part in parts]

    origin = f"http://localhost:{(port := free_port())}"
    bot = connect("Bank", {**SETTINGS, "origins": [origin]}, Parrot())
    with served(bot.app) as url, served(html(embedded(url, head=HOSTILE)), port):
        there = context.new_page()
        there.goto(origin)
        there.get_by_role("button", name="Open chat").click()
        there.wait_for_timeout(500)
        parts = [chat(there), field(there), replies(there), there.get_by_role("button", name="Send")]
        assert [part.first.evaluate(looks) for part in parts] == usual
        ask(there, "hello there")
        expect(replies(there)).to_have_text([GREETING, "hello there"])


def test_the_widget_on_a_page_with_a_strict_policy_is_not_refused_anything(context: BrowserContext) -> None:
    port = free_port()
    origin = f"http://localhost:{port}"
    with served(connect("Bank", {**SETTINGS, "origins": [origin]}, Parrot()).app) as url:
        policy = (
            f"default-src 'none'; script-src {url}; connect-src {url}; require-trusted-types-for 'script'; "
            "trusted-types 'none'; base-uri 'none'; form-action 'none'"
        )
        with served(html(embedded(url), content_security_policy=policy), port):
            page = context.new_page()
            complaints: list[str] = []
            page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(origin)
            page.get_by_role("button", name="Open chat").click()
            ask(page, "what does a card cost")
            chat(page).get_by_text("Replace a card").click()
            expect(chat(page).get_by_text("Cards are cheap.")).to_be_visible()
            assert [text for text in complaints if "favicon" not in text] == []


def test_a_listed_site_embeds_the_widget_and_another_cannot(context: BrowserContext) -> None:
    """`localhost` and `127.0.0.1` are different sites to a browser."""
    listed, other = free_port(), free_port()
    with served(connect("Bank", {"origins": [f"http://localhost:{listed}"]}, Parrot()).app) as url:
        shop = html(embedded(url, 'data-title="Shop help"'))
        with served(shop, listed), served(shop, other):
            for port in (listed, other):
                page = context.new_page()
                page.goto(f"http://localhost:{port}")
                page.get_by_role("button", name="Open chat").click()
                help_chat = chat(page, "Shop help")
                field(page).fill("hello")
                page.keyboard.press("Enter")
                if port == listed:
                    expect(replies(page).last).to_have_text("hello")
                else:
                    expect(help_chat.get_by_role("alert")).to_contain_text("No connection")


def test_the_widget_works_in_a_frame(context: BrowserContext) -> None:
    port = free_port()
    origin = f"http://localhost:{port}"
    with served(connect("Bank", {**SETTINGS, "origins": [origin]}, Parrot()).app) as url:
        frame = embedded(url).replace('"', "&quot;")
        outer = f'<iframe srcdoc="{frame}" width=700 height=650 title="help"></iframe>'
        with served(html(outer), port):
            page = context.new_page()
            page.goto(origin)
            inner = page.frame_locator("iframe")
            inner.get_by_role("button", name="Open chat").click()
            inner.get_by_label("Your message").fill("hello there")
            page.keyboard.press("Enter")
            expect(inner.locator(".bot .bubble")).to_have_text([GREETING, "hello there"])


@pytest.mark.parametrize(
    ("page_language", "attributes", "write"),
    [
        ("de-AT", "", "Nachricht schreiben…"),
        ("fr", "", "Écrivez un message…"),
        ("tlh", "data-lang=es", "Escriba un mensaje…"),
        ("ar", "", "اكتب رسالة…"),
        ("tlh", "", "Write a message…"),
    ],
)
def test_the_widget_speaks_the_language_of_the_page(
    context: BrowserContext, page_language: str, attributes: str, write: str
) -> None:
    port = free_port()
    origin = f"http://localhost:{port}"
    with (
        served(connect("Bank", {**SETTINGS, "origins": [origin]}, Parrot()).app) as url,
        served(html(f'<html lang="{page_language}">{embedded(url, attributes)}'), port),
    ):
        page = context.new_page()
        page.goto(origin)
        page.locator("botkit-chat button").click()
        expect(page.get_by_placeholder(write)).to_be_visible()
        right_to_left = page_language == "ar"
        box = chat(page).bounding_box()
        assert box is not None
        assert (box["x"] < 200) == right_to_left
        assert chat(page).evaluate("e => getComputedStyle(e).direction") == ("rtl" if right_to_left else "ltr")


def test_a_site_dresses_the_widget_by_custom_properties_and_parts(context: BrowserContext) -> None:
    port = free_port()
    origin = f"http://localhost:{port}"
    dress = """<style>
        botkit-chat { --botkit-accent: #123456; --botkit-radius: 0px; color-scheme: dark }
        botkit-chat::part(launcher) { border-radius: 4px }
    </style>"""
    settings = {**SETTINGS, "origins": [origin], "accent": "#ffd400", "position": "start"}
    with served(connect("Bank", settings, Parrot()).app) as url, served(html(embedded(url, head=dress)), port):
        page = context.new_page()
        page.goto(origin)
        launcher = page.get_by_role("button", name="Open chat")
        expect(launcher).to_have_css("background-color", "rgb(18, 52, 86)")
        expect(launcher).to_have_css("border-radius", "4px")
        box = launcher.bounding_box()
        assert box is not None
        assert box["x"] == 24
        launcher.click()
        expect(chat(page)).to_have_css("border-radius", "0px")
        expect(chat(page)).to_have_css("background-color", "rgb(27, 34, 32)")


def test_a_line_is_proposed_on_the_pages_that_it_is_for_and_only_once(context: BrowserContext) -> None:
    port = free_port()
    origin = f"http://localhost:{port}"
    proactive = {"text": "Lost your card?", "after": 0.1, "pages": ["/cards*"]}
    offered = ["What does a new card cost?", {"text": "Block my card", "pages": ["/cards*"]}]
    settings = {**SETTINGS, "origins": [origin], "proactive": proactive, "suggestions": offered}
    with served(connect("Bank", settings, Parrot()).app) as url, served(html(embedded(url)), port):
        page = context.new_page()
        page.goto(f"{origin}/about")
        proposal = page.get_by_role("button", name="Lost your card?")
        expect(page.get_by_role("button", name="Open chat")).to_be_visible()
        page.wait_for_timeout(400)
        expect(proposal).to_have_count(0)
        page.goto(f"{origin}/cards/lost")
        expect(proposal).to_be_visible()
        page.get_by_role("button", name="Dismiss").click()
        expect(proposal).to_have_count(0)
        page.reload()
        page.wait_for_timeout(400)
        expect(proposal).to_have_count(0)
        other = context.new_page()
        other.goto(f"{origin}/cards/lost")
        other.get_by_role("button", name="Lost your card?").click()
        expect(replies(other)).to_have_text([GREETING])
        offers = other.get_by_role("group", name="Suggestions").get_by_role("button")
        expect(offers).to_have_text(["Block my card", "What does a new card cost?"])
        elsewhere = context.new_page()
        elsewhere.goto(f"{origin}/about")
        elsewhere.get_by_role("button", name="Open chat").click()
        expect(elsewhere.get_by_role("button", name="What does a new card cost?")).to_be_visible()
        expect(elsewhere.get_by_role("button", name="Block my card")).to_have_count(0)
