"""What stands on most pages of a folder."""

from __future__ import annotations

import pytest

from botkit.knowledge.ingest.documents import read_documents

MENU = "<ul><li>Plants</li><li>Basket</li></ul>"


def pages(folder, write, count: int, page: str, suffix: str = "html"):
    for number in range(count):
        write(f"{'ab'[number % 2]}/{number}.{suffix}", page.format(number=number))
    return read_documents(folder)


def test_menus_and_footers_of_most_pages_are_taken_out(folder, write):
    page = f"<div>{MENU}</div><h1>Page {{number}}</h1><p>Text {{number}}.</p><p>Terms · Press</p><p>© A bank 2026.</p>"
    documents = pages(folder, write, 5, page)
    assert sorted(document.text for document in documents) == [f"Text {number}." for number in range(5)]


def test_what_says_something_is_kept_once(folder, write):
    page = "<h1>Page {number}</h1><p>Text {number}.</p><p>Call 01632 960200</p><p>Prices include VAT.</p>"
    texts = "\n".join(document.text for document in pages(folder, write, 5, page))
    assert texts.count("01632 960200") == texts.count("Prices include VAT.") == 1


def test_what_stands_amid_a_page_belongs_to_it(folder, write):
    page = "<h1>Page {number}</h1><p>Before {number}.</p><p>Bring a passport</p><p>Behind {number}.</p>"
    assert all("Bring a passport" in document.text for document in pages(folder, write, 5, page))


def test_of_two_pages_nobody_can_tell(folder, write):
    page = f"{MENU}<h1>Page {{number}}</h1><p>Text {{number}}.</p>"
    assert all("Plants" in document.text for document in pages(folder, write, 2, page))


def test_a_page_that_has_nothing_else_is_kept(folder, write):
    assert len(pages(folder, write, 4, "<p>Soon</p>")) == 4


def test_answers_of_a_table_may_be_the_same(folder, write):
    write("faq.csv", "question,answer\n" + "".join(f"Q{number}?,At the desk\n" for number in range(9)))
    assert {document.text for document in read_documents(folder)} == {"At the desk"}


@pytest.mark.parametrize("between", [" | ", " – ", " - "])
def test_the_name_of_the_site_is_taken_off_the_titles(folder, write, between):
    page = f"<title>Page {{number}}{between}A bank</title><h1>Something else</h1><p>Text {{number}}.</p>"
    titles = sorted(document.title for document in pages(folder, write, 4, page))
    assert titles == [f"Page {number}" for number in range(4)]
