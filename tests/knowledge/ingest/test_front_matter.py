from __future__ import annotations

import pytest

from botkit.domain.errors import DocumentError
from botkit.knowledge.ingest.documents import Block, read_documents


def test_empty_front_matter_values_count_as_none(read):
    document = read("fees.md", "---\ntitle:\nurl:\n---\nText.")
    assert (document.title, document.url) == ("Fees", "")


def test_keys_that_are_not_known_are_kept_as_metadata(read):
    document = read(
        "x.md",
        "---\nid: 360001\nlayout: article\ntitle: Fees\npermalink: /help/fees/\nweight: 3\nhide: [nav, toc]\n"
        "menu:\n  help:\n    parent: main\nlast_update: 2026-02-17\npromoted: no\n---\nText.",
    )
    assert (document.title, document.text, document.url) == ("Fees", "Text.", "")
    assert document.metadata == {
        "id": "360001",
        "layout": "article",
        "permalink": "/help/fees/",
        "weight": "3",
        "hide": "nav, toc",
        "menu.help.parent": "main",
        "last_update": "2026-02-17",
        "promoted": "no",
    }


@pytest.mark.parametrize(
    "front",
    [
        "---\nsidebar_label: Fees\npermalink: https://a.example/fees\ncategory: cards\nkeywords: abroad, cash\n"
        "lang: en-GB\n---",
        "---\nname: Fees\nhtml_url: https://a.example/fees\nurl: /api/1.json\nlabel_names: [cards, abroad, cash]\n"
        "locale: en-us\n---",
        '+++\ntitle = "Fees"\nlink = "https://a.example/fees"\ntags = ["cards"]\ncategories = ["abroad", "cash"]\n'
        'language = "en"\n+++',
        '{"Title": "Fees", "canonical_url": "https://a.example/fees", "tags": "cards, abroad, cash", "lang": "en"}',
    ],
)
def test_other_names_of_keys_are_understood(read, front):
    document = read("x.md", f"{front}\nText.")
    assert (document.title, document.url, document.language) == ("Fees", "https://a.example/fees", "en")
    assert sorted(document.tags) == ["abroad", "cards", "cash"]
    assert document.text == "Text."


def test_the_link_to_the_program_of_a_help_desk_becomes_that_for_people(read):
    front = "---\nurl: https://a.zendesk.example/api/v2/help_center/en-gb/articles/36.json\n---\n"
    assert read("x.md", f"{front}Text.").url == "https://a.zendesk.example/hc/en-gb/articles/36"


def test_a_description_is_read_unless_the_article_begins_with_it(read):
    front = "---\ndescription: What cards cost {{ page.where }}.\nwhere: abroad\n---\n"
    assert read("x.md", f"{front}Call us.").blocks == (Block("What cards cost abroad."), Block("Call us."))
    assert read("x.md", f"{front}**What cards** cost abroad. Call us.").text == "What cards cost abroad. Call us."


@pytest.mark.parametrize(
    ("front", "title"),
    [
        ("title: Fees: what they are\nid: 7", "Fees: what they are"),
        ("title: [a\nid: 7", "[a"),
        ("title: A\ntitle: B", "B"),
        ("title: [a]", "X"),
        ("title: 'It''s **free**'", "It's free"),
        ("title: T\nlanguage: English\nurl: javascript:alert(1)\ntags: lost\nurll: x", "T"),
        ("title: *alias\nid: 7", "*alias"),
        ("title: @fees", "@fees"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\ntitle: T", "T"),
        ("deep: " + "[" * 2000 + "\ntitle: T", "T"),
    ],
)
def test_front_matter_that_is_not_as_it_should_be_is_read_as_far_as_it_goes(read, front, title):
    document = read("x.md", f"---\n{front}\n---\nText.")
    assert (document.title, document.text) == (title, "Text.")
    assert (document.url, document.language) == ("", "")


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("audience:\n  who: staff", "documents/x.md:2: 'audience' is not a text"),
        ("title: T\naudience: a\naudience: b", "documents/x.md:4: 'audience' stands twice"),
        ("title: a: b\naudience:\n- staff", "documents/x.md:3: 'audience' is not a text"),
        ("title: a: b\naudience: [staff", "documents/x.md:3: 'audience' is not a text"),
        ("tenant: [a, b]", "documents/x.md:2: 'tenant' is not a text"),
    ],
)
def test_an_article_that_does_not_say_clearly_who_may_read_it_is_not_read(folder, write, front, message):
    write("x.md", f"---\n{front}\n---\nText.")
    with pytest.raises(DocumentError) as error:
        read_documents(folder)
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("front", ["title: T", "tenant: acme"])
def test_front_matter_that_never_ends_is_an_error(folder, write, front):
    write("x.md", f"---\n{front}\nText.")
    with pytest.raises(DocumentError, match=r"documents/x\.md:1: the front matter is never closed; end it with"):
        read_documents(folder)


@pytest.mark.parametrize("text", ["---\njust words\n---\nText.", "---\n\nText.", "---\n---\nText."])
def test_a_line_across_the_page_is_no_front_matter(read, text):
    assert read("x.md", text).text.endswith("Text.")


def test_a_byte_order_mark_and_foreign_line_ends_stand_in_no_ones_way(read):
    document = read("x.md", "---\r\ntitle: Café\r\nid: 7\r\n---\r\nText.".encode("cp1252"))
    assert (document.title, document.metadata) == ("Café", {"id": "7"})


@pytest.mark.parametrize("front", ["draft: true", "published: false", "Draft: yes"])
def test_a_draft_is_not_read(folder, write, front):
    write("x.md", f"---\n{front}\n---\nText.")
    write("y.md", "---\ndraft: false\n---\nText.")
    reading = read_documents(folder)
    assert [document.source for document in reading] == ["y.md"]
    assert reading.skipped[0].startswith("documents/x.md: is a draft")


def test_a_page_of_html_may_have_front_matter_too(read):
    document = read(
        "x.html",
        "---\ntitle: Fees\npermalink: https://a.example/fees\nphone: 3636\naudience: staff\nlayout: page\n---\n"
        "{% include nav.html %}<h1>All fees</h1><p>Call {{ page.phone }}, see <a href='/x'>x</a>.</p>",
    )
    assert (document.title, document.url, document.audience) == ("Fees", "https://a.example/fees", ("staff",))
    assert (document.text, document.metadata["layout"]) == ("Call 3636, see [x](https://a.example/x).", "page")


def test_blank_lines_may_stand_above_front_matter(read):
    assert read("x.md", "\n\n---\ntitle: T\n---\nText.").title == "T"
