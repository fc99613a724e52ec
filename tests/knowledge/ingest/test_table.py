from __future__ import annotations

import pytest

from botkit.domain.errors import DocumentError
from botkit.knowledge.ingest.documents import read_documents


def test_every_row_is_a_document_that_names_its_row(folder, write):
    write("faq.csv", 'question,answer,url\nLost?,"Call us,\nnow.",https://a.example\n\nFees?,None.,\n')
    first, second = read_documents(folder)
    assert (first.source, first.title, first.text) == ("faq.csv#row-2", "Lost?", "Call us, now.")
    assert first.url == "https://a.example"
    assert first.entry
    assert (second.source, second.title, second.text, second.url) == ("faq.csv#row-4", "Fees?", "None.", "")


@pytest.mark.parametrize(
    "header", ["Question,Answer", "q,a", "Frage;Antwort", "title\ttext", "id|QUESTION| answer ", "answer,x,question"]
)
def test_columns_and_delimiters_are_told_from_the_header(folder, write, header):
    delimiter = next(mark for mark in ",;\t|" if mark in header)
    cells = {"question": "Q?", "q": "Q?", "frage": "Q?", "title": "Q?", "id": "1", "x": "1"}
    row = delimiter.join(cells.get(name.strip().lower(), "A.") for name in header.split(delimiter))
    write("faq.csv", f"{header}\n{row}\n")
    (document,) = read_documents(folder)
    assert (document.title, document.text) == ("Q?", "A.")


def test_columns_can_be_named(folder, write):
    write("faq.csv", "Ask,Say,Where\nQ?,A.,https://a.example/x\n")
    (document,) = read_documents(folder, {"question": "ask", "answer": "Say", "url": "Where"})
    assert (document.title, document.text, document.url) == ("Q?", "A.", "https://a.example/x")


def test_answers_exported_as_html_are_read_as_they_are_seen(folder, write):
    write("faq.csv", 'question,answer\nQ?,"<p>Call <b>us</b>.</p><ul><li>Now</li></ul><p hidden>no</p>"\n')
    (document,) = read_documents(folder)
    assert document.text == "Call us.\n\n- Now"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name,price\na,b\n", "documents/faq.csv:1: no columns for question and answer in 'name', 'price'"),
        ("question,answer,url\nQ?,A.,\nR?\n", "documents/faq.csv:3: the row has 1 cells, the header 3"),
        ("question,answer\nQ?,A, or B.\n", "documents/faq.csv:2: the row has 3 cells, the header 2"),
        ('question,answer\n"Q\n?",A.\nR?\n', "documents/faq.csv:4: the row has 1 cells"),
        ("question,answer\nQ?, \n", "documents/faq.csv:2: the row has no answer"),
        ("question,answer\n,A.\n", "documents/faq.csv:2: the row has no question"),
        ("question,answer\n", "documents/faq.csv: has a header and no rows"),
        ('question,answer\n"Q?,A.\n', "documents/faq.csv:2: is not CSV"),
        ("question,answer,url\nQ?,A.,ftp://x\n", "documents/faq.csv:2: 'ftp://x' is not a link"),
    ],
)
def test_a_broken_table_is_an_error_with_its_line(folder, write, content, message):
    write("faq.csv", content)
    with pytest.raises(DocumentError) as error:
        read_documents(folder)
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "columns", [{"question": "ask", "answer": "say"}, {"question": "q", "answer": "a", "url": "www"}]
)
def test_a_named_column_that_is_not_there_is_an_error(folder, write, columns):
    write("faq.csv", "q,a\nQ?,A.\n")
    with pytest.raises(DocumentError, match=r"documents/faq\.csv:1: .*it has 'q', 'a'"):
        read_documents(folder, columns)
