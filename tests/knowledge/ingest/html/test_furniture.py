"""What stands on a page and is not of its text."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "furniture",
    [
        "<header><a href='/'>Home</a><nav>Menu</nav></header>",
        "<div role='navigation'>Menu</div>",
        "<div class='breadcrumbs'><a href='/'>Help</a> / Cards</div>",
        "<nav aria-label='Breadcrumb'>Help</nav>",
        "<p>Help › Cards › Lost cards</p>",
        "<div id='cookie-banner' role='dialog'><p>We use cookies.</p><button>Accept</button></div>",
        "<div class='cookieConsent'><p>We use cookies.</p></div>",
        "<div class='site-footer'>© A bank</div>",
        "<ul class='main-menu'><li><a href='/a'>Plants</a></li><li><a href='/b'>Basket</a></li></ul>",
        "<aside class='related'><h3>Related</h3><ul><li><a href='/a'>Fees</a></li></ul></aside>",
        "<form role='search'><label>Search</label><input><button>Go</button></form>",
        "<p class='vote'>Was it helpful? <button>Yes</button> <button>No</button> 64 of 71 say so</p>",
        "<select><option>English</option></select><button>Top</button>",
        "<video><p>Your browser shows no films.</p></video>",
    ],
)
def test_what_stands_on_every_page_is_not_read(read, furniture):
    text = "When your card is lost, call us at once, at any hour; we block it and send you another."
    assert read("x.html", f"<body>{furniture}<h1>Lost cards</h1><p>{text}</p></body>").text == text


@pytest.mark.parametrize(
    "html",
    [
        "<body class='has-sidebar no-nav footer-fixed'><div class='page-with-menu'><p>Text.</p></div></body>",
        "<article><header><h1>T</h1></header><p>Text.</p></article>",
        "<aside class='note sidebar'>Text.</aside>",
        "<div class='menu'>Text.</div>",
        "<main></main><p>Text.</p>",
    ],
)
def test_what_only_sounds_like_it_is_read(read, html):
    assert read("x.html", html).text == "Text."


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>Lost cards | A bank</title><h1>Lost cards</h1>", "Lost cards"),
        ("<title>A bank – Help – Lost cards</title><h1>Lost Cards</h1>", "Lost Cards"),
        ("<title>Lost cards</title><h1>What to do</h1>", "Lost cards"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_title(read, html, title):
    assert read("x.html", f"{html}<p>Text.</p>").title == title


def test_an_address_that_was_made_unreadable_for_programs_is_read(read):
    code = "7e" + "".join(f"{ord(letter) ^ 0x7E:02x}" for letter in "a@b.example")
    html = f"<p>Write to <a href='/cdn-cgi/l/email-protection' data-cfemail='{code}'>[email&#160;protected]</a>.</p>"
    assert read("x.html", html).text == "Write to a@b.example."


CONFLUENCE = """<ac:layout><ac:layout-section><ac:layout-cell><h2>Paying</h2>
<ac:structured-macro ac:name="info"><ac:parameter ac:name="title">Mind</ac:parameter>
<ac:parameter ac:name="icon">false</ac:parameter>
<ac:rich-text-body><p>Cards only, see <ac:link><ri:page ri:content-title="Fees" /></ac:link> or
<ac:link><ri:page ri:content-title="X" />
<ac:plain-text-link-body><![CDATA[the list]]></ac:plain-text-link-body></ac:link>.</p></ac:rich-text-body>
</ac:structured-macro>
<ac:structured-macro ac:name="code"><ac:plain-text-body><![CDATA[a < b]]></ac:plain-text-body></ac:structured-macro>
<p>End.<ac:emoticon ac:name="smile" /></p></ac:layout-cell></ac:layout-section></ac:layout>"""


def test_the_storage_format_of_confluence_is_read(read):
    document = read("x.html", CONFLUENCE)
    assert [(block.heading, block.text) for block in document.blocks] == [
        (("Paying", "Mind"), "Cards only, see Fees or the list."),
        (("Paying",), "a < b"),
        (("Paying",), "End."),
    ]
