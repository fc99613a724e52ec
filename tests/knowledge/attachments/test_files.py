"""Files that come with a message, as text."""

from __future__ import annotations

import importlib.util
import time

import pytest

from botkit.domain import Attachment, AttachmentKind
from botkit.domain.errors import MessageError
from botkit.knowledge.attachments.files import MOST_CHARACTERS, FileAttachmentReader
from botkit.knowledge.attachments.pdf_processes import PdfProcesses

needs_pdf = pytest.mark.skipif(importlib.util.find_spec("pdfminer") is None, reason="needs: pip install -e '.[files]'")
PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 144]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length 44>>stream
BT /F1 18 Tf 20 100 Td (Call us at once.) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
"""


@pytest.mark.parametrize("name", ["letter.txt", "Letter.MD"])
def test_text_is_read_as_it_stands(name):
    read = FileAttachmentReader().read(name, "\ufeffIt costs £5.\n".encode())
    assert read == Attachment(AttachmentKind.FILE, name, "It costs £5.\n", size=17)


@needs_pdf
def test_a_pdf_is_read():
    assert ".pdf" in FileAttachmentReader().suffixes
    assert FileAttachmentReader().read("a.pdf", PDF).text.strip() == "Call us at once."


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("photo.png", b"x", "photo.png: only .txt, .md"),
        ("noname", b"x", "noname: only .txt"),
        ("a.txt", b"\xff\xfe", "a.txt: is not UTF-8 text; save it as UTF-8"),
        ("a.txt", b"a\0b", "a.txt: is no text"),
        ("a.txt", b" \n", "a.txt: shows no text"),
        ("a.txt", b"x" * (MOST_CHARACTERS + 1), "a.txt: has over 100,000 characters"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_to_do(name, content, said):
    with pytest.raises(MessageError) as error:
        FileAttachmentReader().read(name, content)
    assert said in str(error.value)


@needs_pdf
@pytest.mark.parametrize("content", [b"no PDF at all", PDF.replace(b"Call us at once.", b"                ")])
def test_a_pdf_that_is_damaged_or_blank_is_refused(content):
    with pytest.raises(MessageError, match=r"a\.pdf: "):
        FileAttachmentReader().read("a.pdf", content)


@needs_pdf
def test_a_pdf_whose_sender_has_left_is_not_read():
    with pytest.raises(MessageError, match=r"a\.pdf: "):
        FileAttachmentReader().read("a.pdf", PDF, wanted=lambda: False)


@needs_pdf
def test_a_pdf_that_repeats_one_long_page_fifty_times_is_given_up():
    drawing = b"q " * 50_000 + b"BT /F1 18 Tf " + b"(x) Tj " * 200_000 + b"ET"
    pages = b" ".join(b"%d 0 R" % number for number in range(6, 56))
    content = PDF.replace(b"/Kids[3 0 R]/Count 1", b"/Kids[" + pages + b"]/Count 50").partition(b"3 0 obj")[0]
    content += b"4 0 obj<</Length %d>>stream\n%b\nendstream endobj\n" % (len(drawing), drawing)
    content += b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    for number in range(6, 56):
        content += b"%d 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 144]" % number
        content += b"/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
    began = time.monotonic()
    with pytest.raises(MessageError, match=r"a\.pdf: "):
        FileAttachmentReader(PdfProcesses(seconds=5)).read("a.pdf", content + b"trailer<</Root 1 0 R>>\n")
    assert time.monotonic() - began < 30
