"""The search over pgvector on a real PostgreSQL, through LangChain's store for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

pytest.importorskip("langchain_postgres", reason="not installed: pip install -e '.[pgvector]'")

from langchain_postgres import Column, ColumnDict, PGEngine, PGVectorStore

from botkit.knowledge.ingest.documents import Block, Document
from botkit.knowledge.search.langchain import EncoderEmbeddings, StoreRetriever
from botkit.models.sentence_encoder import SentenceEncoder
from tests.knowledge.search.retriever_contract import RetrieverContract


@pytest.fixture(scope="module")
def store(postgres, encoder: SentenceEncoder) -> Iterator[PGVectorStore]:
    url = postgres.new_database()
    engine = PGEngine.from_connection_string(url)
    columns: list[Column | ColumnDict] = [Column("source", "TEXT"), Column("tenant", "TEXT")]
    engine.init_vectorstore_table("chunks", 32, id_column=Column("id", "TEXT"), metadata_columns=columns)
    yield PGVectorStore.create_sync(
        engine, EncoderEmbeddings(encoder), "chunks", id_column="id", metadata_columns=["source", "tenant"]
    )
    engine._run_as_sync(engine.close())
    postgres.drop_database(url)


def over(store: PGVectorStore, encoder: SentenceEncoder, **options: object) -> StoreRetriever:
    def for_tenant(tenant: str) -> dict[str, object]:
        return {} if options else {"filter": {"tenant": {"$in": ["", tenant]}}}

    return StoreRetriever(store, encoder, cosine=lambda distance: 1 - distance, options=options, for_tenant=for_tenant)


@pytest.fixture
def over_store(store: PGVectorStore, encoder: SentenceEncoder, documents: Sequence[Document]) -> StoreRetriever:
    retriever = over(store, encoder)
    retriever.add(documents)
    return retriever


class TestPgvector(RetrieverContract):
    @pytest.fixture
    def retriever(self, over_store: StoreRetriever) -> StoreRetriever:
        return over_store


def test_what_is_deleted_is_found_no_more(
    store: PGVectorStore, encoder: SentenceEncoder, documents: Sequence[Document]
) -> None:
    retriever = over(store, encoder)
    ids = {document.source: retriever.add([document]) for document in documents}
    store.delete(ids["service/hours.md"])
    assert "service/hours.md" not in {passage.source for passage in retriever.search("branch open on Saturday", 50)}


@pytest.mark.usefixtures("over_store")
def test_a_filter_holds_within_the_query(store: PGVectorStore, encoder: SentenceEncoder) -> None:
    found = over(store, encoder, filter={"source": "cards/limits.md"}).search("branch open on Saturday", 50)
    assert {passage.source for passage in found} == {"cards/limits.md"}


@pytest.mark.usefixtures("over_store")
def test_the_tenant_is_part_of_the_query(store: PGVectorStore, encoder: SentenceEncoder) -> None:
    crowd = [Document(f"{n}.md", "Branch hours", (Block(f"Open on Saturday {n}."),), tenant="other") for n in range(60)]
    mine = Document("mine.md", "Branch hours for Acme", (Block("Closed."),), tenant="acme")
    ids = over(store, encoder).add([*crowd, mine])
    found = {
        tenant: {passage.source for passage in over(store, encoder).search("open on Saturday", 50, tenant=tenant)}
        for tenant in ("", "acme")
    }
    store.delete(ids)
    assert found["acme"] == found[""] | {"mine.md"}
    assert "service/hours.md" in found[""]
