"""Fields for answers that have a form: a day, an amount, an address."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api", reason="the browser tests need: pip install playwright")
from playwright.sync_api import Locator, Page, expect

from tests.connectors.widget.chat_page import ask, chat, field, questions, replies, tab_to

expect.set_options(timeout=20_000)


def asked_for(page: Page, kind: str) -> Locator:
    """The field for it."""
    ask(page, f"ask for a {kind}")
    entry = chat(page).get_by_label(f"the {kind}")
    expect(entry).to_be_visible()
    return entry


def is_valid(entry: Locator) -> bool:
    return bool(entry.evaluate("input => input.checkValidity()"))


@pytest.mark.parametrize(
    ("kind", "type_", "good", "bad"),
    [
        ("date", "date", "2026-11-24", ""),
        ("time", "time", "17:30", ""),
        ("number", "number", "2.5", ""),
        ("money", "number", "250.50", "-3"),
        ("email", "email", "anna@bank.example", "anna"),
        ("phone", "tel", "+44 1632 960255", "ring me"),
    ],
)
def test_a_field_takes_what_fits_and_sends_it(page: Page, kind: str, type_: str, good: str, bad: str) -> None:
    entry = asked_for(page, kind)
    expect(entry).to_have_attribute("type", type_)
    send = chat(page).locator(".entry").get_by_role("button", name="Send")

    entry.fill(bad)
    send.click()
    assert not is_valid(entry)
    expect(questions(page)).to_have_count(1)
    entry.fill(good)
    send.click()

    expect(questions(page).last).to_have_text(good)
    expect(replies(page).last).to_have_text(good)
    expect(entry).to_have_count(0)


def test_whoever_would_rather_write_may_write(page: Page) -> None:
    entry = asked_for(page, "date")

    ask(page, "on the first Tuesday of the month")

    expect(replies(page).last).to_have_text("on the first Tuesday of the month")
    expect(entry).to_have_count(0)


def test_a_field_is_reached_and_sent_with_the_keyboard(page: Page) -> None:
    entry = asked_for(page, "email")
    tab_to(page, entry, key="Shift+Tab")

    page.keyboard.type("anna@bank.example")
    page.keyboard.press("Enter")

    expect(questions(page).last).to_have_text("anna@bank.example")
    expect(field(page)).to_be_focused()


def test_a_field_is_there_again_after_a_reload(page: Page) -> None:
    asked_for(page, "money")

    page.reload()

    expect(chat(page).get_by_label("the money")).to_be_visible()


def test_a_choice_needs_no_field_beside_its_buttons(page: Page) -> None:
    ask(page, "ask for a choice")

    expect(replies(page).last).to_have_text("Which choice?")
    expect(chat(page).locator(".entry")).to_have_count(0)
