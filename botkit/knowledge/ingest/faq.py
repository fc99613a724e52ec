"""Questions with their answers, whatever sort of file they stand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from botkit.domain.errors import DocumentError
from botkit.knowledge.ingest.blocks import Document
from botkit.knowledge.ingest.plain import paragraphs
from botkit.knowledge.ingest.source import WEB, SourceFile

NAMES = {
    "question": ("question", "questions", "q", "frage", "fragen", "pregunta", "prompt", "title", "titel"),
    "answer": ("answer", "answers", "a", "antwort", "antworten", "réponse", "respuesta", "response", "reply", "text"),
    "url": ("url", "link", "href"),
}
"""What the columns are called where nobody says it, the likeliest first."""


def place(names: Sequence[str], role: str, wanted: Mapping[str, str] | None) -> int | None:
    """Which of the names is that of the question, the answer or the link; `wanted` has it by role where it is told."""
    folded = [name.strip().casefold() for name in names]
    candidates = (wanted[role].strip().casefold(),) if wanted and role in wanted else NAMES[role]
    return next((folded.index(name) for name in candidates if name in folded), None)


def entry(file: SourceFile, number: int, line: int, *, question: str, answer: str, url: str) -> Document:
    """The document of one entry: its question is the title, so a citation names the very entry.

    Raises DocumentError if a part is missing or the link is none.
    """
    question = " ".join(question.split())
    blocks = paragraphs(answer)
    if not question or not blocks:
        missing = "answer" if question else "question"
        raise file.error(f"the row has no {missing}; write one or delete the row", line=line)
    url = url.strip()
    if url and not url.startswith(WEB):
        raise file.error(f"'{url}' is not a link; write one that starts with https://", line=line)
    return Document(f"{file.source}#row-{number}", question, blocks, url=url, entry=True)


def wrong_columns(
    file: SourceFile, present: Sequence[str], wanted: Mapping[str, str] | None, line: int = 1
) -> DocumentError:
    """The error for a file whose columns are not those of questions and answers."""
    if wanted:
        names = [wanted[role] for role in ("question", "answer") if role in wanted]
        return file.error(
            f"the columns {listed(names)} are not both there; it has {listed(present)}: name two of those", line=line
        )
    return file.error(
        f"no columns for question and answer in {listed(present)}; name them 'question' and 'answer'", line=line
    )


def listed(names: Sequence[str]) -> str:
    """'a', 'b'."""
    return ", ".join(f"'{name}'" for name in names)
