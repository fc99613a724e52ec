"""A number is taken out in whatever way people and their devices write it."""

from itertools import pairwise

import pytest

from intents.privacy import find, redact

KINDS = ("card_number", "iban", "email", "phone")
CARD = "[card number ending 1111]"


@pytest.mark.parametrize(
    "written",
    [
        "4111–1111–1111–1111",
        "4111—1111—1111—1111",
        "4111\u20111111\u20111111\u20111111",
        "4111\u22121111\u22121111\u22121111",
        "4111ー1111ー1111ー1111",
        "４１１１　１１１１　１１１１　１１１１",
        "４１１１－１１１１－１１１１－１１１１",
        "٤١١١ ١١١١ ١١١١ ١١١١",
        "४१११ ११११ ११११ ११११",
        "𝟒𝟏𝟏𝟏 𝟏𝟏𝟏𝟏 𝟏𝟏𝟏𝟏 𝟏𝟏𝟏𝟏",
        "④①①①①①①①①①①①①①①①",
        "4️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣",
        "4111/1111/1111/1111",
        "4111 / 1111 / 1111 / 1111",
        "4111\\1111\\1111\\1111",
        "4111_1111_1111_1111",
        "4111|1111|1111|1111",
        "4111,1111,1111,1111",
        "4111:1111:1111:1111",
        "4111*1111*1111*1111",
        "4111·1111·1111·1111",
        "4111\t1111\t1111\t1111",
        "4111\t\t1111\t\t1111\t\t1111",
        "4111\xa01111\xa01111\xa01111",
        "4111\u202f1111\u202f1111\u202f1111",
        "4111\u20091111\u20091111\u20091111",
        "4111\u200d1111\u200d1111\u200d1111",
        "4111\u200b1111\u200b1111\u200b1111",
        "4\u200c1\u200c1\u200c1\u200c1\u200c1\u200c1\u200c1\u200c1\u200c1\u200c1\u200c1\u200c1\u200c1\u200c1\u200c1",
        "4111\u00ad1111\u00ad1111\u00ad1111",
        "4111\u034f1111\u034f1111\u034f1111",
        "4111\ufe0f1111\ufe0f1111\ufe0f1111",
        "4111\u31641111\u31641111\u31641111",
        "4111\u202a 1111\u202c 1111 1111",
        "4111\r\n1111\r\n1111\r\n1111",
        "4111\x0c1111\x0b1111\u20281111",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "41 11 11 11 11 11 11 11",
        "411111 1111111111",
    ],
)
def test_a_card_number_is_known_in_any_spelling(written):
    assert redact(f"it is {written} as I said", ("card_number", "iban")) == f"it is {CARD} as I said"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("my visa4111111111111111 was", f"my visa{CARD} was"),
        ("4111111111111111is mine", f"{CARD}is mine"),
        ("card:4111111111111111,cvc", f"card:{CARD},cvc"),
        ("card4111 1111 1111 1111please", f"card{CARD}please"),
        ("(4111)(1111)(1111)(1111)", f"({CARD})"),
        ("on 12/05/26: 4111 1111 1111 1111 12/27", f"on 12/05/26: {CARD} 12/27"),
        ("4111111111111111 123", f"{CARD} 123"),
        ("Karte 5555/5555/5555/4444", "Karte [card number ending 4444]"),
        ("a row\n4111111111111111\t5500005555555559", f"a row\n{CARD}\t[card number ending 5559]"),
        ("DE89370400440532013000 4111111111111111", f"[IBAN] {CARD}"),
    ],
)
def test_a_card_number_is_known_whatever_stands_beside_it(text, kept):
    assert redact(text, ("card_number", "iban")) == kept


@pytest.mark.parametrize(
    "text",
    [
        "30/05/2026 10:30:22",
        "36/05/2026 10:30:30 and 2026-05-30T10:30:22",
        "4111/1111/1111/1112 has a wrong digit",
        "id 4111111111111112ab",
        "tracking number RX123456789GB",
        "9f8a4111-1111-4d1a-8111-a11111111111",
        "1Z999AA10123456784",
        "the sum of 4,111,111.11 and 1,111,111.11",
        "call 5 times 10 to get 50",
    ],
)
def test_dates_and_other_numbers_are_no_cards(text):
    assert redact(text, ("card_number", "iban")) == text


