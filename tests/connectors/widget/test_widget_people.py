"""The chat with a real store behind it: opinions, deletion, and people who take over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="the browser tests need: pip install playwright")
from playwright.sync_api import BrowserContext, Page, expect

from botkit.domain import Conversation, DecisionKind, Message, Outcome, Reply, StaffMember, TextDelta, Turn
from botkit.runtime import HandOffRules, Runtime
from botkit.store import SqlStore
from connectors.web import connect
from intents.types import Understanding
from tests.connectors.widget.chat_page import GREETING, SETTINGS, ask, chat, choose, field, questions, replies, served

expect.set_options(timeout=20_000)

ADA = StaffMember("ada", "Ada", "console")


def turn(message: Message, conversation: Conversation) -> Iterator[Any]:
    """Repeats everything, and hands off who wants a person."""
    decision = DecisionKind.HAND_OFF if "person" in message.text else DecisionKind.ANSWER
    yield TextDelta(message.text)
    taken = Turn(conversation.length + 1, message, Understanding(message.text), Reply(message.text, decision))
    yield Outcome(taken, conversation.state)


@pytest.fixture
def runtime(tmp_path: Path) -> Iterator[Runtime]:
    store = SqlStore(f"sqlite:///{tmp_path}/conversations.db", str)
    deliver = {"web": lambda delivery: "read"}
    rules = HandOffRules(returned="I'm back.", expired="Nobody came.")
    with Runtime(turn, store, deliver=deliver, apology="Sorry!", hand_off=rules, poll_seconds=0.1) as runtime:
        yield runtime
    store.close()


@pytest.fixture
def page(context: BrowserContext, runtime: Runtime) -> Iterator[Page]:
    with served(connect("Bank", SETTINGS, runtime).app) as url:
        page = context.new_page()
        page.goto(url)
        yield page
        page.close()


def test_a_reply_is_judged_with_a_word_to_it(page: Page, runtime: Runtime) -> None:
    ask(page, "hello")
    expect(replies(page)).to_have_text([GREETING, "hello"])
    chat(page).get_by_role("button", name="Helpful", exact=True).click()
    expect(chat(page).get_by_text("Thank you for telling us.")).to_be_visible()

    not_helpful = chat(page).get_by_role("button", name="Not helpful")
    not_helpful.click()
    expect(not_helpful).to_have_attribute("aria-pressed", "true")
    page.keyboard.type("too short")
    page.keyboard.press("Enter")
    expect(chat(page).get_by_label("What could be better? (optional)")).to_be_hidden()
    expect(field(page)).to_be_focused()

    page.wait_for_timeout(300)
    [overview] = runtime.archive.find(unhelpful=True)
    [feedback] = runtime.archive.feedback(overview.id)
    assert (feedback.seq, feedback.helpful, feedback.comment) == (1, False, "too short")


def test_a_conversation_is_deleted_after_a_question_back(page: Page, runtime: Runtime) -> None:
    ask(page, "hello")
    expect(replies(page)).to_have_text([GREETING, "hello"])
    choose(page, "Delete conversation")
    chat(page).get_by_role("button", name="Keep").click()
    expect(replies(page)).to_have_count(2)

    choose(page, "Delete conversation")
    chat(page).get_by_role("button", name="Delete", exact=True).click()

    expect(replies(page)).to_have_text([GREETING])
    assert list(runtime.archive.find()) == []


def test_what_a_person_says_comes_by_itself_and_is_there_after_a_reload(page: Page, runtime: Runtime) -> None:
    choose(page, "Talk to a person")
    expect(questions(page)).to_have_text(["Talk to a person"])
    expect(chat(page).get_by_role("button", name="Helpful", exact=True)).to_be_visible()  # the reply is whole
    assert runtime.hand_offs is not None
    [hand_off] = runtime.hand_offs.open()

    runtime.hand_offs.reply(hand_off.id, ADA, "Hello, I'm **Ada**.", "1")

    expect(replies(page).last).to_have_text("Hello, I'm Ada.")
    expect(page.get_by_role("log").get_by_text("Ada", exact=True).first).to_be_visible()
    page.reload()
    expect(replies(page)).to_have_text([GREETING, "Talk to a person", "Hello, I'm Ada."])
    ask(page, "about a person")
    runtime.hand_offs.reply(hand_off.id, ADA, "I see.", "2")
    expect(replies(page).last).to_have_text("I see.")
