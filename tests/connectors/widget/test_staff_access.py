"""What axe-core finds in the staff console, by the rules of WCAG 2.2 A and AA and the best practices: nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="the browser tests need: pip install playwright")
pytest.importorskip("axe_playwright_python", reason="the test of access needs: pip install axe-playwright-python")
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from botkit.app.serving import application
from botkit.domain import (
    Citation,
    Conversation,
    DecisionKind,
    Feedback,
    Message,
    Outcome,
    Reply,
    Role,
    TextDelta,
    Turn,
    now,
)
from botkit.runtime import HandOffRules, Runtime
from botkit.store import SqlStore
from connectors.staff import connect
from intents.types import Intent, Slot, Understanding
from tests.connectors.widget.chat_page import served

expect.set_options(timeout=20_000)

PASSWORD = "correct horse battery"


def turn(message: Message, conversation: Conversation) -> Iterator[Any]:
    decision = DecisionKind.HAND_OFF if "person" in message.text else DecisionKind.ANSWER
    source = Citation("Fees", "fees.md", "A card costs 8 EUR.", "https://bank.example/fees")
    understood = Understanding(message.text, (Intent("card_fee", 0.875),), (Slot("card", "gold", "gold", 0, 4),))
    yield TextDelta(message.text)
    taken = Turn(conversation.length + 1, message, understood, Reply(message.text, decision, (source,)))
    yield Outcome(taken, conversation.state)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[str]:
    store = SqlStore(f"sqlite:///{tmp_path}/conversations.db", str)
    store.accounts.add("ada", "Ada King", Role.ADMIN, PASSWORD)
    rules = HandOffRules(returned="I'm back.", expired="Nobody came.")
    deliver = {"web": lambda delivery: "read"}
    with Runtime(turn, store, deliver=deliver, apology="Sorry!", hand_off=rules, poll_seconds=0.1) as runtime:
        for number, text in enumerate(["gold card fee", "a person, please"]):
            runtime.respond(Message("web", "c1", f"m{number}", text, "customer-7", {"name": "Bo"}))
        store.archive.rate(Feedback("c1", 1, False, now(), "too dear", "customer-7"))
        with served(application([connect("Bank", {}, runtime)])) as url:
            yield f"{url}/staff"
    store.close()


def findings(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{page.url} {one['id']}: {node['target']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390], ids=["desktop", "phone"])
def test_axe_finds_nothing(browser: Browser, office: str, scheme: Any, width: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{office}/sign-in")
    found = findings(page)
    page.locator("input[name=login]").fill("ada")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form button").first.click()
    expect(page).to_have_url(f"{office}/")
    for path in ("/", "/conversation?id=c1", "/figures"):
        page.goto(f"{office}{path}")
        found += findings(page)
    context.close()
    assert found == []
