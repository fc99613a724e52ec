"""Where sentences begin and end."""

import random
from itertools import pairwise

import pytest

from botkit.text.sentences import SentenceStream, SpanKind, is_complete, plain, split

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
]


@pytest.mark.parametrize(("text", "expected"), SPLITS)
def test_a_text_is_split_into_its_sentences(text, expected):
    assert [span.text for span in split(text)] == expected


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


@pytest.mark.parametrize("text", STREAMED)
def test_a_stream_gives_the_sentences_of_the_whole_text_whatever_the_pieces(text):
    whole = [span.text for span in split(text)]
    chance = random.Random(text)
    for pieces in [list(text), [text], *(cut(text, chance) for _ in range(200))]:
        stream = SentenceStream()
        sentences = [sentence for piece in pieces for sentence in stream.feed(piece)]
        rest = stream.rest()
        assert [*sentences, *([rest] if rest else [])] == whole, pieces


def test_a_sentence_comes_as_soon_as_the_next_one_begins():
    stream = SentenceStream()
    assert stream.feed("It costs £1.") == []  # "£1.50" might follow
    assert stream.feed("50 a month. ") == []
    assert stream.feed("You") == ["It costs £1.50 a month."]
    assert stream.feed(" pay.\n") == ["You pay."]
    assert stream.rest() == ""


def test_the_rest_is_given_once():
    stream = SentenceStream()
    stream.feed("Cut off in the")
    assert stream.rest() == "Cut off in the"
    assert stream.rest() == ""


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
