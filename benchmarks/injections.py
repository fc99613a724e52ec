"""`python -m benchmarks injections`: sentences of documents that speak to a program, and how many of them are stopped.

`injection_test.jsonl` has sentences that order a bot about, in the plain words of a help page, and as many that give
customers or staff an order. No rule was written with them at hand, and none may be: they are a test.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from botkit.answering import Trust

SENTENCES = Path(__file__).with_name("injection_test.jsonl")


def main() -> None:
    """Print what is stopped of each kind, and of each language."""
    trust = Trust()
    with SENTENCES.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    print("| language | spoken to a program, stopped | to people, stopped |\n|---|---:|---:|")
    for language in sorted({row["language"] for row in rows}):
        print(f"| {language} | {_stopped(rows, language, trust, True)} | {_stopped(rows, language, trust, False)} |")


def _stopped(rows: Sequence[dict[str, object]], language: str, trust: Trust, to_program: bool) -> str:
    texts = [str(row["text"]) for row in rows if row["language"] == language and row["to_program"] is to_program]
    return f"{sum(bool(trust.objection(text)) for text in texts)} of {len(texts)}"
