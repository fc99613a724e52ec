"""What a visitor does with the chat."""

from __future__ import annotations

import threading

import pytest

from tests.connectors.parrot import FEE, PAYLOAD

pytest.importorskip("playwright.sync_api", reason="the browser tests need: pip install playwright")
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.connectors.widget.chat_page import GREETING, Site, ask, chat, choose, field, questions, replies, tab_to

expect.set_options(timeout=20_000)


def test_an_answer_streams_and_its_source_opens(page: Page, site: Site) -> None:
    expect(replies(page)).to_have_text([GREETING])
    site.parrot.hold = {"retrieve": threading.Event(), "text": threading.Event()}

    ask(page, "what does a card cost")

    expect(chat(page).get_by_text("Looking it up…")).to_be_visible()
    expect(questions(page)).to_have_text("what does a card cost")
    site.parrot.hold["retrieve"].set()
    expect(replies(page).last).to_have_text(FEE.text[: len(FEE.text) // 2])
    expect(chat(page).get_by_text("Looking it up…")).to_be_hidden()
    site.parrot.hold["text"].set()
    expect(replies(page).last).to_have_text(FEE.text)
    expect(replies(page)).to_have_count(2)
    quote = chat(page).get_by_text("A replacement costs 8 EUR.")
    expect(quote).to_be_hidden()
    chat(page).get_by_text("Replace a card").click()
    expect(quote).to_be_visible()
    expect(chat(page).get_by_text("Cards are cheap.")).to_be_visible()  # the other quote of the same page
    link = chat(page).get_by_role("link", name="Read the article")
    assert link.get_attribute("href") == "https://bank.example/replace"
    assert "noopener" in (link.get_attribute("rel") or "")


def test_markdown_is_shown_as_lists_emphasis_code_and_links(page: Page) -> None:
    ask(
        page,
        "Rates:\n- Current: **2.75 %**\n- Student: *none*\n\n3. Tap `Freeze`\n4. 2 * 3 * 4\n\n"
        "## More\n[Our fees](https://bank.example/fees), mailto:a@b.example, https://bank.example/a_b.\n```\n<b>\n```",
    )

    reply = replies(page).last
    expect(reply.locator("pre")).to_have_text("<b>")
    expect(reply.locator("ul li")).to_have_text(["Current: 2.75 %", "Student: none"])
    expect(reply.locator("ol li")).to_have_text(["Tap Freeze", "2 * 3 * 4"])
    expect(reply.locator("ol")).to_have_attribute("start", "3")
    expect(reply.locator("strong")).to_have_text(["2.75 %", "More"])
    expect(reply.locator("em")).to_have_text(["none"])
    expect(reply.get_by_role("link")).to_have_text(["Our fees", "https://bank.example/a_b"])
    expect(questions(page).locator("strong, li")).to_have_count(0)  # what the visitor wrote is shown as it was written


def test_only_a_web_address_becomes_a_link(page: Page) -> None:
    ask(page, "what does a card cost")
    chat(page).get_by_text("Delivery times").click()

    expect(chat(page).get_by_text("Cards arrive within 5 working days.")).to_be_visible()
    expect(chat(page).get_by_role("link")).to_have_count(0)
    ask(page, "[a](javascript:alert(1)) [b](data:text/html,x) [c](https://bank.example@evil.example) [d](tel:+4930123)")
    expect(chat(page).get_by_role("link")).to_have_text(["d"])


def test_markup_in_a_question_and_in_its_reply_stays_text(page: Page) -> None:
    ask(page, PAYLOAD)

    expect(replies(page).last).to_have_text(PAYLOAD)
    expect(questions(page)).to_have_text(PAYLOAD)
    expect(chat(page).locator("img, script")).to_have_count(0)
    assert page.evaluate("window.hit") is None
    page.reload()
    expect(replies(page).last).to_have_text(PAYLOAD)
    assert page.evaluate("window.hit") is None


def test_a_screen_reader_hears_finished_sentences(page: Page, site: Site) -> None:
    site.parrot.hold = {"text": threading.Event()}
    heard = chat(page).locator("[aria-live=polite]")

    ask(page, "One is done. Two is it too, here and now. Three")

    expect(replies(page).last).to_have_text("One is done. Two is it")
    expect(heard.locator("p")).to_have_text(["One is done."])
    site.parrot.hold["text"].set()
    expect(heard.locator("p")).to_have_text(["One is done.", "Two is it too, here and now.", "Three"])
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "off")
    ask(page, "Four.")
    expect(heard.locator("p")).to_have_text(["Four."])


def test_the_conversation_survives_a_reload_and_ends_on_demand(page: Page) -> None:
    ask(page, "what does a card cost")
    expect(chat(page).get_by_role("button", name="Block my card")).to_be_visible()

    page.reload()

    expect(replies(page)).to_have_text([GREETING, FEE.text])
    expect(chat(page).get_by_text("Today")).to_be_visible()
    expect(chat(page).get_by_text("Replace a card")).to_be_visible()
    expect(chat(page).get_by_role("button", name="Block my card")).to_be_visible()
    choose(page, "New conversation")
    expect(replies(page)).to_have_text([GREETING])
    page.reload()
    expect(replies(page)).to_have_text([GREETING])


def test_a_question_that_is_being_answered_is_dropped_with_its_conversation(page: Page, site: Site) -> None:
    site.parrot.hold = {"retrieve": threading.Event()}
    ask(page, "what does a card cost")
    expect(chat(page).get_by_text("Looking it up…")).to_be_visible()

    choose(page, "New conversation")
    site.parrot.hold["retrieve"].set()
    ask(page, "hello there")

    expect(replies(page)).to_have_text([GREETING, "hello there"])


def test_a_conversation_is_downloaded_as_text(page: Page) -> None:
    ask(page, "what does a card cost")
    expect(replies(page).last).to_have_text(FEE.text)

    with page.expect_download() as download:
        choose(page, "Download conversation")

    text = download.value.path().read_text(encoding="utf-8")
    assert download.value.suggested_filename == "Bank.txt"
    assert "You: what does a card cost\nBank (" in text
    assert f"): {FEE.text}\n  [Replace a card] A replacement costs 8 EUR. https://bank.example/replace\n" in text


def test_a_reader_who_has_scrolled_back_is_left_there(page: Page, site: Site) -> None:
    for number in range(6):
        ask(page, f"hello there {number}\n\n{number}\n\n{number}")
        expect(replies(page)).to_have_count(number + 2)
    site.parrot.hold = {"text": threading.Event()}
    ask(page, "and now?")
    expect(replies(page)).to_have_count(8)
    region = page.get_by_role("region", name="Conversation")
    region.evaluate("element => { element.scrollTop = 0 }")
    to_latest = page.get_by_role("button", name="To the latest message")
    expect(to_latest).to_be_visible()

    site.parrot.hold["text"].set()

    expect(replies(page).last).to_have_text("and now?")
    assert region.evaluate("element => element.scrollTop") == 0
    to_latest.click()
    expect(to_latest).to_be_hidden()
    expect(replies(page).last).to_be_in_viewport()
    only_the_messages_scroll = "element => element.scrollHeight === element.clientHeight"
    assert chat(page).evaluate(only_the_messages_scroll)


def test_a_reply_that_comes_while_the_chat_is_closed_is_counted(page: Page, site: Site) -> None:
    site.parrot.hold = {"retrieve": threading.Event()}
    ask(page, "hello there")
    expect(chat(page).get_by_text("Looking it up…")).to_be_visible()
    page.get_by_role("button", name="Minimise chat").click()
    expect(page.get_by_role("button", name="Open chat", exact=True)).to_be_focused()

    site.parrot.hold["retrieve"].set()

    page.get_by_role("button", name="Open chat (1)").click()
    expect(replies(page).last).to_have_text("hello there")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Open chat", exact=True)).to_be_visible()


def test_a_refused_message_comes_back_into_the_field(page: Page) -> None:
    field(page).evaluate("field => field.removeAttribute('maxlength')")
    ask(page, "x" * 4001)

    expect(chat(page).get_by_role("alert")).to_contain_text("at most 4,000 are read")
    expect(field(page)).to_have_value("x" * 4001)
    expect(questions(page)).to_have_count(0)


def test_everything_works_with_the_keyboard_alone(page: Page, site: Site) -> None:
    expect(replies(page)).to_have_text([GREETING])
    page.keyboard.press("Escape")  # outside of the chat it means nothing
    expect(chat(page)).to_be_visible()
    tab_to(page, field(page))

    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two card")
    page.keyboard.press("Enter")

    expect(replies(page).last).to_have_text(FEE.text)
    assert site.parrot.asked[0].text == "one\ntwo card"
    expect(field(page)).to_have_value("")
    tab_to(page, chat(page).locator("summary").first, key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(chat(page).get_by_text("A replacement costs 8 EUR.")).to_be_visible()
    tab_to(page, chat(page).get_by_role("button", name="Something else"))
    page.keyboard.press("Space")
    expect(replies(page).last).to_have_text("Something else")
    options = page.get_by_role("button", name="Options")
    tab_to(page, options, key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="New conversation")).to_be_focused()
    page.keyboard.press("Escape")  # only the menu
    expect(options).to_be_focused()
    expect(page.get_by_role("button", name="New conversation")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(chat(page)).to_be_hidden()
    expect(page.get_by_role("button", name="Open chat")).to_be_focused()
    page.keyboard.press("Enter")
    expect(field(page)).to_be_focused()


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


def test_a_phone_gets_the_chat_on_its_whole_screen_and_the_focus_stays_in_it(browser: Browser, site: Site) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(site.url)

    expect(chat(page)).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="Open chat").click()
    expect(chat(page)).to_have_attribute("aria-modal", "true")
    assert chat(page).bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 800}
    names = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.localName") == "botkit-chat"
        names.add(page.evaluate("document.activeElement.shadowRoot.activeElement.ariaLabel"))
    assert names >= {"Options", "Minimise chat", "Your message"}
    context.close()


def test_a_window_that_is_zoomed_to_200_percent_shows_everything(context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 640, "height": 400})  # 1280 by 800 at 200 %
    page.goto(site.url)
    page.get_by_role("button", name="Open chat").click()

    for part in (chat(page), page.get_by_role("button", name="Options"), replies(page).first, field(page)):
        expect(part).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") == 640
