from __future__ import annotations

import pytest
from langchain_core.documents import Document as LangChainDocument
from langchain_core.runnables import RunnableLambda
from langchain_core.vectorstores import InMemoryVectorStore

from botkit.domain.errors import DocumentError
from botkit.knowledge.index.index import Index
from botkit.knowledge.search.hybrid import HybridRetriever
from botkit.knowledge.search.langchain import EncoderEmbeddings, LangChainRetriever, StoreRetriever, read_langchain
from tests.knowledge.search.retriever_contract import RetrieverContract


@pytest.fixture
def store(encoder) -> InMemoryVectorStore:
    return InMemoryVectorStore(EncoderEmbeddings(encoder))


@pytest.fixture
def over_store(documents, encoder, store) -> StoreRetriever:
    retriever = StoreRetriever(store, encoder)
    retriever.add(documents)
    return retriever


class TestStoreRetriever(RetrieverContract):
    @pytest.fixture
    def retriever(self, over_store):
        return over_store


@pytest.fixture
def retriever(documents, encoder) -> LangChainRetriever:
    return LangChainRetriever(retriever=HybridRetriever(Index.build(documents, encoder)[0], encoder), k=3)


def test_the_search_stands_in_a_chain_of_langchain(retriever):
    def sources_of(found: list[LangChainDocument]) -> list[str]:
        return [document.metadata["source"] for document in found]

    chain = retriever | RunnableLambda(sources_of)
    sources = chain.invoke("How do I report a lost card?")
    assert (sources[0], len(sources)) == ("cards/lost.md", 3)


def test_documents_tell_what_passages_tell(retriever):
    (first, *_) = retriever.invoke("five days by post")
    assert first.page_content == "A new card takes five days by post."
    assert first.id
    assert 0 <= first.metadata.pop("relevance") <= 1
    assert first.metadata == {
        "source": "cards/lost.md",
        "title": "Report a lost card",
        "heading": ["New card"],
        "url": "https://bank.example/lost",
    }


def test_what_is_not_relevant_enough_is_left_out(retriever):
    strict = LangChainRetriever(retriever=retriever.retriever, min_relevance=1.0)
    assert strict.invoke("zebra") == []


def test_a_store_may_be_told_what_to_find(over_store, store, encoder):
    only = {"filter": lambda document: document.metadata["source"].startswith("service/")}
    narrowed = StoreRetriever(store, encoder, options=only)
    assert {passage.source for passage in narrowed.search("lost card")} == {"service/hours.md"}


def test_added_again_a_document_is_not_there_twice_and_deleted_it_is_gone(over_store, store, documents):
    before = len(store.store)
    ids = over_store.add(documents)
    assert len(store.store) == before == len(ids)
    store.delete(ids)
    assert over_store.search("lost card") == []


def test_scores_of_other_kinds_become_cosines(over_store, store, encoder):
    class Distances(InMemoryVectorStore):
        def similarity_search_with_score(self, query, k=4, **kwargs):
            return [
                (document, 1 - score) for document, score in super().similarity_search_with_score(query, k, **kwargs)
            ]

    distances = Distances(store.embeddings)
    distances.store = store.store
    other = StoreRetriever(distances, encoder, cosine=lambda distance: 1 - distance)
    expected = over_store.search("lost card")
    assert [(found.id, pytest.approx(found.relevance)) for found in other.search("lost card")] == [
        (passage.id, passage.relevance) for passage in expected
    ]


def test_documents_of_langchain_are_read_as_if_they_were_files():
    (document,) = read_langchain(
        [
            LangChainDocument(
                page_content="Call\u200b us.\n\n- now",
                metadata={"source": "a.pdf", "title": "Lost", "tags": ["x"], "language": "en-GB", "audience": "staff"},
            )
        ]
    )
    assert (document.source, document.title, document.text) == ("a.pdf", "Lost", "Call us.\n\n- now")
    assert (document.tags, document.language, document.audience) == (("x",), "en", ("staff",))


def test_pages_of_one_file_stay_apart_and_a_web_page_is_its_own_link():
    pages = [
        LangChainDocument(page_content=text, metadata={"source": "https://a.example/"}) for text in ("One.", "Two.")
    ]
    first, second = read_langchain(pages)
    assert (first.source, first.title, first.url) == ("https://a.example/", "One.", "https://a.example/")
    assert second.source == "https://a.example/#2"


@pytest.mark.parametrize(
    ("document", "error"),
    [
        (LangChainDocument(page_content="x"), "document 1: its metadata has no 'source'"),
        (LangChainDocument(page_content=" \u200b", metadata={"source": "a"}), "a: document 1 has no text"),
        (
            LangChainDocument(page_content="x", metadata={"source": "a", "url": "javascript:x"}),
            "a: 'javascript:x' is not",
        ),
    ],
)
def test_a_document_that_cannot_be_cited_is_an_error(document, error):
    with pytest.raises(DocumentError, match=error):
        read_langchain([document])


def test_a_store_that_knows_no_tenants_gives_nothing_of_another_one(encoder, store):
    own = LangChainDocument("A card is free.", metadata={"source": "acme.md", "tenant": "acme"})
    all_ = LangChainDocument("A card costs two.", metadata={"source": "all.md"})
    retriever = StoreRetriever(store, encoder)
    retriever.add(read_langchain([own, all_]))
    assert [passage.source for passage in retriever.search("card")] == ["all.md"]
    assert {passage.source for passage in retriever.search("card", tenant="acme")} == {"all.md", "acme.md"}
    assert [passage.source for passage in retriever.search("card", tenant="other")] == ["all.md"]
