"""Where sentences begin and end."""

import random
from itertools import pairwise

import pytest

from botkit.text.markdown import plain
from botkit.text.sentences import SentenceStream, SpanKind, is_complete, sentence_spans, split

SPLITS = [
    ("", []),
    ("   \n\n ", []),
    ("One. Two.", ["One.", "Two."]),
    ("Is it? It is! Good…", ["Is it?", "It is!", "Good…"]),
    ("No end", ["No end"]),
    ("It costs £1.50 a month. You pay at the end.", ["It costs £1.50 a month.", "You pay at the end."]),
    ("The rate is 4.5% today.", ["The rate is 4.5% today."]),
    ("Use a password, e.g. three words. Keep it.", ["Use a password, e.g. three words.", "Keep it."]),
    ("Bring a paper, e.g. Form P45.", ["Bring a paper, e.g. Form P45."]),
    ("Ask Mr. Smith at St. James branch.", ["Ask Mr. Smith at St. James branch."]),
    ("Ask for J. Smith.", ["Ask for J. Smith."]),
    ("Tel. 0345 600 1234.", ["Tel. 0345 600 1234."]),
    ("Open from 8 a.m. to 8 p.m. Monday to Friday.", ["Open from 8 a.m. to 8 p.m. Monday to Friday."]),
    ("We close at 8 p.m. Call before.", ["We close at 8 p.m.", "Call before."]),
    ("See bank.example/fees for all. Pay there.", ["See bank.example/fees for all.", "Pay there."]),
    ("He said “No.” She agreed.", ["He said “No.”", "She agreed."]),
    ("(It is free.) Try it.", ["(It is free.)", "Try it."]),
    ("**It is free.** Try it.", ["**It is free.**", "Try it."]),
    ("It is yours. £5 is the fee.", ["It is yours.", "£5 is the fee."]),
    ("Call us. +44 345 600 1234 works abroad.", ["Call us.", "+44 345 600 1234 works abroad."]),
    ("Wait... and see.", ["Wait... and see."]),
    ("A line that goes\non in the next.", ["A line that goes\non in the next."]),
    ("First line\nSecond line", ["First line", "Second line"]),
    ("It costs Rs. 500 a month. Pay it.", ["It costs Rs. 500 a month.", "Pay it."]),
    ("Take No. 5, i.e. approx. Five of them. Go.", ["Take No. 5, i.e. approx. Five of them.", "Go."]),
    (
        "You can say no. You must call me. That is ok. Go.",
        ["You can say no.", "You must call me.", "That is ok.", "Go."],
    ),
    ("Dr. Smith opens at 9 a.m. GMT on Mon. 5 May.", ["Dr. Smith opens at 9 a.m. GMT on Mon. 5 May."]),
    ("It ends on Jan. 5 or in May. Then go.", ["It ends on Jan. 5 or in May.", "Then go."]),
    ("Wait 5 min. Then go. It is min. 5 days.", ["Wait 5 min.", "Then go.", "It is min. 5 days."]),
    ("Visit www.bank.com. Then see help@bank.com. Go.", ["Visit www.bank.com.", "Then see help@bank.com.", "Go."]),
    ("See the U.S. Senate in the U.S. We go.", ["See the U.S. Senate in the U.S.", "We go."]),
    ("Open Settings. eSIM is there. iPhone too.", ["Open Settings.", "eSIM is there.", "iPhone too."]),
    ("It is 5. 3 are left. 1. Go. 2. Stop.", ["It is 5.", "3 are left.", "1. Go.", "2. Stop."]),
    ("Go. (see below) Then stop. (So.) Go.", ["Go. (see below) Then stop.", "(So.)", "Go."]),
    ("No way?! Yes... Really… Go.", ["No way?!", "Yes...", "Really…", "Go."]),
]


@pytest.mark.parametrize(("text", "expected"), SPLITS)
def test_a_text_is_split_into_its_sentences(text, expected):
    assert [span.text for span in split(text)] == expected


