"""What help desks export as JSON."""

from __future__ import annotations

import json

import pytest

from botkit.knowledge.ingest.documents import Block, read_documents

ZENDESK = {
    "count": 1,
    "articles": [
        {"id": 36, "url": "https://a.example/api/v2/36.json", "html_url": "https://a.example/hc/36", "draft": False,
         "locale": "en-gb", "title": "Fees &amp; more", "name": "Fees", "label_names": ["price", "card"],
         "body": "<h2>Abroad</h2><p>It&#39;s <a href=\"/hc/37\">£5</a>.</p>"},
        {"id": 37, "title": "Draft", "body": "<p>no</p>", "draft": True},
        {"id": 38, "title": "Empty", "body": None},
    ],
}  # fmt: skip


def test_articles_of_zendesk_are_read(folder, write):
    write("articles.json", json.dumps(ZENDESK))
    reading = read_documents(folder)
    (document,) = reading
    assert (document.source, document.title) == ("articles.json#row-1", "Fees & more")
    assert (document.url, document.language, document.tags) == ("https://a.example/hc/36", "en", ("price", "card"))
    assert document.blocks == (Block("It's [£5](https://a.example/hc/37).", ("Abroad",)),)
    assert document.metadata["id"] == "36"
    assert not document.entry
    assert ["draft" in reading.skipped[0], "no answer" in reading.skipped[1]] == [True, True]


@pytest.mark.parametrize(
    ("export", "url"),
    [
        ({"type": "list", "data": [{"type": "article", "title": "T", "body": "<p>Text.</p>", "url": "https://a.example/t",
          "description": "no", "state": "published"}]}, "https://a.example/t"),
        ({"results": [{"title": "T", "body": {"storage": {"value": "<p>Text.</p>", "representation": "storage"}},
          "_links": {"webui": "/x/t"}}], "_links": {"base": "https://a.example/wiki"}}, "https://a.example/wiki/x/t"),
        ([{"title": {"rendered": "T"}, "content": {"rendered": "<p>Text.</p>"}, "link": "https://a.example/t"}],
         "https://a.example/t"),
        ([{"question": "T", "answer": "Text."}], ""),
        ({"article": {"title": "T", "body": "<p>Text.</p>"}}, ""),
        ({"faq": {"items": [{"frage": "T", "antwort": "Text."}]}}, ""),
    ],
)  # fmt: skip
def test_other_exports_are_read(read, export, url):
    document = read("x.json", json.dumps(export))
    assert (document.title, document.text, document.url) == ("T", "Text.", url)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "documents/x.json:1: is not JSON"),
        ("[" * 50_000, "documents/x.json:1: is not JSON"),
        ('{"name": "x", "version": 3}', "documents/x.json: holds no questions with answers and no articles"),
        ('{"a": {"b": {"c": {"d": {"e": {"question": "x", "answer": "y"}}}}}}', "documents/x.json: holds no questions"),
    ],
)
def test_other_json_is_told(folder, write, content, message):
    write("a.md", "Text.")
    write("x.json", content)
    (told,) = read_documents(folder).skipped
    assert told.startswith(message)


@pytest.mark.parametrize("line", ['{"title": "T", "body": "<p>Text.</p>"}', '{"q": "T", "a": "Text.", "tags": ["x"]}'])
def test_lines_may_hold_articles_too(read, line):
    assert (read("x.ndjson", line).title, read("x.ndjson", line).text) == ("T", "Text.")


def test_entities_and_lines_of_a_record_are_read_as_those_of_a_table(read):
    line = json.dumps({"q": "It&#39;s?", "a": "It&#39;s &pound;5 &ndash; paid once.\r\n● a <pin>\r\n● b"})
    document = read("x.jsonl", line)
    assert (document.title, document.text) == ("It's?", "It's £5 – paid once.\n- a <pin>\n- b")