@pytest.mark.parametrize(
    "written",
    [
        "DE89–3704–0044–0532–0130–00",
        "DE89/3704/0044/0532/0130/00",
        "DE89_3704_0044_0532_0130_00",
        "ＤＥ８９ ３７０４ ００４４ ０５３２ ０１３０ ００",
        "DE\u200b89\u200b3704\u200b0044\u200b0532\u200b0130\u200b00",
        "DE89\t3704\t0044\t0532\t0130\t00",
        "D E 8 9 3 7 0 4 0 0 4 4 0 5 3 2 0 1 3 0 0 0",
        "DE 89 3704 0044 0532 0130 00",
        "de89 3704 0044 0532 0130 00",
        "FR1420041010050500013M02606",
        "NO93 8601 1117 947",
        "MT84MALT011000012345MTLCAST001S",
    ],
)
def test_an_iban_is_known_in_any_spelling(written):
    assert redact(f"to {written}, please", ("card_number", "iban")) == "to [IBAN], please"


def test_an_iban_is_known_within_words_and_behind_what_only_looks_like_one():
    assert redact("ibanDE89370400440532013000 ok", ["iban"]) == "iban[IBAN] ok"
    assert redact("ab12 cd34 DE89370400440532013000", ["iban"]) == "ab12 cd34 [IBAN]"
    assert redact("DE89370400440532013000and now", ["iban"]) == "[IBAN]and now"


@pytest.mark.parametrize(
    "written",
    [
        "jane@müller.de",
        "jörg.müller@example.com",
        "jane@xn--mller-kva.de",
        "иван@почта.рф",
        "用户@例子。公司",
        "राम@उदाहरण.भारत",
        "jane＠example．com",
        "jane\u200b@example.com",
        "jane@\u00adexample.com",
        "JANE@EXAMPLE.MUSEUM",
        '"jane doe"@example.com',
        "jane(at)example.com",
        "jane [at] example [dot] com",
    ],
)
def test_an_email_address_is_known_in_any_script(written):
    assert redact(f"an {written}, bitte", KINDS) == "an [e-mail address], bitte"


def test_a_sentence_without_spaces_does_not_go_with_the_address():
    assert redact("メールはjane@example.comです", KINDS) == "メールは[e-mail address]です"


@pytest.mark.parametrize("text", ["meet me @ noon", "@tarnbank hello", "see you @ 5.30", "look at example.com", "a@b"])
def test_what_only_has_the_sign_is_no_address(text):
    assert redact(text, KINDS) == text


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://shop.example/?card=4111%201111%201111%201111&x=1", f"https://shop.example/?card={CARD}&x=1"),
        ("https://shop.example/?card=4111-1111-1111-1111#top", f"https://shop.example/?card={CARD}#top"),
        ("https://shop.example/?card=4111+1111+1111+1111", f"https://shop.example/?card={CARD}"),
        ("https://shop.example/4111%E2%80%931111%E2%80%931111%E2%80%931111/x", f"https://shop.example/{CARD}/x"),
        ("/?e=jane%40example.com&p=%2B447700900123", "/?e=[e-mail address]&p=[phone number]"),
        ("mailto:jane@example.com?subject=hi", "mailto:[e-mail address]?subject=hi"),
        ("tel:+44-7700-900123", "tel:[phone number]"),
        ("https://shop.example/iban/DE89%203704%200044%200532%200130%2000", "https://shop.example/iban/[IBAN]"),
        ("https://shop.example/articles/12345?page=%2", "https://shop.example/articles/12345?page=%2"),
    ],
)  # fmt: skip
def test_an_address_of_a_page_is_read_with_its_escapes(address, kept):
    assert redact(address, KINDS, "GB") == kept


def test_findings_tell_their_kind_and_do_not_overlap():
    text = "DE89 3704 0044 0532 0130 00, 4111 1111 1111 1111, jane@example.com, +44 7700 900123"
    found = sorted(find(text, KINDS, "GB"), key=lambda one: one[1].start)
    assert [kind for kind, _ in found] == ["iban", "card_number", "email", "phone"]
    assert all(one[1].end <= other[1].start for one, other in pairwise(found))