OTHER_LANGUAGES = [
    ("de", "Am 3. Mai kostet es z. B. 5 Euro. Danach 3,50 €.", ["Am 3. Mai kostet es z. B. 5 Euro.", "Danach 3,50 €."]),
    ("de", "Nr. 5 gilt inkl. MwSt. ab 8 Uhr. 5 Tage.", ["Nr. 5 gilt inkl. MwSt. ab 8 Uhr.", "5 Tage."]),
    ("de", "Dr. Müller bzw. Frau Meier hilft. Tel. Nummer 5.", ["Dr. Müller bzw. Frau Meier hilft.", "Tel. Nummer 5."]),
    (
        "de",
        "Nur mit Ausweis. August ist zu usw. Danach nicht.",
        ["Nur mit Ausweis.", "August ist zu usw.", "Danach nicht."],
    ),
    ("de", "Er sagte „Nein.“ Sie ging.", ["Er sagte „Nein.“", "Sie ging."]),
    ("fr", "Mme Durand paie 5 €. C'est la vie.", ["Mme Durand paie 5 €.", "C'est la vie."]),
    ("es", "¿Cuánto cuesta? ¡Nada! Es gratis.", ["¿Cuánto cuesta?", "¡Nada!", "Es gratis."]),
    ("ru", "Карта бесплатна. Это стоит 5 руб. в месяц.", ["Карта бесплатна.", "Это стоит 5 руб. в месяц."]),
    ("hi", "कार्ड मुफ्त है। ऐप खोलें।", ["कार्ड मुफ्त है।", "ऐप खोलें।"]),
    ("ar", "البطاقة مجانية. هل تريد؟ نعم.", ["البطاقة مجانية.", "هل تريد؟", "نعم."]),
    ("ja", "カードは無料です。「はい。」そうです。", ["カードは無料です。", "「はい。」", "そうです。"]),
    ("xx", "It is free. Try it.", ["It is free.", "Try it."]),
]


@pytest.mark.parametrize(("language", "text", "expected"), OTHER_LANGUAGES)
def test_other_languages_end_their_sentences_in_their_own_way(language, text, expected):
    assert [text[start:end] for start, end in sentence_spans(text, language)] == expected
    assert [span.text for span in split(text, language)] == expected


MARKDOWN = """\
# Fees

You pay for these:

- A copy of a statement costs £5. Ask in the app.
- Cash abroad
  costs 3%.
1. Open the app.
2) Tap **Cards**.

| Account | Fee |
|---------|-----|
| Basic | £0 |
| Gold | £10 |

Account: Student; Fee: £1; From: May
That is all. Good luck."""


def test_items_rows_and_headings_are_sentences_of_their_own():
    assert [(span.kind.value, span.text) for span in split(MARKDOWN)] == [
        ("heading", "# Fees"),
        ("sentence", "You pay for these:"),
        ("item", "- A copy of a statement costs £5. Ask in the app."),
        ("item", "- Cash abroad\n  costs 3%."),
        ("item", "1. Open the app."),
        ("item", "2) Tap **Cards**."),
        ("header", "| Account | Fee |"),
        ("row", "| Basic | £0 |"),
        ("row", "| Gold | £10 |"),
        ("row", "Account: Student; Fee: £1; From: May"),
        ("sentence", "That is all."),
        ("sentence", "Good luck."),
    ]


def test_spans_are_verbatim_and_in_order():
    spans = split(MARKDOWN)
    assert all(MARKDOWN[span.start : span.end] == span.text for span in spans)
    assert all(first.end <= second.start for first, second in pairwise(spans))


def test_blocks_tell_paragraphs_apart():
    spans = split("One. Two.\n\nThree.\n- Four\n- Five\nSix.")
    assert [span.text for span in spans] == ["One.", "Two.", "Three.", "- Four", "- Five", "Six."]
    one, two, three, four, five, six = (span.block for span in spans)
    assert one == two < three < four == five < six


def test_a_rule_between_paragraphs_is_no_sentence_and_makes_none_a_header():
    assert [(span.kind.value, span.text) for span in split("One.\n\n---\n\nTwo.")] == [
        ("sentence", "One."),
        ("sentence", "Two."),
    ]


def test_a_paragraph_below_a_heading_is_not_part_of_it():
    assert [span.kind for span in split("## Fees\nyou pay nothing")] == [SpanKind.HEADING, SpanKind.SENTENCE]


