from __future__ import annotations

import pytest

from botkit.knowledge.ingest.documents import read_documents


def test_every_line_is_a_document_that_names_its_line(folder, write):
    write(
        "faq.jsonl",
        '{"q": "Lost?", "id": 7, "a": "Call us.", "link": "https://a.example"}\n\n{"A": "None.", "Q": "Fees?"}',
    )
    first, second = read_documents(folder)
    assert (first.source, first.title, first.text, first.url) == (
        "faq.jsonl#row-1",
        "Lost?",
        "Call us.",
        "https://a.example",
    )
    assert (second.source, second.title, second.text, second.url) == ("faq.jsonl#row-3", "Fees?", "None.", "")
    assert first.entry


def test_keys_can_be_named(folder, write):
    write("faq.jsonl", '{"Ask": "Q?", "Say": "A.", "question": "no"}')
    (document,) = read_documents(folder, {"question": "ask", "answer": "say"})
    assert (document.title, document.text) == ("Q?", "A.")


def test_invisible_characters_are_stripped_where_json_writes_them_as_escapes(read):
    assert read("faq.jsonl", r'{"question": "Q?", "answer": "Pay\u200b in\u202eside."}').text == "Pay inside."


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"question": "Q?"', "is not JSON"),
        ("[" * 50_000, "is not JSON"),
        ('["Q?", "A."]', "is no object"),
        ('{"name": "x", "price": "y"}', "no columns for question and answer in 'name', 'price'"),
        ('{"question": "Q?", "answer": 5}', "'answer' is no text"),
        ('{"question": "Q?", "answer": null}', "the row has no answer"),
        ('{"question": "Q?", "answer": "A <!-- b"}', "the comment '<!--' is never closed"),
    ],
)
def test_a_broken_line_is_told_with_its_number_and_the_others_are_read(folder, write, line, message):
    write("faq.jsonl", f'{{"question": "Q?", "answer": "A."}}\n{line}\n{{"question": "R?", "answer": "B."}}\n')
    reading = read_documents(folder)
    assert [document.title for document in reading] == ["Q?", "R?"]
    (told,) = reading.skipped
    assert told.startswith(f"documents/faq.jsonl:2: {message}")
    assert "\n" not in told


def test_an_address_that_is_no_link_is_kept_and_not_shown(folder, write):
    write("faq.jsonl", '{"question": "Q?", "answer": "A.", "url": "ftp://x"}')
    (document,) = read_documents(folder)
    assert (document.url, document.metadata) == ("", {"url": "ftp://x"})
