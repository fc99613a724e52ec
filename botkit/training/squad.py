"""Questions from files in the format of SQuAD (Rajpurkar et al. 2016 and 2018)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from botkit.domain import Passage
from botkit.domain.errors import ConfigError
from botkit.training.generator.lessons import Asked


def read_squad(path: Path) -> list[Asked]:
    """Read every question of the file, asked about its own paragraph; an impossible one has no answers.

    Raises ConfigError if the file cannot be read, or is not in the format of SQuAD 1.1 or 2.0.
    """
    try:
        articles = json.loads(path.read_text(encoding="utf-8"))["data"]
        found = [
            _asked(question, Passage(f"{title}#{number}", title, title, paragraph["context"]))
            for article in articles
            for title in [article["title"].replace("_", " ")]
            for number, paragraph in enumerate(article["paragraphs"])
            for question in paragraph["qas"]
        ]
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); name a file in the format of SQuAD") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(
            f"{path}: is not in the format of SQuAD 1.1 or 2.0 ({type(error).__name__}: {error}); "
            "it is JSON with data, paragraphs, context and qas"
        ) from None
    if not found:
        raise ConfigError(f"{path}: has no questions; name a file in the format of SQuAD")
    return found


def _asked(question: dict[str, Any], passage: Passage) -> Asked:
    answers = () if question.get("is_impossible") else tuple(answer["text"] for answer in question["answers"])
    return Asked(question["question"], (passage,), tuple(dict.fromkeys(answers)), passage.source)
