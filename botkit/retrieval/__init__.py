"""From a folder of documents to the passages that answer a question.

documents -> chunks -> index (FAISS and BM25) -> hybrid search, with a relevance that tells when nothing answers.
"""

from botkit.retrieval.documents import Document, read_documents
from botkit.retrieval.encoder import SentenceEncoder
from botkit.retrieval.filters import Filter
from botkit.retrieval.index import Index, IndexChanges
from botkit.retrieval.search import HybridRetriever

__all__ = ["Document", "Filter", "HybridRetriever", "Index", "IndexChanges", "SentenceEncoder", "read_documents"]
