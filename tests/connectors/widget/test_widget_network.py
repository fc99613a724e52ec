"""The chat on a bad day: the line breaks, the server goes away, pages are reloaded, and there is more than one tab."""

from __future__ import annotations

import threading

import pytest

from tests.connectors.parrot import FEE, Parrot

pytest.importorskip("playwright.sync_api", reason="the browser tests need: pip install playwright")
from playwright.sync_api import BrowserContext, Error, Page, expect

from connectors.web import connect
from tests.connectors.widget.chat_page import (
    GREETING,
    SETTINGS,
    Site,
    ask,
    chat,
    choose,
    field,
    free_port,
    questions,
    replies,
    served,
)

expect.set_options(timeout=20_000)


def test_a_reload_in_the_middle_of_a_reply_asks_for_the_same_reply(page: Page, site: Site) -> None:
    site.parrot.hold = {"retrieve": threading.Event()}
    ask(page, "what does a card cost")
    expect(chat(page).get_by_text("Looking it up…")).to_be_visible()

    page.reload()
    expect(chat(page).get_by_text("Looking it up…")).to_be_visible()
    site.parrot.hold["retrieve"].set()

    expect(replies(page)).to_have_text([GREETING, FEE.text])
    first, again = site.parrot.asked
    assert first.external_id == again.external_id
    assert len(site.parrot.history(site.parrot.asked[0].conversation_id)) == 1


def test_a_reply_that_was_being_written_is_there_on_the_next_page_though_the_chat_was_closed(
    page: Page, site: Site
) -> None:
    site.parrot.hold = {"retrieve": threading.Event()}
    ask(page, "hello there")
    expect(chat(page).get_by_text("Looking it up…")).to_be_visible()
    page.keyboard.press("Escape")

    page.goto(f"{site.url}/?another=page")
    site.parrot.hold["retrieve"].set()

    page.get_by_role("button", name="Open chat (1)").click()
    expect(replies(page)).to_have_text([GREETING, "hello there"])


def test_a_failure_can_be_tried_again_under_the_same_id(page: Page, site: Site) -> None:
    site.parrot.fail_next = 1
    ask(page, "hello there")
    expect(chat(page).get_by_role("alert")).to_contain_text("Something went wrong on our side.")

    chat(page).get_by_role("button", name="Try again").click()

    expect(replies(page)).to_have_text([GREETING, "hello there"])
    expect(chat(page).get_by_role("alert")).to_be_empty()
    first, second = site.parrot.asked
    assert first.external_id == second.external_id
    expect(questions(page)).to_have_count(1)


def test_a_message_that_was_written_offline_is_sent_when_the_line_is_back(page: Page, context: BrowserContext) -> None:
    expect(replies(page)).to_have_text([GREETING])
    context.set_offline(True)
    ask(page, "hello there")
    expect(chat(page).get_by_role("alert")).to_contain_text("You are offline.")

    context.set_offline(False)

    expect(replies(page)).to_have_text([GREETING, "hello there"])
    expect(chat(page).get_by_role("alert")).to_be_empty()


def test_a_chat_that_cannot_be_loaded_says_so_and_can_be_opened_later(context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 900, "height": 700})  # there, it is not open from the beginning
    page.goto(site.url)
    context.set_offline(True)
    page.get_by_role("button", name="Open chat").click()
    expect(page.get_by_role("status")).to_contain_text("We can’t be reached.")

    context.set_offline(False)
    page.get_by_role("button", name="Open chat").click()

    expect(replies(page)).to_have_text([GREETING])


def test_a_reply_is_read_on_where_it_broke_off_after_a_restart_of_the_server(context: BrowserContext) -> None:
    parrot, port = Parrot(), free_port()
    parrot.hold = {"text": threading.Event()}
    page = context.new_page()
    with served(connect("Bank", SETTINGS, parrot).app, port) as url:
        page.goto(url)
        ask(page, "what does a card cost")
        expect(replies(page).last).to_have_text(FEE.text[: len(FEE.text) // 2])
    expect(chat(page).get_by_role("alert")).to_contain_text("Trying again")
    expect(replies(page).last).to_have_text(FEE.text[: len(FEE.text) // 2])  # what was read stays there
    parrot.hold["text"].set()

    with served(connect("Bank", SETTINGS, parrot).app, port):
        chat(page).get_by_role("button", name="Try again").or_(replies(page).get_by_text(FEE.text)).first.click()
        expect(replies(page)).to_have_text([GREETING, FEE.text])
        expect(chat(page).get_by_role("alert")).to_be_empty()
    assert len({message.external_id for message in parrot.asked}) == 1


def test_two_tabs_have_the_same_conversation(page: Page, context: BrowserContext, site: Site) -> None:
    other = context.new_page()
    other.goto(site.url)
    expect(replies(other)).to_have_text([GREETING])
    site.parrot.hold = {"retrieve": threading.Event()}

    ask(page, "what does a card cost")

    expect(questions(other)).to_have_text(["what does a card cost"])
    expect(chat(other).get_by_text("Looking it up…")).to_be_visible()
    site.parrot.hold["retrieve"].set()
    for tab in (page, other):
        expect(replies(tab)).to_have_text([GREETING, FEE.text])
        expect(questions(tab)).to_have_count(1)
    ask(other, "and then?")
    expect(replies(page)).to_have_text([GREETING, FEE.text, "and then?"])
    choose(page, "New conversation")
    for tab in (page, other):
        expect(replies(tab)).to_have_text([GREETING])


def test_what_is_read_in_one_tab_counts_as_read_in_the_other(page: Page, context: BrowserContext, site: Site) -> None:
    page.get_by_role("button", name="Minimise chat").click()
    page.reload()
    other = context.new_page()
    other.goto(site.url)
    ask(other, "hello there")

    expect(replies(other).last).to_have_text("hello there")
    expect(page.get_by_role("button", name="Open chat", exact=True)).to_be_visible()


def test_the_widget_works_where_storage_is_denied(context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    for storage in ("sessionStorage", "localStorage"):
        denied = "{ get() { throw new DOMException('no', 'SecurityError') } }"
        page.add_init_script(f"Object.defineProperty(window, '{storage}', {denied})")
    page.goto(site.url)
    ask(page, "hello there")

    expect(replies(page).last).to_have_text("hello there")
    ask(page, "and on")
    expect(replies(page).last).to_have_text("and on")
    with pytest.raises(Error):
        page.evaluate("localStorage.length")


def test_what_was_kept_is_forgotten_a_day_after_it_was_used(page: Page, site: Site) -> None:
    ask(page, "hello there")
    expect(replies(page).last).to_have_text("hello there")

    page.evaluate(
        """() => {
            const key = Object.keys(localStorage).find((key) => key.startsWith("botkit-chat"));
            const kept = JSON.parse(localStorage.getItem(key));
            localStorage.setItem(key, JSON.stringify({ ...kept, at: kept.at - 25 * 60 * 60 * 1000 }));
        }"""
    )
    page.reload()

    expect(field(page)).to_be_visible()
    expect(replies(page)).to_have_text([GREETING])
