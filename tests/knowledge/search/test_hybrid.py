from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from botkit.domain.errors import ArtifactError
from botkit.knowledge.index.index import Index
from botkit.knowledge.ingest.documents import Block, Document
from botkit.knowledge.search.hybrid import HybridRetriever, reciprocal_rank_fusion
from botkit.knowledge.search.relevance import RelevanceFeatures
from tests.knowledge.search.retriever_contract import RetrieverContract


@pytest.fixture
def hybrid(documents, encoder) -> HybridRetriever:
    index, _ = Index.build(documents, encoder)
    return HybridRetriever(index, encoder)


class TestHybridRetriever(RetrieverContract):
    @pytest.fixture
    def retriever(self, hybrid):
        return hybrid


def test_passages_come_by_score(hybrid):
    passages = hybrid.search("card limit", 2)
    assert passages[0].score >= passages[1].score


def test_words_decide_the_order_of_passages_and_not_their_relevance(encoder):
    articles = [
        Document(f"{n}.md", "Payment", (Block(f"Payment by order number {n}. {text}"),))
        for n, text in enumerate(["Fee five pounds.", "Pay the zibble.", "Cash at the branch."])
    ]
    retriever = HybridRetriever(Index.build(articles, encoder)[0], encoder, words=5)
    first = retriever.search("payment zibble", 3)[0]
    assert first.source == "1.md"
    assert first.score > math.log(first.relevance / (1 - first.relevance)) + 1


def test_the_question_of_an_entry_finds_its_row(hybrid):
    assert hybrid.search("How much interest does a saver get?")[0].source == "faq.csv#row-2"


def test_a_word_that_the_encoder_does_not_know_finds_its_passage(encoder):
    articles = [Document(f"{n}.md", "Payment", (Block(f"Payment by order number {n}."),)) for n in range(40)]
    articles.append(Document("chaps.md", "Payment", (Block("Payment by CHAPS."),)))
    index, _ = Index.build(articles, encoder)
    assert HybridRetriever(index, encoder).search("chaps payment")[0].source == "chaps.md"


def test_one_document_does_not_crowd_out_the_others(encoder):
    lost = [Block("Report a lost card by phone.", (f"Part {n}",)) for n in range(6)]
    articles = [
        Document("lost.md", "Report a lost card", tuple(lost)),
        Document("stolen.md", "Stolen card", (Block("Call."),)),
    ]
    index, _ = Index.build(articles, encoder)
    retriever = HybridRetriever(index, encoder)
    assert [passage.source for passage in retriever.search("report a lost card", 4)] == [
        "lost.md",
        "lost.md",
        "stolen.md",
        "lost.md",
    ]


def test_many_threads_may_search_at_once(hybrid):
    expected = hybrid.search("lost card")
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: hybrid.search("lost card"), range(32)))
    assert all([passage.id for passage in result] == [passage.id for passage in expected] for result in results)


def test_an_encoder_that_is_not_the_indexs_is_noticed(documents, encoder):
    class Narrow:
        def encode(self, texts):
            return np.ones((len(texts), 3), dtype=np.float32)

    index, _ = Index.build(documents, encoder)
    with pytest.raises(ArtifactError, match="another encoder"):
        HybridRetriever(index, Narrow()).search("card")


def test_fusion_adds_reciprocal_ranks():
    fused = reciprocal_rank_fusion([[7, 8], [8]])
    assert fused == pytest.approx({7: 1 / 61, 8: 1 / 62 + 1 / 61})


def test_every_kind_of_evidence_raises_the_relevance():
    weak = RelevanceFeatures(passage=0.3, subject=0.3, words=0.3)
    assert weak.relevance < 0.5
    for better in (
        RelevanceFeatures(0.6, 0.3, 0.3),
        RelevanceFeatures(0.3, 0.6, 0.3),
        RelevanceFeatures(0.3, 0.3, 0.9),
    ):
        assert better.relevance > weak.relevance
    assert RelevanceFeatures(passage=0.7, subject=0.6, words=0.8).relevance > 0.9
    assert RelevanceFeatures(passage=0.05, subject=0.0, words=0.0).relevance < 0.01


def test_behind_the_leading_passages_stand_the_other_sections_of_their_documents(encoder):
    lost = [Block("Report a lost card by phone.", (f"Part {n}",)) for n in range(4)]
    articles = [
        Document("lost.md", "Report a lost card", tuple(lost)),
        Document("stolen.md", "Report a card", (Block("Report a stolen card."), Block("Opening hours.", ("Hours",)))),
        Document("card.md", "Card", (Block("Report a card."),)),
    ]
    index, _ = Index.build(articles, encoder)
    sources = [passage.source for passage in HybridRetriever(index, encoder).search("report a lost card", 8)]
    assert len(set(sources[:3])) == 2
    assert set(sources[3:-1]) == set(sources[:3])
    assert sources[-1] not in sources[:3]
