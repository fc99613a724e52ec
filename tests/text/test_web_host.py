"""The host of an address is the one that a browser goes to."""

import pytest

from botkit.text.web_host import canonical_host, host_of, hosts_in


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://bank.example/cards?x=1#y", "bank.example"),
        ("HTTPS://BANK.EXAMPLE", "bank.example"),
        ("https://bank.example:8443/x", "bank.example"),
        ("bank.example:8443/x", "bank.example"),
        ("bank.example/x", "bank.example"),
        ("https://user:pw@bank.example/", "bank.example"),
        ("cards@bank.example", "bank.example"),
        ("mailto:cards@bank.example?subject=hi", "bank.example"),
        ("https://bank.example./", "bank.example"),
        # A browser takes a backslash for a slash, and needs no slash at all.
        ("https://evil.example\\@bank.example/", "evil.example"),
        ("https://evil.example\\.bank.example/", "evil.example"),
        ("https:\\\\evil.example\\bank.example", "evil.example"),
        ("https:/\\evil.example", "evil.example"),
        ("https:evil.example", "evil.example"),
        ("https:///evil.example/", "evil.example"),
        ("//evil.example/x", "evil.example"),
        ("\\\\evil.example/x", "evil.example"),
        ("https://bank.example@evil.example/", "evil.example"),
        ("https://bank.example%40evil.example/", "bank.example@evil.example"),
        ("https://evil.example#@bank.example/", "evil.example"),
        ("https://evil.example?@bank.example/", "evil.example"),
        ("ht\ntps://ev\til.example/", "evil.example"),
        # Dots, letters and digits of other kinds.
        ("https://bank\u3002example/", "bank.example"),
        ("https://bank\uff0eexample/", "bank.example"),
        ("https://bank\uff61example/", "bank.example"),
        ("https://\uff42\uff41\uff4e\uff4b.example/", "bank.example"),
        ("https://ba\u00adnk.exam\u200bple/", "bank.example"),
        ("https://bank%2Eexample/", "bank.example"),
        ("https://b\u0430nk.example/", "xn--bnk-6cd.example"),
        ("https://m\u00fcller.example/", "xn--mller-kva.example"),
        ("https://fa\u00df.example/", "xn--fa-hia.example"),
        # Numbers.
        ("http://203.0.113.9/", "203.0.113.9"),
        ("http://0x7f.1/", "127.0.0.1"),
        ("http://2130706433/", "127.0.0.1"),
        ("http://017700000001/", "127.0.0.1"),
        ("http://\u2460\u2461\u2466.0.0.1/", "127.0.0.1"),
        ("", ""),
        ("https://", ""),
    ],
)
def test_the_host_is_the_one_that_a_browser_goes_to(address: str, host: str) -> None:
    assert host_of(address) == host


def test_a_name_and_its_spellings_are_one_host() -> None:
    assert canonical_host("M\u00dcLLER.example.") == canonical_host("xn--mller-kva.example")


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("See https://bank.example, or (http://evil.example).", ["bank.example", "evil.example"]),
        ("See [this](//evil.example/x).", ["evil.example"]),
        ("See [this](\\\\evil.example).", ["evil.example"]),
        ("See [this](ftp://evil.example).", ["evil.example"]),
        ("See www.evil\u3002example!", ["www.evil.example"]),
        ("See //evil.example/x.", ["evil.example"]),
        ("See b\u0430nk.example today.", ["xn--bnk-6cd.example"]),
        ("See https:\\\\evil.example\\@bank.example", ["evil.example"]),
        ("and/or, 24/7, 1//2, C:\\\\Users", []),
        ("It ends here.The next one begins.", []),
        ("Das ist \u00fcblich.Danach", []),
        ("5.99 e.g. 10.30", []),
    ],
)
def test_everything_that_becomes_a_link_is_found(text: str, hosts: list[str]) -> None:
    assert sorted(set(hosts_in(text))) == sorted(hosts)