def test_a_list_marker_alone_is_not_a_sentence_end():
    assert [span.text for span in split("1. Open the app")] == ["1. Open the app"]
    assert split("1. Open the app")[0].kind is SpanKind.ITEM


STREAMED = [text for text, _ in SPLITS if "\n" not in text] + [
    "You can freeze it. It costs £1.50, e.g. for a copy. Call 0345 600 1234 from 8 a.m. to 8 p.m. Monday to Friday.",
    "“Good.” Is it? Yes! See bank.example/fees... It goes on (a lot). £5 is it",
    "One.\nTwo. Three\n\nFour. Five.",
]


def cut(text: str, chance: random.Random) -> list[str]:
    """`text` in pieces of any length, some of them empty."""
    places = sorted(chance.choices(range(len(text) + 1), k=chance.randint(0, 12)))
    return [text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True)]


SNIPPETS = [
    *(
        "a",
        "b. ",
        "Yes.",
        " ",
        "  ",
        "No",
        "1.",
        "1. ",
        "12",
        "5 ",
        "e.g. ",
        "Mr. ",
        "8 a.m. ",
        "Monday",
        "\n",
        "“",
        "”",
        ")",
    ),
    *(
        "(",
        "...",
        "…",
        "!",
        "?",
        "! ",
        "。",
        "」",
        "「",
        "eSIM",
        "www.bank.com",
        "U.S. ",
        "We ",
        "me. ",
        "approx. ",
        "§",
        "£5",
    ),
    *("-", "\t", "x" * 30, "vs.", "it", "The ", "é", "No. ", " " * 90),
]


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_stream_of_any_text_gives_the_sentences_of_the_whole(language):
    chance = random.Random(language)
    for _ in range(2_000):
        text = "".join(chance.choices(SNIPPETS, k=chance.randint(1, 25)))
        stream = SentenceStream(language)
        sentences = [sentence for piece in cut(text, chance) for sentence in stream.feed(piece)]
        whole = [text[start:end] for start, end in sentence_spans(text, language)]
        assert [*sentences, *stream.rest()] == whole, text


@pytest.mark.parametrize("text", STREAMED)
def test_a_stream_gives_the_sentences_of_the_whole_text_whatever_the_pieces(text):
    whole = [span.text for span in split(text)]
    chance = random.Random(text)
    for pieces in [list(text), [text], *(cut(text, chance) for _ in range(200))]:
        stream = SentenceStream()
        sentences = [sentence for piece in pieces for sentence in stream.feed(piece)]
        assert [*sentences, *stream.rest()] == whole, pieces


def test_a_sentence_comes_as_soon_as_the_next_one_begins():
    stream = SentenceStream()
    assert stream.feed("It costs £1.") == []  # "£1.50" might follow
    assert stream.feed("50 a month. ") == []
    assert stream.feed("You") == ["It costs £1.50 a month."]
    assert stream.feed(" pay.\n") == ["You pay."]
    assert stream.rest() == []


def test_the_rest_is_given_once():
    stream = SentenceStream()
    stream.feed("Cut off in the")
    assert stream.rest() == ["Cut off in the"]
    assert stream.rest() == []


@pytest.mark.parametrize(
    ("sentence", "complete"),
    [
        ("It is.", True),
        ("Is it?", True),
        ("It is! ", True),
        ("He said “it is.”", True),
        ("(It is.)", True),
        ("**It is.**", True),
        ("It is", False),
        ("It is,", False),
        ("", False),
    ],
)
def test_a_sentence_is_complete_if_it_ends_as_sentences_do(sentence, complete):
    assert is_complete(sentence) is complete


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("- Tap **Cards**.", "Tap Cards."),
        ("2) Tap `Freeze`.", "Tap Freeze."),
        ("## Fees", "Fees"),
        ("See [our fees](https://bank.example/fees).", "See our fees (https://bank.example/fees)."),
        ("See [bank.example](bank.example).", "See bank.example."),
        ("Cash abroad\n  costs 3%.", "Cash abroad costs 3%."),
        ("It is 2 * 3 * 4.", "It is 2 * 3 * 4."),
    ],
)
def test_plain_text_has_no_marks(markdown, text):
    assert plain(markdown) == text
