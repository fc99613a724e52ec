from __future__ import annotations

import pytest

from botkit.knowledge.ingest.documents import Block

PAGE = """<!doctype html><html><head><title>Lost  cards</title><style>p{}</style>
<link rel="canonical" href="https://a.example/lost"></head>
<body><nav><a href="/">Home</a></nav><main><h1>Lost cards</h1><p>Call <b>us</b><br>at once.</p>
<h2>Abroad</h2>Loose text <em>here</em>.<ul><li>Call<ol><li>the line</li></ol></li><li><p>Wait</p></li></ul>
<table><caption>Fees</caption><tr><th>Card</th><th>Fee</th></tr><tr><td>debit</td><td>free</td></tr></table>
</main><footer>Imprint</footer><script>track()</script></body></html>"""


def test_a_page_is_read_as_it_is_seen(read):
    document = read("x.html", PAGE)
    assert document.title == "Lost cards"
    assert document.url == "https://a.example/lost"
    assert document.blocks == (
        Block("Call us\nat once."),
        Block("Loose text here.", ("Abroad",)),
        Block("- Call\n  1. the line\n- Wait", ("Abroad",)),
        Block("Fees", ("Abroad",)),
        Block("| Card | Fee |\n| --- | --- |\n| debit | free |", ("Abroad",), table=True),
    )


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>no</p>",
        '<p aria-hidden="true">no</p>',
        '<p style="color:red; DISPLAY : none">no</p>',
        '<span style="visibility:hidden">no</span>',
        '<p style="font-size:0">no</p>',
        '<p style="opacity: 0; ">no</p>',
        "<script>no</script>",
        "<template><p>no</p></template>",
        "<!-- no -->",
        "<nav>no</nav>",
    ],
)
def test_what_is_hidden_is_not_read(read, hidden):
    assert read("x.htm", f"<p>yes</p>{hidden}").text == "yes"


def test_what_is_only_faint_is_read(read):
    assert read("x.html", '<p style="opacity:0.5;font-size:0.9em">yes</p>').text == "yes"


def test_a_page_without_title_takes_its_first_heading(read):
    assert read("x.html", "<h1>Fees</h1><p>None.</p>").title == "Fees"


def test_a_canonical_link_that_is_no_web_address_is_dropped(read):
    assert read("x.html", '<link rel="canonical" href="javascript:alert(1)"><p>Text.</p>').url == ""


def test_a_table_without_header_keeps_its_rows(read):
    document = read("x.html", "<table><tr><td>a</td><td>b</td></tr></table>")
    assert document.blocks == (Block("| a | b |", table=True),)
