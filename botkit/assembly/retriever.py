"""The search over the bot's documents."""

from __future__ import annotations

from botkit.assembly.encoder import open_encoder
from botkit.assembly.index import open_index
from botkit.domain import Passage
from botkit.domain.ports import Encoder, Retriever
from botkit.project import artifact
from botkit.project.project import Project


def open_retriever(project: Project, encoder: Encoder | None = None, language: str = "") -> Retriever:
    """Open the search over the bot's documents; it finds nothing if the bot has none. Raises what `open_index` raises.

    With a `language`, documents in other languages are left out.
    """
    if project.bot.documents is None:
        return WithoutDocuments()
    from botkit.knowledge import Filter, HybridRetriever
    from botkit.knowledge.search.live import LiveRetriever

    only = project.bot.settings.retrieval.only
    filter_ = Filter(tuple(only.tags), (language,) if language else tuple(only.languages), tuple(only.audience))
    encoder, words = encoder or open_encoder(project), project.bot.settings.retrieval.words
    manifest = project.data.index / artifact.MANIFEST

    def version() -> tuple[int, int]:
        try:
            found = manifest.stat()
        except OSError:  # a new index is just being moved into place
            return (0, 0)
        return (found.st_ino, found.st_mtime_ns)

    found = LiveRetriever(lambda: HybridRetriever(open_index(project), encoder, filter_, words=words), version)
    reranker = project.bot.settings.retrieval.reranker
    if reranker is None:
        return found
    from botkit.knowledge.search.reranked import RerankedRetriever
    from botkit.models.cross_encoder import PassageCrossEncoder

    return RerankedRetriever(found, PassageCrossEncoder(project.weights.path(reranker)))


class WithoutDocuments:
    """The stand-in for an index if the bot has no documents: there is never anything to cite."""

    def search(self, query: str, k: int = 5, *, tenant: str = "") -> list[Passage]:  # noqa: ARG002 - the protocol's
        """Return no passages."""
        return []
