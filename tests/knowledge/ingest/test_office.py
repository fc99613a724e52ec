from __future__ import annotations

import importlib.util
import io
import re
import sys
import zipfile

import pytest

from botkit.domain.errors import DocumentError, MissingExtra
from botkit.knowledge.ingest.documents import read_documents

needs_markitdown = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("markitdown", "mammoth", "pdfminer")),
    reason="the extra 'files' is not installed",
)
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


def docx(body: str) -> bytes:
    """A file as Word writes it, as far as a reader needs it."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{office}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>',
    }
    return packed(parts)


def packed(parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_without_the_extra_one_sentence_says_what_to_install(folder, write, monkeypatch):
    monkeypatch.setitem(sys.modules, "markitdown", None)
    write("fees.pdf", PDF)
    with pytest.raises(MissingExtra) as error:
        read_documents(folder)
    assert re.fullmatch(
        r"documents/fees.pdf: reading '.pdf' files needs .* not installed; run: pip install .*\[files\]'",
        str(error.value),
    )


@needs_markitdown
def test_a_pdf_is_read(read):
    document = read("lost-cards.pdf", PDF)
    assert (document.title, document.text) == ("Lost cards", "Call us at once.")


@needs_markitdown
def test_a_word_file_is_read_without_what_nobody_sees(read):
    document = read("lost.docx", docx("<w:p><w:r><w:t>Call us\u200b at once.</w:t></w:r></w:p>"))
    assert (document.source, document.text) == ("lost.docx", "Call us at once.")


@needs_markitdown
@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.docx", b"PK\x03\x04 no archive", "documents/x.docx: is damaged"),
        ("x.docx", docx(""), "documents/x.docx: shows no text"),
        ("x.xlsx", packed({"x": "no workbook"}), "documents/x.xlsx: cannot be read"),
        ("x.pptx", packed({"x": "0" * (201 * 2**20)}), "documents/x.pptx: unpacks to 201 MiB"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(folder, write, name, content, message):
    write(name, content)
    with pytest.raises(DocumentError) as error:
        read_documents(folder)
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)
