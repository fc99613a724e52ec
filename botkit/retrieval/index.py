"""The index of the documents: chunks, their vectors in FAISS, their words in BM25."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import faiss
import numpy as np
import numpy.typing as npt

from botkit.errors import ArtifactError, DocumentError
from botkit.protocols import Encoder, Progress
from botkit.retrieval.blocks import Document
from botkit.retrieval.chunks import Chunk, chunks_of
from botkit.retrieval.lexicon import Lexicon

FORMAT = 1
"""Version of the files; other versions are refused."""

_BATCH = 64
_REMEDY = "run: botkit index BOT"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class IndexFolder:
    """The files of a saved index."""

    folder: Path

    @property
    def summary(self) -> Path:
        """Format, encoder, dimension and counts (JSON)."""
        return self.folder / "index.json"

    @property
    def vectors(self) -> Path:
        """A FAISS IndexIDMap2 over an IndexFlatIP; an id is the beginning of its text's SHA-256."""
        return self.folder / "vectors.faiss"

    @property
    def chunks(self) -> Path:
        """One chunk a line (JSON)."""
        return self.folder / "chunks.jsonl"


@dataclass(frozen=True, slots=True)
class Summary:
    """What index.json says. `encoder` is the id of the one that made the vectors."""

    format: int
    encoder: str
    dimension: int
    chunks: int
    vectors: int


@dataclass(frozen=True, slots=True)
class IndexChanges:
    """What a build changed: chunks that are new or not as they were, that stayed, that went; and texts embedded."""

    added: int
    kept: int
    removed: int
    embedded: int

    @property
    def any(self) -> bool:
        """Whether the index differs from the previous one."""
        return bool(self.added or self.removed or self.embedded)

    def __str__(self) -> str:
        if not self.any:
            return f"up to date, {self.kept} chunks"
        return f"{self.added} chunks new, {self.kept} as before, {self.removed} gone; {self.embedded} texts embedded"


class Index:
    """Chunks that can be searched by vector and by word.

    Every chunk has two vectors: of what is indexed of it, and of its document's subject.
    """

    def __init__(self, chunks: Sequence[Chunk], vectors: faiss.IndexIDMap2, encoder_id: str) -> None:
        self.chunks = tuple(chunks)
        self.encoder_id = encoder_id
        self._vectors = vectors
        self._numbers = _grouped((_id(chunk.indexed), number) for number, chunk in enumerate(self.chunks))
        self._subjects = _grouped((_id(chunk.subject), number) for number, chunk in enumerate(self.chunks))

    @classmethod
    def build(
        cls,
        documents: Iterable[Document],
        encoder: Encoder,
        *,
        encoder_id: str = "",
        previous: Index | None = None,
        progress: Progress | None = None,
    ) -> tuple[Index, IndexChanges]:
        """The index of `documents`, and what changed since `previous`, whose vectors are not computed again.

        `encoder_id` tells encoders apart (the sum of their weights); vectors of another one are not reused.
        Raises DocumentError if there is nothing to index.
        """
        chunks = chunks_of(documents)
        if not chunks:
            raise DocumentError("the documents hold no text to index; write some")
        reused = previous if previous and previous.encoder_id == encoder_id else None
        texts = {_id(text): text for chunk in chunks for text in (chunk.subject, chunk.indexed)}
        missing = {id_: text for id_, text in texts.items() if reused is None or id_ not in reused._ids}
        vectors = dict(zip(missing, _encoded(list(missing.values()), encoder, progress), strict=True))
        if reused:
            vectors |= {id_: reused._vector(id_) for id_ in texts if id_ not in missing}
        index = cls(chunks, _index_of({id_: vectors[id_] for id_ in texts}), encoder_id)
        return index, _changes(previous.chunks if previous else (), index.chunks, embedded=len(missing))

    @property
    def dimension(self) -> int:
        """Of the vectors."""
        return int(self._vectors.d)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words of the chunks; made when it is first used."""
        return Lexicon([chunk.indexed for chunk in self.chunks])

    def nearest(self, vector: npt.NDArray[Any], n: int) -> tuple[list[int], list[int]]:
        """Numbers of the chunks nearest to `vector` (shape (dimension,)), and of those whose subject is; best first.

        At most about `n` of each.
        """
        _, found = self._vectors.search(vector[np.newaxis], min(2 * n, self._vectors.ntotal))
        ids = [int(number) for number in found[0]]
        chunks = [number for id_ in ids for number in self._numbers.get(id_, ())]
        subjects = [number for id_ in ids for number in self._subjects.get(id_, ())]
        return chunks[:n], subjects[:n]

    def similarity(self, vector: npt.NDArray[Any], number: int) -> tuple[float, float]:
        """Cosine of `vector` with the chunk of that number, and with its subject."""
        chunk = self.chunks[number]
        return float(self._vector(_id(chunk.indexed)) @ vector), float(self._vector(_id(chunk.subject)) @ vector)

    def save(self, folder: Path) -> None:
        """Writes the index into `folder`, which is there: one that takes its place when it is whole (botkit.artifact).

        Raises OSError if it can't.
        """
        place = IndexFolder(folder)
        summary = Summary(FORMAT, self.encoder_id, self.dimension, len(self.chunks), int(self._vectors.ntotal))
        place.vectors.write_bytes(faiss.serialize_index(self._vectors).tobytes())
        with place.chunks.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(asdict(chunk), ensure_ascii=False) + "\n" for chunk in self.chunks)
        place.summary.write_text(json.dumps(asdict(summary), indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, *, encoder_id: str | None = None) -> Index:
        """The index saved in `folder`; `encoder_id` is that of the encoder that it will be searched with.

        Raises ArtifactError if it is missing, damaged, of another format or made with another encoder.
        """
        place = IndexFolder(folder)
        summary = _read(place.summary, lambda content: _checked(Summary, json.loads(content)))
        if summary.format != FORMAT:
            raise ArtifactError(f"{folder}: the index has format {summary.format}, this is {FORMAT}; {_REMEDY}")
        if encoder_id is not None and summary.encoder != encoder_id:
            raise ArtifactError(f"{folder}: the index was made with another encoder; {_REMEDY}")
        chunks = _read(place.chunks, _chunks)
        vectors = _read(place.vectors, lambda content: _vectors(content, summary))
        index = cls(chunks, vectors, summary.encoder)
        if len(chunks) != summary.chunks or index._ids != {*index._numbers, *index._subjects}:
            raise ArtifactError(f"{folder}: the parts of the index do not belong together; {_REMEDY}")
        return index

    @cached_property
    def _ids(self) -> frozenset[int]:
        return frozenset(int(number) for number in faiss.vector_to_array(self._vectors.id_map))

    def _vector(self, id_: int) -> npt.NDArray[Any]:
        return np.asarray(self._vectors.reconstruct(id_))


def _id(text: str) -> int:
    """The first 63 bits of the SHA-256 of `text`: FAISS has signed 64-bit ids."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) >> 1


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for id_, number in pairs:
        groups.setdefault(id_, []).append(number)
    return groups


