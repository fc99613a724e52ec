"""Passages of what comes with a message."""

from __future__ import annotations

import pytest

from botkit.domain import Attachment, AttachmentKind
from botkit.knowledge.attachments.passages import MOST, AttachmentPassages
from botkit.testing import HashingEncoder

PAGE = Attachment(
    AttachmentKind.PAGE,
    "Winter Saver",
    "Winter Saver\nYou earn 4.10 % a year.\n\nThe account fee is \u200b£2 a month.",
    "https://bank.example/winter",
)
FILE = Attachment(AttachmentKind.FILE, "letter.txt", "Dear Ada,\n\nThe shed will be delivered on 3 March.")


@pytest.fixture
def attached() -> AttachmentPassages:
    return AttachmentPassages(HashingEncoder())


def test_a_page_is_cut_and_cited_like_a_document(attached):
    (passage,) = attached.search("What does the Winter Saver account cost?", [PAGE], 8)
    assert (passage.source, passage.title, passage.url) == ("page:", "Winter Saver", "https://bank.example/winter")
    assert "The account fee is £2 a month." in passage.text  # without what no reader sees
    assert 0 < passage.relevance < 1


def test_a_file_is_cited_by_its_name(attached):
    (passage,) = attached.search("When will the shed be delivered?", [FILE], 8)
    assert (passage.source, passage.title, passage.url) == ("file:letter.txt", "letter.txt", "")


def test_what_the_message_points_at_is_more_relevant(attached):
    (plain,) = attached.search("How much is a fee a month?", [PAGE], 8)
    (pointing,) = attached.search("How much is this fee a month?", [PAGE], 8)
    assert pointing.relevance > plain.relevance


@pytest.mark.parametrize(
    "text", ["How much is this?", "is it free here", "Was kostet dieses Konto?", "C'est combien, ceci ?"]
)
def test_a_page_is_meant_where_the_message_points(attached, text):
    assert attached.is_meant(text, PAGE)


@pytest.mark.parametrize("text", ["What does a replacement card cost?", "Is it possible to pay abroad?"])
def test_a_page_is_not_meant_where_it_does_not(attached, text):
    assert not attached.is_meant(text, PAGE)


def test_what_was_handed_over_is_always_meant(attached):
    marked = Attachment(AttachmentKind.SELECTION, "Winter Saver", "4.10 %")
    assert attached.is_meant("What does a replacement card cost?", FILE)
    assert attached.is_meant("What is the rate?", marked)


def test_of_a_long_file_the_pieces_with_the_words_of_the_question_are_read(attached):
    filler = "\n\n".join(f"Paragraph {number}. " + "Nothing of note happens here. " * 40 for number in range(60))
    long = Attachment(AttachmentKind.FILE, "long.txt", f"{filler}\n\nThe zibble opens at noon.")
    found = attached.search("When does the zibble open?", [long], 50)
    assert len(found) == MOST
    assert "zibble" in found[0].text


@pytest.mark.parametrize("text", ["", " \n ", "\u200b"])
def test_an_attachment_without_text_has_no_passages(attached, text):
    assert attached.search("What is this?", [Attachment(AttachmentKind.PAGE, "Empty", text)], 8) == []
