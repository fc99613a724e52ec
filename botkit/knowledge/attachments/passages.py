"""Passages of what comes with a message: the page that it was written on, a file. Read for that message alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from botkit.domain import Attachment, AttachmentKind, Passage
from botkit.domain.ports import Encoder
from botkit.knowledge.index.bm25 import Bm25
from botkit.knowledge.ingest.blocks import Block, Document
from botkit.knowledge.ingest.chunks import chunks_of
from botkit.knowledge.ingest.plain import paragraphs
from botkit.knowledge.ingest.source import visible
from botkit.knowledge.search.relevance import RelevanceFeatures
from botkit.text.content_words import content_words

MOST = 12
"""Chunks that are embedded for a message: a third of a second of one core."""
MEANT = 0.75
"""The cosine with the subject of what the message is about for certain, whatever its title: about that of a question
with the title of the article that answers it."""

_POINTS = re.compile(
    r"\b(?:this|these|here|dies\w*|hier|cet|cette|ceci|cela|ça|ici|est[eoa]s?|aquí)\b|هذ[اه]|هنا",
    re.IGNORECASE,
)
"""Words by which somebody means the page before them, in the languages of the widget."""


class AttachmentPassages:
    """An AttachmentReader (botkit.domain.ports) that cuts attachments like documents and weighs passages alike.

    `encoder` is that of the index. A marked text or a file was handed over with the message, so it is meant; a page is
    where the message points at it.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def is_meant(self, query: str, attachment: Attachment) -> bool:
        """Tell whether the message is about it for certain."""
        return attachment.kind is not AttachmentKind.PAGE or _POINTS.search(query) is not None

    def search(self, query: str, attachments: Sequence[Attachment], k: int) -> list[Passage]:
        """Return at most `k` passages, most relevant first."""
        chunks = [(chunk, self.is_meant(query, one)) for one in attachments for chunk in chunks_of(_documents(one))]
        if not chunks:
            return []
        lexicon = Bm25([chunk.indexed for chunk, _ in chunks])
        words = content_words(query)
        numbers = [*lexicon.search(words, MOST), *range(len(chunks))]  # those with its words, then from the beginning
        numbers = list(dict.fromkeys(numbers))[:MOST]
        texts = [text for number in numbers for text in (chunks[number][0].indexed, chunks[number][0].subject)]
        question, *vectors = self._encoder.encode([query, *texts])
        shares = lexicon.shares(words, numbers).tolist()
        passages = []
        for place, (number, share) in enumerate(zip(numbers, shares, strict=True)):
            chunk, meant = chunks[number]
            nearness, subject = (float(question @ vectors[2 * place + part]) for part in (0, 1))
            evidence = RelevanceFeatures(nearness, max(subject, MEANT if meant else 0.0), share)
            passages.append(chunk.as_passage(score=evidence.log_odds, relevance=evidence.relevance))
        return sorted(passages, key=lambda passage: -passage.relevance)[:k]


def _documents(attachment: Attachment) -> Iterator[Document]:
    """Yield the attachment as a document, without what no reader sees."""
    text = visible(attachment.text).strip()
    if not text:
        return
    if attachment.kind is AttachmentKind.FILE:
        blocks = paragraphs(text)
    else:  # as a browser gives it: each line is a paragraph, an item or a cell
        blocks = tuple(Block(" ".join(line.split())) for line in text.split("\n") if line.strip())
    yield Document(attachment.source, visible(attachment.title).strip(), blocks, attachment.url)
