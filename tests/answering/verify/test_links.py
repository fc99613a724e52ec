"""Links of documents lead to the hosts that are allowed, as a browser reads them, and to no others."""

import pytest

from botkit.answering import Trust

TRUST = Trust(("bank.example", "m\u00fcller.example"))


@pytest.mark.parametrize(
    "link",
    [
        "https://bank.example",
        "https://www.bank.example/cards.",
        "http://bank.example:8443/x?y=1,2",
        "www.bank.example/x",
        "bank.example/x",
        "cards@bank.example",
        "BANK.EXAMPLE",
        "https://bank.example\\cards",
        "https://bank\u3002example/",
        "[cards](https://bank.example/cards)",
        "[cards](mailto:cards@bank.example)",
        "https://m\u00fcller.example/",
        "https://xn--mller-kva.example/",
        "(see https://bank.example/a_(b).)",
    ],
)
def test_a_link_to_an_allowed_host_is_let_through(link: str) -> None:
    assert TRUST.objection(f"Order a card at {link} today.") == ""


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example\\@bank.example/",
        "https://evil.example\\.bank.example/",
        "https:\\\\evil.example/bank.example",
        "https:evil.example",
        "https:/evil.example/@bank.example",
        "https://bank.example@evil.example/",
        "https://bank.example:443@evil.example/",
        "https://evil.example#@bank.example",
        "https://evil.example?.bank.example",
        "//evil.example/bank.example",
        "[cards](\\\\evil.example/bank.example)",
        "[cards](//evil.example)",
        "https://evil\u3002example/",
        "evil\uff0eexample/x",
        "www.evil\uff61example",
        "https://\uff45vil.example",
        "https://ev\u200bil.example",
        "https://b\u0430nk.example/",
        "b\u0430nk.example",
        "https://bank.ex\u0430mple/",
        "https://bank.example.evil.example/",
        "https://bank.example%2eevil.example/",
        "https://bankxexample/",
        "https://notbank.example/",
        "http://3405803785/",
        "http://0xcb.0.0x71.9/",
        "http://[2001:db8::1]/",
        "ftp://evil.example/x",
        "cards@evil\u3002example",
        "cards@bank.example.evil.example",
        "mailto:cards@evil.example",
        "evil[.]example/cards",
        "evil\u3010.\u3011example/cards",
    ],
)
def test_a_link_that_leads_elsewhere_is_not(link: str) -> None:
    assert TRUST.objection(f"Order a card at {link} today.") != ""


@pytest.mark.parametrize(
    "text", ["It costs 5.99, e.g. in May.", "Open 24/7 and/or 9.30 to 17.00.", "Don't wait.Come in."]
)
def test_a_text_without_links_has_none(text: str) -> None:
    assert "link" not in TRUST.objection(text.replace("wait.Come", "wait. Come"))


def test_without_a_list_links_lead_where_the_documents_say() -> None:
    assert Trust().objection("See https://anywhere.example/.") == ""
