"""Which column of an export is which: the question, the answer, the link, and what else is known of an entry."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from botkit.domain.errors import DocumentError
from botkit.knowledge.ingest.source import SourceFile
from botkit.text import locales

_SURE = 5
"""Letters of a name that is recognised as a part of a longer one ("FAQ question", "answer_en")."""
_COUNTERS = frozenset({"id", "no", "nr", "number", "count", "date", "url", "status", "by", "type"})
_ASKING = 0.5
"""The share of cells that end with a question mark in a column of questions."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a row the question and the answer stand; the places of the rest by what they say.

    They are `named` by the row that they were told from; else that may be no header at all.
    """

    question: int
    answer: int
    others: Mapping[str, int]
    named: bool = True
    is_header: bool = True

    @classmethod
    def of(
        cls, names: Sequence[str], rows: Sequence[Sequence[str]], wanted: Mapping[str, str] | None = None
    ) -> Columns | None:
        """Return the columns that are called `names`; `wanted` has names by role where somebody told them.

        `rows` are some of the rows below, which are asked where the names say nothing. None if there are no such
        columns.
        """
        question, answer = (_place(names, rows, role, wanted) for role in ("question", "answer"))
        if question == answer:
            answer = _place(names, rows, "answer", wanted, without=question)
        if question is None or answer is None:
            return None if wanted else cls._by_content(names, rows)
        others = {role: _place(names, rows, role, wanted) for role in ("url", "tags", "language", "audience", "tenant")}
        taken = {question, answer}
        return cls(question, answer, {role: at for role, at in others.items() if at is not None and at not in taken})

    @classmethod
    def _by_content(cls, names: Sequence[str], rows: Sequence[Sequence[str]]) -> Columns | None:
        """Return the column of which most cells are questions, and of the others the one with the longest texts."""
        is_header = not any(name.rstrip().endswith("?") for name in names)
        rows = rows if is_header else [names, *rows]
        if len(rows) < 2 or len(names) < 2:
            return None
        cells = [[row[at] if at < len(row) else "" for row in rows] for at in range(len(names))]
        asking = [sum(cell.rstrip().endswith("?") for cell in column) / len(rows) for column in cells]
        question = max(range(len(names)), key=asking.__getitem__)
        answer = max((at for at in range(len(names)) if at != question), key=lambda at: sum(map(len, cells[at])))
        if asking[question] < _ASKING or sum(map(len, cells[answer])) < 10 * len(rows):
            return None
        return cls(question, answer, {}, named=False, is_header=is_header)


def wrong_columns(
    file: SourceFile, present: Sequence[str], wanted: Mapping[str, str] | None, line: int = 1
) -> DocumentError:
    """Return the error for a file whose columns are not those of questions and answers."""
    if wanted:
        names = [wanted[role] for role in ("question", "answer") if role in wanted]
        return file.error(
            f"the columns {listed(names)} are not both there; it has {listed(present)}: name two of those", line=line
        )
    return file.error(
        f"no columns for question and answer in {listed(present)}; name them 'question' and 'answer'", line=line
    )


def listed(names: Sequence[str]) -> str:
    """Return the names as a list in a sentence: 'a', 'b'."""
    return ", ".join(f"'{' '.join(name.split())[:40]}'" for name in names[:20])


def _place(
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    role: str,
    wanted: Mapping[str, str] | None,
    without: int | None = None,
) -> int | None:
    folded = ["" if at == without else _folded(name) for at, name in enumerate(names)]
    if wanted and role in wanted:
        return next((at for at, name in enumerate(folded) if name == _folded(wanted[role])), None)
    known = _known(role)
    exact = next((folded.index(name) for name in known if name in folded), None)
    if exact is not None or role not in {"question", "answer"}:
        return exact
    sure = {name for name in known if len(name) >= _SURE}
    likely = [at for at, name in enumerate(folded) if sure & set(name.split()) and not _COUNTERS & set(name.split())]
    return max(likely, key=lambda at: sum(len(row[at]) for row in rows if at < len(row)), default=None)


@cache
def _known(role: str) -> tuple[str, ...]:
    names = (
        name for language in locales.languages("columns") for name in locales.table(language, "columns").get(role, ())
    )
    return tuple(dict.fromkeys(map(_folded, names)))


def _folded(name: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", name.casefold()).split())
