from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from botkit.domain.errors import DocumentError
from botkit.knowledge.ingest.fetch import Fetcher, Gone
from botkit.knowledge.ingest.web import Web, read_web

PUBLIC = "93.184.215.14"
Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A web server on the loopback, which stands for every public address; it writes down who asked for what."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        self.names = {"help.example": [PUBLIC]}
        self.resolved: list[str] = []
        self.dialled: list[str] = []
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                site.asked.append(f"{self.headers['Host']}{self.path}")
                site.pages.get(self.path, lambda handler: handler.send_error(404))(self)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def resolve(self, host: str, port: int) -> list[str]:
        self.resolved.append(host)
        if host not in self.names:
            raise socket.gaierror(-2, "Name or service not known")
        return self.names[host]

    def connect(self, address: str, port: int, seconds: float) -> socket.socket:
        self.dialled.append(address)
        return socket.create_connection(("127.0.0.1", self.server.server_port), timeout=seconds)

    def fetcher(self, *hosts: str, **limits) -> Fetcher:
        return Fetcher(hosts or ("help.example",), resolve=self.resolve, connect=self.connect, **limits)


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    thread = threading.Thread(target=site.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield site
    site.server.shutdown()
    site.server.server_close()
    thread.join()


def page(content: str | bytes, kind: str = "text/html; charset=utf-8") -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        body = content.encode() if isinstance(content, str) else content
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def moved(to: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", to)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def test_a_page_is_read_as_a_document_with_its_address(site):
    site.pages["/lost-card?a=1"] = page("<html lang='en-GB'><h1>Lost cards</h1><p>Call\u200b us.<p hidden>no</p>")
    (document,) = read_web(Web(("http://help.example/lost-card?a=1#top",)), site.fetcher())
    assert document.source == document.url == "http://help.example/lost-card?a=1"
    assert (document.title, document.text, document.language) == ("Lost cards", "Call us.", "en")
    assert site.asked == ["help.example/lost-card?a=1"]


def test_a_page_without_a_title_is_called_as_its_address(site):
    site.pages["/opening-hours.txt"] = page(b"Caf\xe9 opens at nine.", "text/plain")
    (document,) = read_web(Web(("http://help.example/opening-hours.txt",)), site.fetcher())
    assert (document.title, document.text) == ("Opening hours", "Café opens at nine.")


def test_the_connection_goes_to_the_address_that_was_checked_and_the_name_is_asked_once(site):
    site.pages["/"] = page("<p>Hello.")
    site.fetcher().fetch("http://help.example")
    assert (site.resolved, site.dialled) == (["help.example"], [PUBLIC])


def test_a_sitemap_and_the_sitemaps_in_it_name_the_pages(site):
    loc = "<loc> http://help.example{} </loc>"
    xmlns = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    site.pages["/map.xml"] = page(
        f"<sitemapindex {xmlns}><sitemap>{loc.format('/one.xml')}</sitemap></sitemapindex>", "application/xml"
    )
    urls = "".join(f"<url>{loc.format(path)}</url>" for path in ("/a", "/b", "/gone"))
    site.pages["/one.xml"] = page(f"<?xml version='1.0'?><urlset {xmlns}>{urls}</urlset>", "application/xml")
    site.pages |= {"/a": page("<p>One."), "/b": page("<p>Two.")}
    web = Web(sitemap="http://help.example/map.xml")
    assert [document.text for document in read_web(web, site.fetcher(*web.allowed))] == ["One.", "Two."]
    with pytest.raises(DocumentError, match="names 3 pages, more than 2"):
        read_web(Web(sitemap="http://help.example/map.xml", pages=2), site.fetcher())


BOMB = '<!DOCTYPE x [<!ENTITY a "bbbb"><!ENTITY c "&a;&a;">]><urlset><url><loc>&c;</loc></url></urlset>'


@pytest.mark.parametrize(
    "content",
    [
        "<html>",
        '<!DOCTYPE x [<!ENTITY a "b">]><urlset/>',
        BOMB.encode("utf-16"),
        b"<?xml version='1.0' encoding='UTF-16BE'?>".decode().encode("utf-16-be") + BOMB.encode("utf-16-be"),
        f"<!-- {'x' * 3000} -->\n{BOMB}",
        "<!doctype x><urlset/>",
        b"\xff\xfe\x00",
        "no XML",
    ],
)
def test_what_is_no_sitemap_is_refused(site, content):
    site.pages["/map.xml"] = page(content)
    with pytest.raises(DocumentError, match=r"^http://help\.example/map\.xml: (is no sitemap|a sitemap has no)"):
        read_web(Web(sitemap="http://help.example/map.xml"), site.fetcher())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_a_sitemap_is_read_in_any_encoding_and_however_deep_it_is(site, encoding):
    text = (
        "<x:urlset xmlns:x='y'><x:url><x:loc>http://help.example/a</x:loc><image><loc>http://no</loc></image></x:url>"
    )
    site.pages["/map.xml"] = page(f"{text}{'<a>' * 50_000}{'</a>' * 50_000}</x:urlset>".encode(encoding))
    site.pages["/a"] = page("<p>One.")
    (document,) = read_web(Web(sitemap="http://help.example/map.xml"), site.fetcher())
    assert document.text == "One."


def test_a_page_that_cannot_be_had_or_read_is_skipped_and_told(site):
    site.pages |= {
        "/a": page("<p>One."),
        "/b": lambda handler: handler.send_error(500),
        "/c": page(b"\x89PNG", "image/png"),
        "/d": page("<script>x</script>"),
    }
    reading = read_web(Web(tuple(f"http://help.example/{name}" for name in "abcde")), site.fetcher())
    assert [document.text for document in reading] == ["One."]
    assert [line.partition(": ")[0][-1] for line in reading.skipped] == ["b", "c", "d", "e"]


def test_a_server_that_fails_again_and_again_leaves_no_half_of_a_site(site):
    site.pages["/0"] = page("<p>One.")
    site.pages |= {f"/{number}": lambda handler: handler.send_error(503) for number in range(1, 9)}
    with pytest.raises(DocumentError, match="status 503"):
        read_web(Web(tuple(f"http://help.example/{number}" for number in range(9))), site.fetcher())


@pytest.mark.parametrize("kind", ["text/html; charset=windows-1251", "text/html"])
def test_a_page_is_read_in_the_encoding_that_the_server_or_the_page_names(site, kind):
    site.pages["/a"] = page('<meta charset="windows-1251"><p>Тарифы'.encode("cp1251"), kind)
    assert read_web(Web(("http://help.example/a",)), site.fetcher())[0].text == "Тарифы"


def test_links_of_a_page_lead_on_from_its_address(site):
    site.pages["/help/a"] = page("<p>See <a href='../fees'>fees</a>.")
    (document,) = read_web(Web(("http://help.example/help/a",)), site.fetcher())
    assert document.text == "See [fees](http://help.example/fees)."


def test_the_menu_of_a_site_is_taken_out(site):
    for number in range(4):
        site.pages[f"/{number}"] = page(
            f"<title>Page {number} | A bank</title><div>Plants<br>Basket</div><p>Text {number}."
        )
    documents = read_web(Web(tuple(f"http://help.example/{number}" for number in range(4))), site.fetcher())
    assert [(document.title, document.text) for document in documents] == [
        (f"Page {number}", f"Text {number}.") for number in range(4)
    ]


PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "::1", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "::ffff:93.184.215.14", "64:ff9b::a00:1", "2002:0a00:0001::",
    "255.255.255.255", "::", "no address",
    "::7f00:1", "::10.0.0.7", "::ffff:0:10.0.0.7", "64:ff9b::7f00:1", "64:ff9b:1::a00:7", "64:ff9b:1:ffff::1",
    "fec0::1", "feff::1", "febf::1", "fd00:ec2::254", "100::1", "2001::1", "2001:0:a00:7::1", "2001:10::1",
    "2001:db8::1",
    "3fff::1", "2002:7f00:1::", "2606:4700::5efe:10.0.0.7", "2606:4700::200:5efe:a00:7", "5f00::1",
    "ff02::1", "240.0.0.1",
    "192.0.0.192", "198.18.0.1", "192.88.99.1", "168.63.129.16", "100.100.100.200", "0.1.2.3", "127.1", "0177.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("address", [PUBLIC, "2606:4700::6810:84e5", "2a00:1450:4009:81f::200e", "2620:fe::fe"])
def test_an_address_that_is_public_is_dialled(site, address):
    site.names["help.example"] = [address]
    site.pages["/"] = page("<p>Hello.")
    site.fetcher().fetch("http://help.example/")
    assert site.dialled == [address]


@pytest.mark.parametrize(
    "written", ["http://h\u00e9lp.example/", "http://h\u00e9lp\u3002example/", "http://xn--hlp-bma.example/"]
)
def test_a_name_that_is_not_ascii_is_one_name_however_it_is_written(site, written):
    site.names["xn--hlp-bma.example"] = [PUBLIC]
    site.pages["/"] = page("<p>Hello.")
    assert site.fetcher("h\u00e9lp.example").fetch(written).content
    assert site.dialled == [PUBLIC]


@pytest.mark.parametrize(
    "url",
    [
        "http://help.example\\@evil.example/",
        "http://evil.example\\.help.example/",
        "http://evil.example\\@help.example/",
        "http:\\\\evil.example/",
        "http://h\u0435lp.example/",
        "http://help.example.evil.example/",
        "http://evil.example#@help.example/",
        "http://help.example%2eevil.example/",
    ],
)
def test_an_address_that_only_looks_like_an_allowed_one_is_not_fetched(site, url):
    site.names |= {"help.example": [PUBLIC], "evil.example": [PUBLIC]}
    with pytest.raises(DocumentError, match=r"which is not allowed|a user or a port|is not a link|not allowed"):
        site.fetcher().fetch(url)
    assert site.dialled == []


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_inside_is_not_followed_even_if_another_address_of_it_is_public(site, address):
    site.names["help.example"] = [PUBLIC, address]
    with pytest.raises(DocumentError, match="which is not public"):
        site.fetcher().fetch("http://help.example/")
    assert site.dialled == []


@pytest.mark.parametrize("address", ["127.0.0.1", "[::1]", "2130706433", "0x7f.1"])
def test_an_address_in_place_of_a_name_is_checked_alike(site, address):
    host = address.strip("[]")
    site.names[host] = ["127.0.0.1"]
    with pytest.raises(DocumentError, match="which is not public"):
        site.fetcher(host).fetch(f"http://{address}/")
    assert site.dialled == []


@pytest.mark.parametrize(
    ("to", "problem"),
    [
        ("http://inside.example/", "has the address 10.0.0.7, which is not public"),
        (
            "http://other.example/",
            "is redirected to http://other.example/, which is on other.example, which is not allowed",
        ),
        ("//other.example/", "which is on other.example, which is not allowed"),
        ("file:///etc/passwd", "which is not a link"),
        ("http://help.example:8080/", "which has a user or a port"),
        ("http://a:b@help.example/", "which has a user or a port"),
        ("http://[bad/", "which is not a link"),
        ("/loop", "is redirected more than 5 times"),
    ],
)
def test_a_redirect_leads_nowhere_that_an_address_may_not(site, to, problem):
    site.names |= {"inside.example": ["10.0.0.7"], "other.example": [PUBLIC]}
    site.pages |= {"/": moved(to), "/loop": moved("/loop")}
    with pytest.raises(DocumentError) as error:
        site.fetcher("help.example", "inside.example").fetch("http://help.example/")
    assert problem in str(error.value)
    assert "\n" not in str(error.value)
    assert set(site.asked) <= {"help.example/", "help.example/loop"}


def test_a_name_that_changes_its_address_after_a_redirect_is_checked_again(site):
    def answer(handler):
        site.names["help.example"] = ["192.168.0.1"]
        moved("/next")(handler)

    site.pages |= {"/": answer, "/next": page("<p>Secret.")}
    with pytest.raises(DocumentError, match=r"192\.168\.0\.1, which is not public"):
        site.fetcher().fetch("http://help.example/")
    assert site.asked == ["help.example/"]


def test_a_redirect_to_an_allowed_page_is_followed_and_that_page_is_cited(site):
    site.pages |= {"/old": moved("/new"), "/new": page("<p>Here.")}
    (document,) = read_web(Web(("http://help.example/old",)), site.fetcher())
    assert document.source == "http://help.example/new"


@pytest.mark.parametrize("length", [True, False])
def test_a_page_that_is_too_large_is_given_up(site, length):
    def answer(handler):
        handler.send_response(200)
        if length:
            handler.send_header("Content-Length", str(10**9))
        handler.end_headers()
        try:
            for _ in range(1000):
                handler.wfile.write(b"x" * 10_000)
        except OSError:
            pass

    site.pages["/"] = answer
    with pytest.raises(DocumentError, match="is larger than 1 MiB"):
        site.fetcher(size=2**20).fetch("http://help.example/")


def test_a_page_that_trickles_is_given_up_in_time(site):
    def answer(handler):
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(50):
                handler.wfile.write(b"x")
                time.sleep(0.1)
        except OSError:
            pass

    site.pages["/"] = answer
    start = time.monotonic()
    with pytest.raises(DocumentError, match=r"no answer within 0\.5 s"):
        site.fetcher(seconds=0.5).fetch("http://help.example/")
    assert time.monotonic() - start < 2


def test_a_page_that_is_gone_is_an_error_where_it_was_asked_for(site):
    with pytest.raises(Gone, match=r"^http://help\.example/x: there is no such page"):
        read_web(Web(("http://help.example/x",)), site.fetcher())


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://nowhere.example/", "cannot be fetched (Name or service not known)"),
        ("http://help.example/error", "the server answers with status 500"),
        ("http://help.example/image", "is of type 'image/png'"),
        ("http://help.example/empty", "shows no text"),
        ("ftp://help.example/", "is not a link"),
    ],
)
def test_a_page_that_cannot_be_read_is_named(site, url, problem):
    site.pages |= {
        "/error": lambda handler: handler.send_error(500),
        "/image": page(b"\x89PNG", "image/png"),
        "/empty": page("<script>x</script>"),
    }
    with pytest.raises(DocumentError) as error:
        read_web(Web((url,)), site.fetcher("help.example", "nowhere.example"))
    assert str(error.value).startswith(f"{url}: {problem}")
