"""A cross-encoder that puts passages in its own order, with a tiny one that counts nothing but is real."""

from __future__ import annotations

from pathlib import Path

import pytest

from botkit.domain.errors import WeightsError
from botkit.knowledge import HybridRetriever, Index
from botkit.knowledge.search.reranked import READ, RerankedRetriever
from botkit.models.cross_encoder import PassageCrossEncoder
from tests.knowledge.search.retriever_contract import RetrieverContract


def save_cross_encoder(folder: Path, tiny_encoder_folder: Path, labels: int = 1) -> Path:
    """A BERT of the size of the tiny encoder, with random weights, that scores pairs of texts."""
    import torch
    from transformers import AutoConfig, AutoTokenizer, BertForSequenceClassification

    torch.manual_seed(3)
    config = AutoConfig.from_pretrained(str(tiny_encoder_folder), num_labels=labels)
    model = BertForSequenceClassification(config)
    with torch.no_grad():
        model.classifier.weight.normal_(0.0, 1.0)
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(str(tiny_encoder_folder)).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def reranker(tiny_encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> PassageCrossEncoder:
    return PassageCrossEncoder(save_cross_encoder(tmp_path_factory.mktemp("cross"), tiny_encoder_folder))


@pytest.fixture
def plain(documents, encoder) -> HybridRetriever:
    return HybridRetriever(Index.build(documents, encoder)[0], encoder)


class TestRerankedRetriever(RetrieverContract):
    """With a reranker that agrees with the words that question and passage share."""

    @pytest.fixture
    def retriever(self, plain: HybridRetriever) -> RerankedRetriever:
        class SharedWords(PassageCrossEncoder):
            def scores(self, query, texts):
                asked = set(query.lower().rstrip("?").split())
                return [len(asked & set(text.lower().replace(".", "").split())) for text in texts]

        return RerankedRetriever(plain, SharedWords(Path()))


def test_passages_come_in_the_order_of_the_model_and_keep_their_relevance(
    plain: HybridRetriever, reranker: PassageCrossEncoder
) -> None:
    query = "How do I report a lost card?"
    before = {passage.id: passage.relevance for passage in plain.search(query, READ)}
    after = RerankedRetriever(plain, reranker).search(query, READ)

    texts = ["\n".join((passage.title, *passage.heading, passage.text)) for passage in after]
    assert [passage.score for passage in after] == sorted(reranker.scores(query, texts), reverse=True)
    assert {passage.id: passage.relevance for passage in after} == before
    assert len({passage.score for passage in after}) > 1


def test_a_passage_may_come_up_from_behind_those_that_are_asked_for(plain: HybridRetriever) -> None:
    class LastFirst(PassageCrossEncoder):
        def scores(self, query, texts):
            return list(range(len(texts)))

    query = "card"
    assert RerankedRetriever(plain, LastFirst(Path())).search(query, 1)[0].id == plain.search(query, READ)[-1].id


def test_the_same_pair_has_the_same_score_in_any_company(reranker: PassageCrossEncoder) -> None:
    alone = reranker.scores("lost card", ["five days by post"])
    beside = reranker.scores("lost card", ["open on saturday by ten in the branch", "five days by post"])
    assert beside[1] == pytest.approx(alone[0], abs=1e-5)


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="no cross-encoder here; run: botkit models pull"):
        PassageCrossEncoder(tmp_path).scores("a", ["b"])


def test_a_model_with_several_scores_is_refused(tmp_path: Path, tiny_encoder_folder: Path) -> None:
    folder = save_cross_encoder(tmp_path, tiny_encoder_folder, labels=3)
    with pytest.raises(WeightsError, match="gives 3 scores"):
        PassageCrossEncoder(folder).scores("a", ["b"])


def test_weights_that_cannot_be_read_are_named(tmp_path: Path, tiny_encoder_folder: Path) -> None:
    folder = save_cross_encoder(tmp_path, tiny_encoder_folder)
    (folder / "model.safetensors").write_bytes(b"no")
    with pytest.raises(WeightsError, match="cannot be loaded"):
        PassageCrossEncoder(folder).scores("a", ["b"])
