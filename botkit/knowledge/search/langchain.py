"""LangChain on either side: the search as its retriever, its vector stores behind the search, its documents to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.vectorstores import VectorStore

from botkit.domain import Passage
from botkit.domain.errors import DocumentError
from botkit.domain.ports import Encoder, Retriever
from botkit.knowledge.index.bm25 import Bm25
from botkit.knowledge.ingest.blocks import Document
from botkit.knowledge.ingest.chunks import Chunk, chunks_of
from botkit.knowledge.ingest.plain import paragraphs
from botkit.knowledge.ingest.source import WEB, visible
from botkit.knowledge.search.hybrid import CANDIDATES, spread
from botkit.knowledge.search.relevance import RelevanceFeatures
from botkit.text.content_words import content_words

_SUBJECTS = 10_000
"""Titles whose vectors are remembered."""


class LangChainRetriever(BaseRetriever):
    """A Retriever (botkit.domain.ports) as LangChain calls it.

    What is less relevant than `min_relevance` is left out.
    """

    retriever: Any
    k: int = 5
    tenant: str = ""
    min_relevance: float = 0.0

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - the signature that LangChain calls
    ) -> list[LangChainDocument]:
        found: Retriever = self.retriever
        return [
            LangChainDocument(
                page_content=passage.text,
                id=passage.id,
                metadata={
                    "source": passage.source,
                    "title": passage.title,
                    "heading": list(passage.heading),
                    "url": passage.url,
                    "relevance": passage.relevance,
                },
            )
            for passage in found.search(query, self.k, tenant=self.tenant)
            if passage.relevance >= self.min_relevance
        ]


class EncoderEmbeddings(Embeddings):
    """An Encoder (botkit.domain.ports) as LangChain's stores call it."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector for each text."""
        return [[float(number) for number in row] for row in self._encoder.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        return self.embed_documents([text])[0]


class StoreRetriever:
    """A Retriever (botkit.domain.ports) over any of LangChain's vector stores, filled by `add`.

    The store proposes passages by meaning; they are weighed as those of `HybridRetriever` are, but for known questions.
    `encoder` is the one behind the store's embeddings. `cosine` makes a cosine of the store's score: many stores give
    it as it is, others a distance (pgvector: `lambda distance: 1 - distance`). `options` go to each search of the
    store, such as its filter; `for_tenant` makes more of them for a tenant (in the store's own words: `tenant` in the
    metadata is "" or that one). Without it nothing of another tenant is given either, but its passages may take the
    place of others among those that the store proposes.
    """

    def __init__(
        self,
        store: VectorStore,
        encoder: Encoder,
        *,
        cosine: Callable[[float], float] = float,
        options: Mapping[str, Any] | None = None,
        for_tenant: Callable[[str], Mapping[str, Any]] | None = None,
    ) -> None:
        self._store = store
        self._encoder = encoder
        self._cosine = cosine
        self._options = dict(options or {})
        self._for_tenant = for_tenant
        self._subject = lru_cache(maxsize=_SUBJECTS)(lambda subject: encoder.encode([subject])[0])

    def add(self, documents: Iterable[Document]) -> list[str]:
        """Put the chunks of the documents into the store; return their ids, by which the store can delete them."""
        chunks = chunks_of(documents)
        return self._store.add_documents([_stored(chunk) for chunk in chunks], ids=[chunk.id for chunk in chunks])

    def search(self, query: str, k: int = 5, *, tenant: str = "") -> list[Passage]:
        """Return at most `k` passages, the most relevant first, then the rest of their documents."""
        if not query.strip() or k < 1:
            return []
        options = {**self._options, **(self._for_tenant(tenant) if self._for_tenant else {})}
        proposed = self._store.similarity_search_with_score(query, k=max(k, CANDIDATES), **options)
        near = [each for each in proposed if each[0].metadata.get("tenant") in (None, "", tenant)]
        if not near:
            return []
        vector = self._encoder.encode([query])[0]
        lexicon = Bm25([document.page_content for document, _ in near])
        shares = lexicon.shares(content_words(query), range(len(near))).tolist()
        evidence = [
            RelevanceFeatures(
                self._cosine(score), float(self._subject(str(document.metadata.get("subject", ""))) @ vector), share
            )
            for (document, score), share in zip(near, shares, strict=True)
        ]
        ranked = sorted(range(len(near)), key=lambda number: -evidence[number].log_odds)
        sources = [str(document.metadata.get("source", "")) for document, _ in near]
        return [_passage(near[number][0], evidence[number]) for number in spread(ranked, sources)[:k]]


def read_langchain(documents: Iterable[LangChainDocument]) -> list[Document]:
    """Return the documents that a LangChain loader has read, as botkit indexes them.

    Of the metadata, `source` must be there; `title`, `url`, `tags`, `language`, `audience` and `tenant` may be.
    Several documents of one source (pages of a file) get its number added. Raises DocumentError.
    """
    found: dict[str, Document] = {}
    for number, each in enumerate(documents, 1):
        about = each.metadata
        name = str(about.get("source") or "")
        if not name:
            raise DocumentError(f"document {number}: its metadata has no 'source'; add what it is to be cited as")
        blocks = paragraphs(visible(each.page_content))
        if not blocks:
            raise DocumentError(f"{name}: document {number} has no text; leave it out")
        source = name if name not in found else f"{name}#{number}"
        url = str(about.get("url") or (name if name.startswith(WEB) else ""))
        if url and not url.startswith(WEB):
            raise DocumentError(f"{name}: '{url}' is not a link; write one that starts with https://")
        found[source] = Document(
            source,
            visible(str(about.get("title") or "")) or blocks[0].text.split("\n")[0][:80],
            blocks,
            url=url,
            tags=_several(about.get("tags")),
            language=str(about.get("language") or "")[:2].lower(),
            audience=_several(about.get("audience")),
            tenant=str(about.get("tenant") or ""),
        )
    return list(found.values())


def _several(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(map(str, value)) if isinstance(value, Sequence) else ()


def _stored(chunk: Chunk) -> LangChainDocument:
    about = {
        "source": chunk.source,
        "title": chunk.title,
        "subject": chunk.subject,
        "text": chunk.text,
        "heading": list(chunk.heading),
        "url": chunk.url,
        "tags": list(chunk.tags),
        "language": chunk.language,
        "tenant": chunk.tenant,
        "audience": list(chunk.audience),
    }
    return LangChainDocument(page_content=chunk.indexed, id=chunk.id, metadata=about)


def _passage(document: LangChainDocument, evidence: RelevanceFeatures) -> Passage:
    about = document.metadata
    return Passage(
        id=document.id or "",
        source=str(about.get("source", "")),
        title=str(about.get("title", "")),
        text=str(about.get("text", document.page_content)),
        heading=tuple(about.get("heading", ())),
        url=str(about.get("url", "")),
        score=evidence.log_odds,
        relevance=evidence.relevance,
    )
