"""Files behind the paper clip."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from tests.connectors.parrot import Parrot

pytest.importorskip("playwright.sync_api", reason="the browser tests need: pip install playwright")
from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, expect

from botkit.knowledge.attachments.files import FileAttachmentReader
from connectors.web import connect
from tests.connectors.widget.chat_page import SETTINGS, ask, chat, replies, served, tab_to

expect.set_options(timeout=20_000)


@pytest.fixture
def parrot() -> Parrot:
    parrot = Parrot()
    parrot.files = FileAttachmentReader()
    return parrot


@pytest.fixture
def page(context: BrowserContext, parrot: Parrot) -> Iterator[Page]:
    with served(connect("Bank", {**SETTINGS, "files": True}, parrot).app) as url:
        page = context.new_page()
        page.goto(url)
        expect(replies(page)).to_have_count(1)
        yield page


def files(page: Page) -> Locator:
    """Those that go along with the next message."""
    return listed(page.locator("botkit-chat form.composer"))


def sent(page: Page) -> Locator:
    """Those that went along with the latest question."""
    return listed(page.locator("botkit-chat .message.you").last)


def listed(place: Locator) -> Locator:
    return place.get_by_role("list", name="Attached files").get_by_role("listitem")


def clip(page: Page) -> Locator:
    return chat(page).get_by_role("button", name="Attach a file")


def attach(page: Page, *named: tuple[str, bytes]) -> None:
    with page.expect_file_chooser() as chooser:
        clip(page).click()
    files: list[FilePayload] = [{"name": name, "mimeType": "text/plain", "buffer": content} for name, content in named]
    chooser.value.set_files(files)


def test_a_file_goes_along_with_one_message(page: Page, parrot: Parrot) -> None:
    attach(page, ("letter.txt", b"The shed costs 180."))
    expect(files(page)).to_have_text(["letter.txt1 kB"])

    ask(page, "what does this cost?")

    expect(replies(page).last).to_have_text("The shed costs 180.")
    expect(chat(page).locator("summary .title")).to_have_text("letter.txt")
    expect(files(page)).to_have_count(0)
    ask(page, "and what else?")
    expect(replies(page).last).to_have_text("and what else?")
    assert [len(message.attachments) for message in parrot.asked] == [1, 0]


def test_files_stand_under_their_message_before_and_after_a_reload_and_in_a_second_tab(
    page: Page, context: BrowserContext, parrot: Parrot
) -> None:
    there = ["letter.txt1 kB", "notes.md13 kB"]
    goes_on = parrot.hold["text"] = threading.Event()
    attach(page, ("letter.txt", b"The shed costs 180."), ("notes.md", b"x " * 6_100))
    ask(page, "what does this cost?")

    expect(sent(page)).to_have_text(there)
    second = context.new_page()
    second.goto(page.url)
    expect(sent(second)).to_have_text(there)

    goes_on.set()
    for tab in (page, second):
        expect(replies(tab).last).to_have_text("The shed costs 180.")
        expect(sent(tab)).to_have_text(there)
    page.reload()
    expect(replies(page).last).to_have_text("The shed costs 180.")
    expect(sent(page)).to_have_text(there)


def test_the_longest_name_of_a_file_stays_within_the_chat(page: Page) -> None:
    attach(page, (f"{'long name ' * 15}.txt", b"x"))
    panel, item = chat(page).bounding_box(), files(page).bounding_box()
    assert panel is not None
    assert item is not None
    assert item["x"] + item["width"] < panel["x"] + panel["width"]


def test_the_paper_clip_is_within_reach_of_the_keyboard(page: Page) -> None:
    tab_to(page, clip(page))


def test_a_file_can_be_taken_back(page: Page, parrot: Parrot) -> None:
    attach(page, ("a.txt", b"a"), ("b.txt", b"b"))
    chat(page).get_by_role("button", name="Remove a.txt").click()
    expect(files(page)).to_have_text(["b.txt1 kB"])

    ask(page, "what is this?")

    expect(replies(page).last).to_have_text("b")


def test_too_much_is_told_before_it_is_sent(page: Page) -> None:
    attach(page, ("a.txt", b"x" * (2 * 1024 * 1024 + 1)))

    expect(chat(page).get_by_role("alert")).to_have_text("At most three files, 2 MB together.")
    expect(files(page)).to_have_count(0)


def test_what_cannot_be_read_is_told_and_the_question_comes_back(page: Page) -> None:
    attach(page, ("a.txt", b"\xff\xff"))
    ask(page, "what is this?")

    expect(chat(page).get_by_role("alert")).to_contain_text("a.txt: is not UTF-8 text")
    expect(page.get_by_label("Your message")).to_have_value("what is this?")


def test_without_the_setting_there_is_no_paper_clip(context: BrowserContext, parrot: Parrot) -> None:
    with served(connect("Bank", SETTINGS, parrot).app) as url:
        page = context.new_page()
        page.goto(url)
        expect(replies(page)).to_have_count(1)
        expect(clip(page)).to_have_count(0)