def _encoded(texts: list[str], encoder: Encoder, progress: Progress | None) -> list[npt.NDArray[Any]]:
    rows: list[npt.NDArray[Any]] = []
    for start in range(0, len(texts), _BATCH):
        rows.extend(encoder.encode(texts[start : start + _BATCH]))
        if progress:
            progress("embedding documents", len(rows), len(texts))
    return rows


def _index_of(vectors: dict[int, npt.NDArray[Any]]) -> faiss.IndexIDMap2:
    matrix = np.stack(list(vectors.values())).astype(np.float32)
    index = faiss.IndexIDMap2(faiss.IndexFlatIP(matrix.shape[1]))
    index.add_with_ids(matrix, np.fromiter(vectors, dtype=np.int64))
    return index


def _changes(before: Sequence[Chunk], after: Sequence[Chunk], *, embedded: int) -> IndexChanges:
    kept = len({*before} & {*after})
    return IndexChanges(added=len(after) - kept, kept=kept, removed=len(before) - kept, embedded=embedded)


def _read(path: Path, parse: Callable[[bytes], _T]) -> _T:
    try:
        return parse(path.read_bytes())
    except FileNotFoundError as error:
        raise ArtifactError(f"{path.parent}: there is no index ({path.name} is missing); {_REMEDY}") from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RuntimeError, RecursionError) as error:
        raise ArtifactError(f"{path.parent}: {path.name} is damaged or not ours; {_REMEDY}") from error


def _chunks(content: bytes) -> list[Chunk]:
    records = (json.loads(line) for line in content.decode().split("\n") if line)
    return [_checked(Chunk, {**r, "heading": tuple(r["heading"]), "tags": tuple(r["tags"])}) for r in records]


def _checked(kind: type[_T], values: dict[str, Any]) -> _T:
    """A dataclass from JSON, with every field there and of its type. Raises ValueError."""
    types = {"str": str, "int": int, "tuple[str, ...]": tuple}
    expected = {field.name: types[str(field.type)] for field in fields(kind)}  # type: ignore[arg-type]
    if values.keys() != expected.keys() or any(type(values[name]) is not expected[name] for name in expected):
        raise ValueError(f"not a {kind.__name__}")
    return kind(**values)


def _vectors(content: bytes, summary: Summary) -> faiss.IndexIDMap2:
    """Only what `build` makes is read: FAISS would take any of its types, and sizes from the file's own header."""
    empty = faiss.serialize_index(faiss.IndexIDMap2(faiss.IndexFlatIP(summary.dimension))).tobytes()
    size = len(empty) + summary.vectors * (4 * summary.dimension + 8)
    if content[:4] != empty[:4] or len(content) != size:
        raise ValueError("another type or size of index")
    index = faiss.deserialize_index(np.frombuffer(content, dtype=np.uint8))
    if type(index) is not faiss.IndexIDMap2:
        raise ValueError("another type of index")
    flat = faiss.downcast_index(index.index)
    if type(flat) is not faiss.IndexFlatIP or (index.d, index.ntotal) != (summary.dimension, summary.vectors):
        raise ValueError("another type or shape of index")
    return index
