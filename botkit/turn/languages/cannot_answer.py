"""The sentence saying that the bot cannot answer in a language yet, written in that language."""

from __future__ import annotations

from collections.abc import Iterable

from botkit.text.locales import languages, table

_LIST = "languages"


def known_languages() -> tuple[str, ...]:
    """Return the languages that have such a sentence; others are not told apart, either."""
    return languages(_LIST)


def cannot_answer(language: str, understood: Iterable[str]) -> str:
    """Return the sentence; it names the languages that the bot understands, in that language, too."""
    from babel import Locale

    names = Locale.parse(language).languages
    sentence = str(table(language, _LIST)["cannot_answer"])
    return sentence.format(languages=", ".join(names.get(code, code) for code in understood))
