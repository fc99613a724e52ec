from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Text.\n{: .note }\n\n[Track](https://a.example/t){.next} it.{: #x}",
         "Text.\n\n[Track](https://a.example/t) it."),
        ("See [it](https://a.example/t){target=_blank rel=\"noopener\"}.", "See [it](https://a.example/t)."),
        ("* TOC\n{:toc}\n\nText.\n\n[TOC]\n\n[[_TOC_]]", "Text."),
        ("- [x] Done\n- [ ] Open", "- Done\n- Open"),
        ("Tap :material-cog: and press ++ctrl+alt+del++ ==now==.", "Tap and press Ctrl+Alt+Del now."),
        ("See [[Lost cards]] or [[lost|the page]].", "See Lost cards or the page."),
        ("Open daily.[^1] Free.\n\n[^1]: Not on bank holidays.", "Open daily. (Not on bank holidays.) Free."),
        ("A sensor[^s] here.\n\n[^s]: <https://a.example/s>", "A [sensor](https://a.example/s) here."),
        ("Text.\n\n[^9]: Never referred to.", "Text.\n\nNever referred to."),
        ("Deposit\n: Paid at the end.\n\nRent\n: Paid each month.",
         "- Deposit: Paid at the end.\n- Rent: Paid each month."),
        ("Write to noreply<!-- nolink -->@a.example or a<!-- x -->.example.",
         "Write to noreply@a.example or a.example."),
        ("Type `a{.b}` and `<!-- c -->`.", "Type a{.b} and <!-- c -->."),
        ("Write {name} and {2} here.", "Write {name} and {2} here."),
        ("--8<-- \"x.md\"\nText.", "Text."),
    ],
)  # fmt: skip
def test_marks_that_no_reader_sees_are_taken_out(read, text, shown):
    assert read("x.md", text).text == shown


def test_headings_lose_their_marks(read):
    document = read("x.md", "# Fees {#fees}\n\n## [Abroad](#a) {: .x }\n\nText.")
    assert (document.title, document.blocks[0].heading) == ("Fees", ("Abroad",))


def test_an_article_that_is_a_page_of_html_is_read_as_one(read):
    text = "<p>5 * 3 * 2 <strong>is</strong> 30.</p>\n\n<table>\n\n    <tr><td>a</td><td>b</td></tr>\n\n</table>"
    assert read("x.md", text).text == "5 * 3 * 2 is 30.\n\n| a | b |"


@pytest.mark.parametrize(
    "text",
    [
        "To top up, send an SMS with TOPUP <voucher number> to 3636.",
        "Press <Enter>, then type <code> and the <order-number>.",
        "Folder <sketchbook>/hardware/<vendor>/ if x < y and z > 1.",
    ],
)
def test_what_stands_in_angle_brackets_and_is_no_html_stays(read, text):
    assert read("x.md", text).text == text
