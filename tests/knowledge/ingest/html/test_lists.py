"""Lists, definitions and links of a page."""

from __future__ import annotations

import pytest

from botkit.knowledge.ingest.blocks import Block
from botkit.knowledge.ingest.html.page import html_blocks


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ul><li>one<li>two</ul>", "- one\n- two"),
        ("<ol start=3><li>a<li value=7>b<li>c</ol>", "3. a\n7. b\n8. c"),
        ("<ul><li>a<ul><li>b</ul>c</li></ul>", "- a\n  - b\n  c"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b"),
        ("<ul><li><p>a</p><p>b.</p><p>c</p></li></ul>", "- a; b. c"),
        ("<ul><li><div><span>a</span><ul><li>b</li></ul></div></li></ul>", "- a\n  - b"),
        ("<ul>loose<li>a</ul>", "- loose\n- a"),
        ("<li>a</li> <li>b</li>", "- a\n- b"),
        ("<p>● a<br>● b</p>", "- a\n- b"),
        ("<ol><li>Tap it.<p><img alt='A gear' src='a.png'></p><li>Tap the <img alt='gear' src='b.png'> icon.</ol>",
         "1. Tap it.\n2. Tap the gear icon."),
    ],
)  # fmt: skip
def test_every_item_of_a_list_has_its_line(html, text):
    assert html_blocks(html) == (Block(text),)


def test_what_needs_more_than_a_line_stands_between_the_items():
    html = "<ol><li>Type:<pre>a\n  b</pre>and wait<li>See<table><tr><td>1<td>2</table><li>End</ol>"
    assert html_blocks(html) == (
        Block("1. Type:"),
        Block("a\n  b"),
        Block("and wait\n2. See"),
        Block("| 1 | 2 |", table=True),
        Block("3. End"),
    )


def test_definitions_are_items_and_questions_are_headings():
    html = "<dl><dt>Car park A:<dd>3 hours<dt>Coaches<dd>two bays</dl><dl><div><dt>When?</dt><dd>Now.</dd></div></dl>"
    assert html_blocks(html) == (Block("- Car park A: 3 hours\n- Coaches: two bays"), Block("Now.", ("When?",)))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<a href='https://a.example/x'>our page</a>.", "[our page](https://a.example/x)."),
        ("<a href='https://a.example/x'>Read on.</a> Now.", "[Read on](https://a.example/x). Now."),
        ("<a href='https://a.example/a (b)?c=d|e'>x [1]</a>", "[x (1)](https://a.example/a%20%28b%29?c=d%7Ce)"),
        ("<a href='https://a.example/x'>https://a.example/x</a>", "https://a.example/x"),
        ("<a href='mailto:a@b.example'>a@b.example</a>", "a@b.example"),
        ("<a href='mailto:a@b.example'>Write</a>", "[Write](mailto:a@b.example)"),
        ("<a href='tel:+441632960200'>01632 960200</a>", "01632 960200"),
        ("<a href='tel:+441632960200'>Call</a>", "[Call](tel:+441632960200)"),
        ("<a href='/fees'>fees</a> <a href='#a'>here</a> <a>there</a>", "fees here there"),
        ("<a href='javascript:steal()'>x</a>", "x"),
        ("<a href='https://a.example/x'><b>bold</b> <i>page</i></a>", "[bold page](https://a.example/x)"),
        ("a<a href='https://a.example/x'> b </a>c", "a [b](https://a.example/x) c"),
        ("H<sub>2</sub>O, 5<sup>th</sup>, x<sup>2</sup>", "H₂O, 5th, x²"),
        ("<q>yes</q>", "“yes”"),
    ],
)
def test_a_link_keeps_its_address_beside_its_text(html, text):
    assert html_blocks(f"<p>{html}</p>") == (Block(text),)


@pytest.mark.parametrize(
    "page",
    [
        "<link rel=canonical href='https://a.example/help/x'><p><a href='../fees'>fees</a></p>",
        "<base href='https://a.example/help/'><p><a href='../fees'>fees</a></p>",
        "<meta property='og:url' content='https://a.example/help/x'><p><a href='/fees'>fees</a></p>",
    ],
)
def test_a_link_within_the_site_leads_on_from_the_page(read, page):
    assert read("x.html", page).text == "[fees](https://a.example/fees)"


def test_a_link_in_a_heading_is_its_text():
    assert html_blocks("<h2><a href='https://a.example/x'>Fees</a></h2><p>x</p>") == (Block("x", ("Fees",)),)
