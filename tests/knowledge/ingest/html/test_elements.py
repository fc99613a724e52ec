"""HTML as people write it: brackets that are none, tags that are never closed, entities."""

from __future__ import annotations

import pytest

from botkit.knowledge.ingest.html.elements import Element, has_elements, parsed


def found(root: Element, name: str) -> Element:
    """The first element of that name, which there has to be."""
    element = root.find(name)
    assert element is not None
    return element


@pytest.mark.parametrize(
    "text",
    [
        "Send TOPUP <voucher number> to 3636.",
        "Write to <claims@example.com> or see <https://a.example/x>.",
        "Press <Enter>, then <code>, <time> or <order-number>.",
        "If a<b and c>d, 3 < 5, <3, a <- b, x </> y.",
        "A <link>, an <input> and a </voucher>.",
        "An open <a href='x and nothing more",
    ],
)
def test_what_stands_in_angle_brackets_and_is_no_html_is_text(text):
    assert parsed(text).text == text
    assert not has_elements(text)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a <b>bold</b> <code>word</code>", "a bold word"),
        ("<my-tab>x</my-tab><Tabs>y</Tabs><img/><thing />", "xy"),
        ("<p title=it's>one</p><p title='x'>two</p>", "onetwo"),
        ('<a href="a>b">c</a>', "c"),
        ("<!doctype html><?xml version='1.0'?><!-- no -->x<![CDATA[no]]>", "x"),
        ("&pound;5 &amp; &#39;&#x20AC;&nosuch; &copy=1", "£5 & '€&nosuch; &copy=1"),
        ("&pound 5&nbsp?a=1&region=2&copy=3 &eacute&amp", "£ 5 ?a=1&region=2&copy=3 é&"),
        ("<p>a&nbsp;b&shy;c&#8203;d&#x202e;</p>", "a bcd"),
    ],
)
def test_what_is_html_is_none_of_the_text(html, text):
    assert parsed(html).text == text


def test_an_end_that_nobody_wrote_is_where_browsers_see_it():
    root = parsed("<p>one<p>two<ul><li>a<li>b</ul><table><tr><td>c<td>d<tr><td>e</table><dl><dt>f<dd>g</dl>")
    assert [element.name for element in root.elements] == ["p", "p", "ul", "table", "dl"]
    assert [item.text for item in root.walk() if item.name in {"li", "td", "dt", "dd"}] == list("abcdefg")


def test_an_end_without_a_beginning_parts_the_text():
    assert [child if isinstance(child, str) else child.name for child in parsed("a</p>b</b>c").children] == [
        "a",
        "br",
        "b",
        "c",
    ]


def test_scripts_have_no_elements_in_them():
    root = parsed("<script>if (a<b) '<p>no</p>'</script><p>yes</p>")
    assert [element.name for element in root.walk()] == ["script", "p"]


def test_a_page_hides_what_stands_behind_a_script_that_is_never_closed():
    assert found(parsed("<p>yes</p><script>no", page=True), "p").text == "yes"
    assert [child.name for child in parsed("<p>yes</p><script>no", page=True).elements] == ["p", "script"]


def test_a_head_that_is_never_closed_ends_with_the_first_text_of_the_page():
    root = parsed("<html><head><title>T</title><meta charset=utf-8><body><p>yes</p>", page=True)
    assert found(root, "body").text == "yes"
    whole = found(parsed("<html><head><title>T</title><h1>yes</h1>", page=True), "html")
    assert next(whole.elements).name == "head"
