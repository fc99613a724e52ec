from __future__ import annotations

import itertools
import threading
import time

from botkit.domain import Passage
from botkit.domain.errors import ArtifactError
from botkit.knowledge.index.audit import audit
from botkit.knowledge.index.index import Index
from botkit.knowledge.ingest.documents import Block, Document, read_documents
from botkit.knowledge.search.live import LiveRetriever


class Numbered:
    """A retriever that finds its own number."""

    def __init__(self, number: int) -> None:
        self.number = number

    def search(self, query: str, k: int = 5, *, tenant: str = "") -> list[Passage]:
        return [Passage(str(self.number), "a.md", "A", "text")]


def settled(retriever: LiveRetriever, wanted: str) -> bool:
    """Whether searches come to find it within two seconds."""
    end = time.monotonic() + 2
    while time.monotonic() < end:
        if retriever.search("x")[0].id == wanted:
            return True
        time.sleep(0.005)
    return False


def test_a_new_index_is_searched_once_it_is_there():
    versions = [1]
    retriever = LiveRetriever(lambda: Numbered(versions[0]), lambda: versions[0], seconds=0)
    assert retriever.search("x")[0].id == "1"
    versions[0] = 2
    assert settled(retriever, "2")


def test_an_index_that_cannot_be_opened_leaves_the_old_one_and_is_tried_again():
    versions, broken, tries = [1], [False], itertools.count()

    def opened():
        next(tries)
        if broken[0]:
            raise ArtifactError("damaged; run: botkit index BOT")
        return Numbered(versions[0])

    retriever = LiveRetriever(opened, lambda: versions[0], seconds=0)
    versions[0], broken[0] = 2, True
    for _ in range(50):
        time.sleep(0.002)
        assert retriever.search("x")[0].id != "2"
    assert next(tries) > 1
    broken[0] = False
    assert settled(retriever, "2")


def test_no_search_fails_or_waits_while_indexes_come_and_go():
    versions = [0]

    def opened():
        number = versions[0]
        time.sleep(0.05)
        return Numbered(number)

    retriever = LiveRetriever(opened, lambda: versions[0], seconds=0)
    slowest, found, stop = [0.0], set(), threading.Event()

    def ask():
        while not stop.is_set():
            start = time.monotonic()
            found.add(retriever.search("x")[0].id)
            slowest[0] = max(slowest[0], time.monotonic() - start)
            time.sleep(0.001)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, 6):
        versions[0] = number
        time.sleep(0.1)
    stop.set()
    for thread in threads:
        thread.join()
    assert len(found) >= 3
    assert settled(retriever, "5")


def test_an_audit_finds_nothing_where_index_and_documents_agree(documents, encoder):
    index, _ = Index.build(documents, encoder)
    found = audit(index, documents)
    assert found.problems == ()
    assert (found.documents, found.chunks, found.vectors) == (4, len(index.chunks), len(index.vector_keys))


def test_a_deleted_document_is_found_by_the_audit_until_the_index_forgets_it(folder, write, documents, encoder):
    index, _ = Index.build(documents, encoder)
    (folder / "service" / "hours.md").unlink()
    write("cards/limits.md", "---\ntitle: Card limits\n---\nThere are none.")
    write("new.md", "Text.")
    now = read_documents(folder)
    problems = audit(index, now).problems
    assert problems[:3] == (
        "cards/limits.md: has changed; 1 old chunks are there, 1 new ones are missing",
        "new.md: is not indexed yet",
        "service/hours.md: is deleted, and 1 chunks of it are still there",
    )
    assert "3 vectors are of texts that no document has" in problems
    assert any("words are in the rows of BM25" in problem for problem in problems)
    again, _ = Index.build(now, encoder, previous=index)
    assert audit(again, now).problems == ()
    assert "saturday" not in again.lexicon.words


def test_what_two_documents_say_alike_stays_when_one_of_them_goes(encoder):
    twins = [Document(source, "Hours", (Block("Open at ten."),)) for source in ("a.md", "b.md")]
    index, _ = Index.build(twins, encoder)
    again, _ = Index.build(twins[:1], encoder, previous=index)
    assert audit(again, twins[:1]).problems == ()
    assert len(again.vector_keys) == 2
