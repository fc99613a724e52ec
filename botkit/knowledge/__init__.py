"""From a folder of documents to the passages that answer a question.

documents -> chunks -> index (FAISS and BM25) -> hybrid search, with a relevance that tells when nothing answers.
"""

from botkit.knowledge.index.index import Index, IndexChanges
from botkit.knowledge.ingest.documents import Document, read_documents
from botkit.knowledge.search.filters import Filter
from botkit.knowledge.search.hybrid import HybridRetriever

__all__ = ["Document", "Filter", "HybridRetriever", "Index", "IndexChanges", "read_documents"]
