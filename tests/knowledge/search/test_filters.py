from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from botkit.domain import Question
from botkit.knowledge.index.index import Index
from botkit.knowledge.ingest.documents import Block, Document
from botkit.knowledge.search.filters import Filter
from botkit.knowledge.search.hybrid import HybridRetriever

STAFF = Document("staff.md", "Report a lost card", (Block("Staff report a lost card by form."),), audience=("staff",))
CUSTOMERS = Document(
    "customers.md", "Report a lost card", (Block("Call us."),), ("u"), ("cards",), "en", ("customers",)
)
GERMAN = Document("karte.md", "Karte verloren", (Block("Report a lost card: Karte sperren."),), language="de")
EVERYBODY = Document("hours.md", "Opening hours", (Block("The branch is open on Saturday."),), tags=("Service",))


@pytest.mark.parametrize(
    ("filter_", "passing"),
    [
        (Filter(), [STAFF, CUSTOMERS, GERMAN, EVERYBODY]),
        (Filter(audience=("staff",)), [STAFF, GERMAN, EVERYBODY]),
        (Filter(audience=("Customers", "staff")), [STAFF, CUSTOMERS, GERMAN, EVERYBODY]),
        (Filter(languages=("en",)), [STAFF, CUSTOMERS, EVERYBODY]),
        (Filter(tags=("service", "loans")), [EVERYBODY]),
        (Filter(tags=("cards",), audience=("staff",)), []),
    ],
)
def test_a_document_passes_by_what_it_says_and_where_it_says_nothing_but_its_tags(filter_, passing):
    assert [document for document in (STAFF, CUSTOMERS, GERMAN, EVERYBODY) if filter_.passes(document)] == passing


@pytest.fixture
def index(encoder) -> Index:
    questions = [
        Question("my plastic has gone", ("staff.md",), ("by form",)),
        Question("will it rain", ()),
    ]
    return Index.build([STAFF, CUSTOMERS, GERMAN, EVERYBODY], encoder, questions=questions)[0]


def sources(retriever, query="report a lost card", **more) -> set[str]:
    return {passage.source for passage in retriever.search(query, 10, **more)}


def test_what_does_not_pass_is_found_in_no_way(index, encoder):
    retriever = HybridRetriever(index, encoder, Filter(audience=("customers",)))
    assert sources(retriever) == {"customers.md", "karte.md", "hours.md"}
    assert sources(retriever, "by form") <= {"customers.md", "karte.md", "hours.md"}
    found = retriever.search("my plastic has gone", 10)
    assert all(not passage.hints and passage.source != "staff.md" for passage in found)


def test_a_search_may_narrow_and_never_widen_what_the_bot_may_find(index, encoder):
    retriever = HybridRetriever(index, encoder, Filter(audience=("customers",)))
    assert sources(retriever, only=Filter(languages=("en",))) == {"customers.md", "hours.md"}
    assert sources(retriever, only=Filter(audience=("staff",))) == {"karte.md", "hours.md"}
    assert sources(retriever, only=Filter(tags=("nothing",))) == set()


def test_many_unwanted_documents_take_no_place_of_the_wanted_one(encoder):
    crowd = [
        Document(f"{n}.md", f"Report a lost card {n}", (Block("Report a lost card."),), audience=("staff",))
        for n in range(80)
    ]
    wanted = Document("hours.md", "Opening hours", (Block("The branch is open on Saturday."),), audience=("customers",))
    index, _ = Index.build([*crowd, wanted], encoder)
    retriever = HybridRetriever(index, encoder)
    assert sources(retriever, only=Filter(audience=("customers",))) == {"hours.md"}


def test_of_two_documents_with_the_same_text_only_the_one_that_passes_is_found(encoder):
    twins = [
        Document(f"{who}.md", "Hours", (Block("Open at ten."),), audience=(who,)) for who in ("staff", "customers")
    ]
    index, _ = Index.build(twins, encoder)
    assert sources(HybridRetriever(index, encoder, Filter(audience=("staff",))), "open at ten") == {"staff.md"}


def test_filters_are_remembered_but_not_without_end(index, encoder):
    retriever = HybridRetriever(index, encoder)
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda n: sources(retriever, only=Filter(audience=(f"group {n}",))), range(300))
    assert set(map(frozenset, found)) == {frozenset({"karte.md", "hours.md"})}


def test_a_saved_index_filters_the_same(index, encoder, tmp_path):
    index.save(tmp_path)
    only = Filter(languages=("de",), audience=("customers",))
    assert sources(HybridRetriever(Index.load(tmp_path), encoder, only)) == {"karte.md", "hours.md"}


OURS = Document("prices.md", "Card prices", (Block("A lost card costs eight pounds."),))
ACME = Document("acme.md", "Card prices for Acme", (Block("A lost card is free for Acme."),), tenant="acme")
OTHER = Document("other.md", "Card prices for Other", (Block("A lost card costs Other two pounds."),), tenant="other")


@pytest.fixture
def of_tenants(encoder) -> Index:
    questions = [Question("does Acme pay when plastic has gone", ("acme.md",), ("free for Acme",))]
    return Index.build([OURS, ACME, OTHER], encoder, questions=questions)[0]


@pytest.mark.parametrize(
    ("tenant", "found"),
    [("", {"prices.md"}), ("acme", {"prices.md", "acme.md"}), ("ACME", {"prices.md"}), ("nobody", {"prices.md"})],
)
def test_a_document_of_a_tenant_is_found_for_that_tenant_alone(of_tenants, encoder, tenant, found):
    retriever = HybridRetriever(of_tenants, encoder)
    for query in ("price of a lost card", "Acme", "Other", "does Acme pay when plastic has gone"):
        assert sources(retriever, query, tenant=tenant) == found
    assert any(passage.hints for passage in retriever.search("does Acme pay when plastic has gone", tenant=tenant)) == (
        tenant == "acme"
    )


def test_a_filter_holds_for_a_tenant_as_well(of_tenants, encoder):
    retriever = HybridRetriever(of_tenants, encoder, Filter(tags=("cards",)))
    assert sources(retriever, tenant="acme") == set()


def test_tenants_are_kept_in_the_index_and_an_older_index_has_none(of_tenants, encoder, tmp_path):
    of_tenants.save(tmp_path)
    assert sources(HybridRetriever(Index.load(tmp_path), encoder), tenant="acme") == {"prices.md", "acme.md"}
    older = (tmp_path / "chunks.jsonl").read_text().replace('"tenant": "acme", ', "").replace('"tenant": "", ', "")
    older = older.replace('"tenant": "other", ', "")
    assert "tenant" not in older
    (tmp_path / "chunks.jsonl").write_text(older)
    assert sources(HybridRetriever(Index.load(tmp_path), encoder)) == {"prices.md", "acme.md", "other.md"}
