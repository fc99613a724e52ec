"""What opens at a click is part of a page; what nobody can see is not."""

from __future__ import annotations

import pytest

from botkit.knowledge.ingest.blocks import Block

PANEL = [
    "<h3>When?</h3><div hidden><p>Now.</p></div>",
    "<h3>When?</h3><div style='display: none'><p>Now.</p></div>",
    "<h3>When?</h3><p hidden>Now.</p>",
    "<h3><button aria-expanded='false' aria-controls='a'>When?</button></h3><div id='a' hidden><p>Now.</p></div>",
    "<div class='head'><h3>When?</h3></div><section aria-hidden='true'><p>Now.</p></section>",
    "<button aria-controls='a'>When?</button><p>…</p><div id='a' hidden><p>Now.</p></div>",
    "<button class='accordion'>When?</button><div class='content'><p>Now.</p></div>",
    "<details><summary>When?</summary><p>Now.</p></details>",
    "<details><summary><h3>When?</h3></summary>Now.</details>",
    "<a data-toggle='collapse' href='#a'>When?</a><div id='a' class='collapse' hidden>Now.</div>",
    "<ul><li><a class='title' href='#'>When?</a><div class='accordion-content' hidden>Now.</div></li></ul>",
    "<div class='faq-question'>When?</div><div class='faq-answer' style='display:none'>Now.</div>",
    "<dl><dt>When?</dt><dd hidden>Now.</dd></dl>",
    "<ul class='faq'><li><h3>When?</h3><div class='faq-answer' style='display:none'>Now.</div></li></ul>",
]


@pytest.mark.parametrize("panel", PANEL)
def test_what_folds_is_read_under_what_opens_it(read, panel):
    blocks = [block for block in read("x.html", f"<h2>Paying</h2><p>Text.</p>{panel}").blocks if block.text != "…"]
    assert blocks[0] == Block("Text.", ("Paying",))
    assert blocks[-1] == Block("Now.", ("Paying", "When?"))


def test_what_folds_ends_where_it_ends(read):
    html = "<h2>A</h2><details><summary>B</summary><h3>C</h3><p>c</p></details><p>a</p>"
    assert read("x.html", html).blocks == (Block("c", ("A", "B", "C")), Block("a", ("A",)))


@pytest.mark.parametrize(
    "tabs",
    [
        "<ul role='tablist'><li role='tab'>Mac</li><li role='tab'>Windows</li></ul>"
        "<div role='tabpanel'>Open it.</div><div role='tabpanel' hidden>Wait.</div>",
        "<ul class='nav'><li><a data-toggle='tab' href='#m'>Mac</a></li>"
        "<li><a data-toggle='tab' href='#w'>Windows</a></li></ul>"
        "<div id='m' class='tab-pane'>Open it.</div><div id='w' class='tab-pane' style='display:none'>Wait.</div>",
        "<div role='tablist'><button role='tab' id='t1'>Mac</button><button role='tab' id='t2'>Windows</button></div>"
        "<div role='tabpanel' aria-labelledby='t1'>Open it.</div>"
        "<div role='tabpanel' aria-labelledby='t2' hidden>Wait.</div>",
    ],
)
def test_tabs_are_read_under_their_labels(read, tabs):
    assert read("x.html", f"{tabs}<p>End.</p>").blocks == (
        Block("Open it.", ("Mac",)),
        Block("Wait.", ("Windows",)),
        Block("End."),
    )


@pytest.mark.parametrize(
    "hidden",
    [
        "<div hidden>no</div>",
        "<h3>When?</h3><p>yes</p><div hidden>no</div>",
        "<h3>When?</h3><div style='visibility:hidden'>no</div>",
        "<h3>When?</h3><div style='font-size:0'>no</div>",
        "<h3>When?</h3><p>yes<span hidden>no</span></p>",
        "<details><summary>x</summary><p hidden>no</p></details>",
    ],
)
def test_what_nobody_can_open_is_not_read(read, hidden):
    assert "no" not in read("x.html", f"<p>Text.</p>{hidden}").text
