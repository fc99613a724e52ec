"""The index of the documents: chunks, their vectors, their words, and the questions that they are known to answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from botkit.domain import Question
from botkit.domain.errors import ArtifactError, DocumentError
from botkit.domain.ports import Encoder, Progress
from botkit.knowledge.index.bm25 import Bm25
from botkit.knowledge.index.known_questions import AnswerSpan, KnownQuestion, Recalled, locate, recalled
from botkit.knowledge.index.vector_ids import VectorIds, key
from botkit.knowledge.index.vectors import Vectors
from botkit.knowledge.ingest.blocks import Document
from botkit.knowledge.ingest.chunks import Chunk, chunks_of
from botkit.knowledge.search.filters import Filter

FORMAT = 3
"""Version of the files; other versions are refused."""

_RECALLED = 50
"""Known questions that a search looks at."""

_SELECTIONS = 100
"""Filters that are remembered."""

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
        """Vectors of the chunks and of their subjects (safetensors)."""
        return self.folder / "vectors.safetensors"

    @property
    def question_vectors(self) -> Path:
        """Vectors of the known questions (safetensors)."""
        return self.folder / "questions.safetensors"

    @property
    def questions(self) -> Path:
        """One known question a line (JSON)."""
        return self.folder / "questions.jsonl"

    @property
    def chunks(self) -> Path:
        """One chunk a line (JSON)."""
        return self.folder / "chunks.jsonl"


@dataclass(frozen=True, slots=True)
class Summary:
    """The content of index.json. `encoder` is the id of the one that made the vectors."""

    format: int
    encoder: str
    dimension: int
    chunks: int
    vectors: int
    questions: int
    question_vectors: int


@dataclass(frozen=True, slots=True)
class IndexChanges:
    """The changes that a build made.

    Chunks that are new or not as they were, that stayed, that went; known questions that are new, gone or answered
    elsewhere; texts embedded. `kind` says how the vectors are searched. `skipped` has a line for each file, row or page
    that could not be read, and so is not in the index.
    """

    added: int
    kept: int
    removed: int
    questions: int
    embedded: int
    kind: str = "flat"
    skipped: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """True if the index differs from the previous one."""
        return bool(self.added or self.removed or self.questions or self.embedded)

    def __str__(self) -> str:
        kind = "" if self.kind == "flat" else f", searched as {self.kind}"
        kind += f"; {len(self.skipped):,} skipped that cannot be read" if self.skipped else ""
        if not self.any:
            return f"up to date, {self.kept} chunks{kind}"
        chunks = f"{self.added} chunks new, {self.kept} as before, {self.removed} gone"
        questions = f"{self.questions} known questions changed; " if self.questions else ""
        return f"{chunks}; {questions}{self.embedded} texts embedded{kind}"


@dataclass(frozen=True, slots=True)
class Selection:
    """The chunks that a search may find, as the parts of an index ask for them.

    `chunks` says it of each chunk; `vectors` and `questions` are the keys of what may be found of them.
    """

    chunks: npt.NDArray[np.bool_]
    vectors: VectorIds
    questions: VectorIds


class Index:
    """Chunks that can be searched by vector, by word, and by the questions that they are known to answer.

    Every chunk has two vectors: of what is indexed of it, and of its document's subject.
    """

    def __init__(
        self,
        chunks: Sequence[Chunk],
        vectors: Vectors,
        questions: Sequence[KnownQuestion],
        question_vectors: Vectors,
        encoder_id: str,
    ) -> None:
        self.chunks = tuple(chunks)
        self.questions = tuple(questions)
        self.encoder_id = encoder_id
        self._vectors = vectors
        self._question_vectors = question_vectors
        self._numbers = _grouped((key(chunk.indexed), number) for number, chunk in enumerate(self.chunks))
        self._subjects = _grouped((key(chunk.subject), number) for number, chunk in enumerate(self.chunks))
        self._known = {key(text): question for text, question in self._as_asked()}
        self._selections: dict[tuple[tuple[Filter, ...], str], Selection] = {}

    @classmethod
    def build(
        cls,
        documents: Iterable[Document],
        encoder: Encoder,
        *,
        questions: Iterable[Question] = (),
        encoder_id: str = "",
        previous: Index | None = None,
        progress: Progress | None = None,
    ) -> tuple[Index, IndexChanges]:
        """Return the index of `documents`, and the changes since `previous`, whose vectors are not computed again.

        `questions` are known to be answered by the documents, or not to be. `encoder_id` tells encoders apart (the sum
        of their weights); vectors of another one are not reused. Raises DocumentError if there is nothing to index, or
        if what a question points at is not there.
        """
        chunks = chunks_of(documents)
        if not chunks:
            raise DocumentError("the documents hold no text to index; write some")
        known = locate(questions, chunks)
        reused = previous if previous and previous.encoder_id == encoder_id else None
        texts = [text for chunk in chunks for text in (chunk.subject, chunk.indexed)]
        vectors, embedded = Vectors.of(texts, encoder, previous=reused._vectors if reused else None, progress=progress)
        lexicon = Bm25([chunk.indexed for chunk in chunks])
        question_vectors, asked = Vectors.of(
            [lexicon.telling(question.text) for question in known],
            encoder,
            previous=reused._question_vectors if reused else None,
            dimension=vectors.dimension,
            progress=progress,
        )
        index = cls(chunks, vectors, known, question_vectors, encoder_id)
        return index, _changes(previous, index, embedded + asked)

    @property
    def dimension(self) -> int:
        """Of the vectors."""
        return self._vectors.dimension

    @property
    def vector_keys(self) -> frozenset[int]:
        """The keys (botkit.knowledge.index.vector_ids) of the texts that have a vector."""
        return self._vectors.keys

    @cached_property
    def lexicon(self) -> Bm25:
        """The words of the chunks; made when it is first used."""
        return Bm25([chunk.indexed for chunk in self.chunks])

    @cached_property
    def has_tenants(self) -> bool:
        """True if some chunks are for one tenant alone."""
        return any(chunk.tenant for chunk in self.chunks)

    @cached_property
    def knows_limits(self) -> bool:
        """True if there are questions that the documents are known not to answer."""
        return any(not question.spots for question in self.questions)

    def select(self, *filters: Filter, tenant: str = "") -> Selection | None:
        """Return the chunks that pass all the filters and are not another tenant's; None where that is all of them.

        Remembered for the next search.
        """
        asking = tuple(filter_ for filter_ in dict.fromkeys(filters) if filter_ != Filter())
        if not asking and not self.has_tenants:
            return None
        if (asking, tenant) not in self._selections:
            if len(self._selections) >= _SELECTIONS:
                self._selections.clear()
            self._selections[asking, tenant] = self._selected(asking, tenant)
        return self._selections[asking, tenant]

    def nearest(self, vector: npt.NDArray[Any], n: int, within: Selection | None = None) -> tuple[list[int], list[int]]:
        """Return the numbers of the chunks nearest to `vector` (shape (dimension,)), and by their subject; best first.

        At most about `n` of each, only those `within`.
        """
        found = self._vectors.nearest(vector, 2 * n, within.vectors if within else None)
        numbers: tuple[list[int], list[int]] = ([], [])
        for each, grouped in zip(numbers, (self._numbers, self._subjects), strict=True):
            for key_ in found:
                each += [number for number in grouped.get(key_, ()) if within is None or within.chunks[number]]
                if len(each) >= n:
                    break
        return numbers[0][:n], numbers[1][:n]

    def similarities(self, vector: npt.NDArray[Any], numbers: Sequence[int]) -> list[tuple[float, float]]:
        """Return the cosine of `vector` with each of the chunks of those numbers, and with its subject."""
        if not numbers:
            return []
        texts = [text for number in numbers for text in (self.chunks[number].indexed, self.chunks[number].subject)]
        cosines = self._vectors.at(map(key, texts)) @ vector
        return [(float(passage), float(subject)) for passage, subject in cosines.reshape(-1, 2)]

    def recall(self, vector: npt.NDArray[Any], within: Selection | None = None) -> Recalled:
        """Return what the known questions nearest to `vector` tell; answered ones only if an answer is `within`."""
        near = self._question_vectors.nearest(vector, _RECALLED, within.questions if within else None)
        return recalled(
            [(self._known[key_], cosine) for key_, cosine in near.items()],
            None if within is None else within.chunks,
        )

    def save(self, folder: Path) -> None:
        """Write the index into `folder`, which is there: one that takes its place when it is whole.

        Raises OSError if it can't.
        """
        place = IndexFolder(folder)
        summary = Summary(
            FORMAT,
            self.encoder_id,
            self.dimension,
            len(self.chunks),
            len(self._vectors),
            len(self.questions),
            len(self._question_vectors),
        )
        self._vectors.save(place.vectors)
        self._question_vectors.save(place.question_vectors)
        _write(place.chunks, self.chunks)
        _write(place.questions, self.questions)
        place.summary.write_text(json.dumps(asdict(summary), indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, *, encoder_id: str | None = None) -> Index:
        """Load the index saved in `folder`; `encoder_id` is that of the encoder that it will be searched with.

        Raises ArtifactError if it is missing, damaged, of another format or made with another encoder.
        """
        place = IndexFolder(folder)
        summary = _read(place.summary, lambda path: _summary(json.loads(path.read_bytes()), folder))
        if encoder_id is not None and summary.encoder != encoder_id:
            raise ArtifactError(f"{folder}: the index was made with another encoder; {_REMEDY}")
        chunks = _read(place.chunks, _chunks)
        questions = _read(place.questions, _questions)
        width = summary.dimension
        vectors = _read(place.vectors, lambda path: Vectors.load(path, dimension=width, count=summary.vectors))
        question_vectors = _read(
            place.question_vectors, lambda path: Vectors.load(path, dimension=width, count=summary.question_vectors)
        )
        index = cls(chunks, vectors, questions, question_vectors, summary.encoder)
        if (len(chunks), len(questions)) != (summary.chunks, summary.questions) or not index._is_whole():
            raise ArtifactError(f"{folder}: the parts of the index do not belong together; {_REMEDY}")
        return index

    def _as_asked(self) -> Iterable[tuple[str, KnownQuestion]]:
        """Pair known questions with what is embedded of them; of two that differ in no telling word, keep the last."""
        return ((self.lexicon.telling(question.text), question) for question in self.questions)

    def _selected(self, filters: Sequence[Filter], tenant: str) -> Selection:
        passing = np.fromiter(
            (chunk.tenant in ("", tenant) and all(each.passes(chunk) for each in filters) for chunk in self.chunks),
            dtype=np.bool_,
        )
        chunks = [self.chunks[number] for number in np.flatnonzero(passing)]
        questions = (
            key_
            for key_, question in self._known.items()
            if not question.spots or any(passing[spot.chunk] for spot in question.spots)
        )
        texts = (text for chunk in chunks for text in (chunk.indexed, chunk.subject))
        return Selection(passing, VectorIds(map(key, texts)), VectorIds(questions))

    def _is_whole(self) -> bool:
        spots = (spot.chunk for question in self.questions for spot in question.spots)
        return (
            self._vectors.keys == {*self._numbers, *self._subjects}
            and self._question_vectors.keys == self._known.keys()
            and all(0 <= number < len(self.chunks) for number in spots)
        )


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for key_, number in pairs:
        groups.setdefault(key_, []).append(number)
    return groups


def _changes(before: Index | None, after: Index, embedded: int) -> IndexChanges:
    chunks = {*before.chunks} if before else set()
    questions = {*before.questions} if before else set()
    kept = len(chunks & {*after.chunks})
    return IndexChanges(
        added=len(after.chunks) - kept,
        kept=kept,
        removed=len(chunks) - kept,
        questions=len(questions ^ {*after.questions}),
        embedded=embedded,
        kind=str(after._vectors),
    )


def _write(path: Path, records: Iterable[Any]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(record), ensure_ascii=False) + "\n" for record in records)


def _read(path: Path, parse: Callable[[Path], _T]) -> _T:
    try:
        return parse(path)
    except FileNotFoundError as error:
        raise ArtifactError(f"{path.parent}: there is no index ({path.name} is missing); {_REMEDY}") from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RuntimeError, RecursionError) as error:
        raise ArtifactError(f"{path.parent}: {path.name} is damaged or not ours; {_REMEDY}") from error


def _summary(values: dict[str, Any], folder: Path) -> Summary:
    if isinstance(values, dict) and isinstance(values.get("format"), int) and values["format"] != FORMAT:
        raise ArtifactError(
            f"{folder}: the index was built by another version of botkit (format {values['format']}, not {FORMAT}); "
            f"{_REMEDY}"
        )
    return _checked(Summary, values)


def _chunks(path: Path) -> list[Chunk]:
    lists = ("heading", "tags", "audience")
    older = {"tenant": ""}  # an index from before there were tenants says nothing of them
    return [
        _checked(Chunk, {**older, **record, **{name: tuple(record[name]) for name in lists}})
        for record in _records(path)
    ]


def _questions(path: Path) -> list[KnownQuestion]:
    return [
        _checked(KnownQuestion, {**record, "spots": tuple(_checked(AnswerSpan, spot) for spot in record["spots"])})
        for record in _records(path)
    ]


def _records(path: Path) -> Iterable[dict[str, Any]]:
    return (json.loads(line) for line in path.read_bytes().decode().split("\n") if line)


def _checked(kind: type[_T], values: dict[str, Any]) -> _T:
    """Make a dataclass from JSON, with every field there and of its type. Raises ValueError."""
    types = {"str": str, "int": int, "tuple[str, ...]": tuple, "tuple[AnswerSpan, ...]": tuple}
    expected = {field.name: types[str(field.type)] for field in fields(kind)}  # type: ignore[arg-type]
    if values.keys() != expected.keys() or any(type(values[name]) is not expected[name] for name in expected):
        raise ValueError(f"not a {kind.__name__}")
    return kind(**values)
