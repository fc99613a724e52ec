"""The microphone; the browser's makes a beep every second."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.connectors.parrot import Ear, Parrot

pytest.importorskip("playwright.sync_api", reason="the browser tests need: pip install playwright")
from playwright.sync_api import BrowserContext, Page, expect

from connectors.web import connect
from tests.connectors.widget.chat_page import SETTINGS, chat, field, replies, served

expect.set_options(timeout=20_000)


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    context.grant_permissions(["microphone"])
    parrot = Parrot()
    parrot.speech = Ear()
    with served(connect("Bank", SETTINGS, parrot).app) as url:
        page = context.new_page()
        page.goto(url)
        expect(replies(page)).to_have_count(1)
        yield page


def test_what_is_said_stands_in_the_field_to_be_read_and_sent(page: Page) -> None:
    field(page).fill("I say:")
    chat(page).get_by_role("button", name="Speak").click()
    stop = chat(page).get_by_role("button", name="Stop and write it down")
    expect(stop).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(1_000)
    stop.click()

    expect(field(page)).to_have_value(re.compile(r"^I say: \d{4,6} bytes of a recording$"))
    expect(field(page)).to_be_focused()
    field(page).press("Enter")
    expect(replies(page).last).to_contain_text("bytes of a recording")


def test_who_does_not_allow_the_microphone_is_told(page: Page) -> None:
    page.evaluate("() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error()) }")
    chat(page).get_by_role("button", name="Speak").click()

    expect(chat(page).get_by_role("alert")).to_have_text("The microphone can’t be used.")


def test_without_a_model_there_is_no_microphone(context: BrowserContext) -> None:
    with served(connect("Bank", SETTINGS, Parrot()).app) as url:
        page = context.new_page()
        page.goto(url)
        expect(replies(page)).to_have_count(1)
        expect(chat(page).get_by_role("button", name="Speak")).to_have_count(0)
