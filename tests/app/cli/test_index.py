"""`botkit index --watch` and `--audit`, and a bot that takes up a new index."""

from __future__ import annotations

import threading
import time

from botkit import assembly, training
from botkit.operations.index_watcher import watch
from botkit.project.layout import DataDirectory
from botkit.project.project import Project
from tests.small_bot import SmallBot


def project(bot: SmallBot) -> Project:
    return Project.open(bot.folder, DataDirectory(bot.data))


def test_an_audit_proves_that_nothing_is_left_of_a_deleted_document(built: SmallBot) -> None:
    assert built.run("index", "--audit").status == 0
    articles = sorted((built.folder / "documents").rglob("*.md"))
    articles[0].unlink()

    before = built.run("index", "--audit")
    built.run("index")
    after = built.run("index", "--audit")

    assert (before.status, f"{articles[0].name}: is deleted" in before.out) == (2, True)
    assert before.err.startswith("error: the index and the documents differ; run: botkit index")
    assert (after.status, after.err) == (0, "")
    assert after.out.endswith("nothing is missing, and nothing is left of what was deleted\n")


def test_a_watched_folder_is_indexed_when_it_changes_and_mistakes_are_told(built: SmallBot) -> None:
    told: list[str] = []
    article = built.folder / "documents" / "new.md"

    def say(line: str) -> None:
        told.append(line)
        if len(told) == 1:
            article.write_text("A new article about zebras.")
        elif len(told) == 2:
            article.write_text("")

    watch(project(built), training.build_index, say, seconds=0.01, rounds=20)

    assert told[0].startswith("up to date")
    assert told[1].startswith("1 chunks new")
    assert told[2].endswith("1 gone; 0 texts embedded; 1 skipped that cannot be read")
    assert told[3].startswith("warning: documents/new.md: is empty")
    assert len(told) == 4


def test_what_cannot_be_read_is_counted_and_told_with_its_reason(built: SmallBot) -> None:
    documents = built.folder / "documents"
    for number in range(3):
        (documents / f"{number}.odt").write_text("PK")
    (documents / "new.md").write_text("<!-- only a note -->")
    (documents / "faq.csv").write_text("question,answer\nIs there a zebra?,Yes.\nAnd a lion?,\n")

    indexed = built.run("index")

    assert (indexed.status, "5 skipped that cannot be read" in indexed.out) == (0, True)
    odt, row, empty, remedy = indexed.err.splitlines()
    assert odt.startswith("warning: documents/0.odt: '.odt' files cannot be read;")
    assert odt.endswith("(and 2 more like it)")
    assert row == "warning: documents/faq.csv:3: the row has no answer; write one or delete the row"
    assert empty.startswith("warning: documents/new.md: is empty;")
    assert remedy.startswith("warning: what is skipped is not answered from; see: botkit check")
    assert built.run("index").out.startswith("index: up to date, 4 chunks; 5 skipped")


def test_a_running_bot_finds_what_is_new_and_loses_no_request(built: SmallBot) -> None:
    opened = project(built)
    retriever = assembly.open_retriever(opened)
    article = built.folder / "documents" / "new.md"
    stop, failed, asked = threading.Event(), [], [0]

    def ask() -> None:
        while not stop.is_set():
            try:
                assert retriever.search("lost card")
                asked[0] += 1
            except Exception as error:
                failed.append(error)
            time.sleep(0.005)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        for number in range(3):
            article.write_text(f"# Zebra {number}\n\nZebra number {number}.")
            training.build_index(opened)
        end = time.monotonic() + 20
        while time.monotonic() < end and retriever.search("zebra 2")[0].title != "Zebra 2":
            time.sleep(0.05)
        assert retriever.search("zebra 2")[0].title == "Zebra 2"
    finally:
        stop.set()
        thread.join()
    assert (failed, asked[0] > 10) == ([], True)
