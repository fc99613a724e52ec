"""What a site tells the chat: the page that somebody is on, and who they are."""

from __future__ import annotations

import time
from collections.abc import Iterator

import jwt
import pytest

from tests.connectors.parrot import Parrot

pytest.importorskip("playwright.sync_api", reason="the browser tests need: pip install playwright")
from playwright.sync_api import BrowserContext, Page, expect

from botkit.domain import AttachmentKind
from connectors.web import connect
from tests.connectors.widget.chat_page import GREETING, SETTINGS, ask, chat, free_port, html, questions, replies, served

expect.set_options(timeout=20_000)

KEY = "k" * 32
SHOP = """<title>Blue kettle</title><nav>Menu</nav><main><h1>Blue kettle</h1><p id=price>It costs £49.99.</p></main>
<p>Somebody's name</p><script src="{bot}/widget.js" data-page="main" defer></script>"""


@pytest.fixture
def parrot() -> Parrot:
    return Parrot()


@pytest.fixture
def site(parrot: Parrot, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str]]:
    """The origin of a shop, and the bot's."""
    monkeypatch.setenv("CUSTOMER_KEY", KEY)
    port = free_port()
    origin = f"http://localhost:{port}"
    settings = {**SETTINGS, "origins": [origin], "page": True, "identity_key_env": "CUSTOMER_KEY"}
    with served(connect("Bank", settings, parrot).app) as bot, served(html(SHOP.format(bot=bot)), port):
        yield origin, bot


@pytest.fixture
def page(context: BrowserContext, site: tuple[str, str]) -> Page:
    page = context.new_page()
    page.goto(f"{site[0]}/kettle?session=1")
    return page


def opened(page: Page) -> Page:
    page.get_by_role("button", name="Open chat").click()
    expect(replies(page).first).to_have_text(GREETING)
    return page


def test_the_page_goes_along_as_far_as_the_site_says(page: Page, site: tuple[str, str], parrot: Parrot) -> None:
    ask(opened(page), "how much is this?")

    expect(replies(page).last.locator("p")).to_have_text(["Blue kettle", "It costs £49.99."])
    (sent,) = parrot.asked[0].attachments
    assert (sent.kind, sent.title, sent.url) == (AttachmentKind.PAGE, "Blue kettle", f"{site[0]}/kettle")
    assert sent.text == "Blue kettle\n\nIt costs £49.99."  # of main, and of nothing else
    expect(chat(page).locator("summary .title")).to_have_text("This page")
    chat(page).locator("summary").click()
    expect(chat(page).locator("blockquote")).to_be_visible()
    expect(chat(page).get_by_role("link")).to_have_count(0)  # the visitor is there


def test_what_is_marked_goes_along_though_the_chat_takes_the_focus(page: Page, parrot: Parrot) -> None:
    opened(page)
    page.locator("#price").click(click_count=3)
    page.wait_for_function("getSelection().toString() !== ''")

    ask(page, "how much is this?")

    expect(replies(page).last).to_have_text("It costs £49.99.")
    assert [one.kind for one in parrot.asked[0].attachments] == [AttachmentKind.SELECTION, AttachmentKind.PAGE]


@pytest.mark.parametrize(("allowed", "site_says"), [(True, ""), (False, 'data-page="main"')])
def test_nothing_goes_along_where_the_bot_or_the_site_does_not_allow_it(
    context: BrowserContext, parrot: Parrot, allowed: bool, site_says: str
) -> None:
    port = free_port()
    origin = f"http://localhost:{port}"
    bot = connect("Bank", {**SETTINGS, "origins": [origin], "page": allowed}, parrot)
    with served(bot.app) as url, served(html(SHOP.format(bot=url).replace('data-page="main"', site_says)), port):
        page = context.new_page()
        page.goto(origin)
        ask(opened(page), "how much is this?")
        expect(replies(page).last).to_have_text("how much is this?")
    assert parrot.asked[0].attachments == ()


def identity(customer: str, name: str) -> str:
    return jwt.encode({"sub": customer, "name": name, "exp": time.time() + 300}, KEY, "HS256")


def test_who_is_signed_in_is_known_to_the_bot_and_each_has_a_conversation_of_their_own(
    page: Page, parrot: Parrot
) -> None:
    sign_in = "token => { document.querySelector('botkit-chat').dataset.identity = token }"
    ask(opened(page), "nobody says hello")
    expect(replies(page).last).to_have_text("nobody says hello")

    page.evaluate(sign_in, identity("customer-7", "Ada"))
    expect(questions(page)).to_have_count(0)
    ask(page, "Ada says hello")
    expect(replies(page).last).to_have_text("Ada says hello")
    page.evaluate(sign_in, identity("customer-7", "Ada"))  # a new token, the same customer
    ask(page, "and again")
    expect(questions(page)).to_have_count(2)
    page.evaluate(sign_in, "")

    expect(questions(page)).to_have_count(0)
    ask(page, "nobody again")
    expect(replies(page).last).to_have_text("nobody again")
    assert [(one.sender, one.profile.get("name")) for one in parrot.asked] == [
        ("", None),
        ("customer-7", "Ada"),
        ("customer-7", "Ada"),
        ("", None),
    ]
    assert len({one.conversation_id for one in parrot.asked}) == 3
