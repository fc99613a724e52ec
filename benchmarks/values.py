"""NLU++ banking (Casanueva et al. 2022): the values of dates, times, periods, amounts and numbers.

Only the text of the mark is read (no context), with the moment that the data's values are relative to: Tuesday,
15 March 2022, 9:00, in Great Britain. The rules were written on folds 0 to 9; the figure is of folds 10 to 19. A value
is right if it equals the value in the data, whether or not that is what people would mean; values that the data calls
ambiguous count as right if nothing is read.

The data is not part of this project: name the folder with fold0.json and the others in BOTKIT_NLUPP.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from intents.values import Speaker, read_value

VARIABLE = "BOTKIT_NLUPP"
SPEAKER = Speaker(datetime(2022, 3, 15, 9), "en", "GB")
KINDS = {
    "number": "number",
    "amount_of_money": "money",
    "time": "time",
    "time_from": "time",
    "time_to": "time",
    "time_period": "period",
    "date": "date",
    "date_from": "date",
    "date_to": "end_date",
    "date_period": "period",
}

Mark = tuple[str, Any]
"""The text of a slot, and its value in the form of the data."""


def main(*, develop: bool = False) -> None:
    """Read, compare and print every marked value; `develop` shows the mistakes, on the first ten folds."""
    folder = os.environ.get(VARIABLE)
    if not folder:
        print(f"left out: set {VARIABLE} to the folder with NLU++'s banking folds")
        return
    folds = range(10) if develop else range(10, 20)
    right: dict[str, list[bool]] = defaultdict(list)
    mistakes: dict[tuple[str, ...], int] = defaultdict(int)
    marks = [(name, *mark) for _, found in utterances(Path(folder), folds) for name, mark in found.items()]
    for name, text, meant in marks:
        value = read_value(KINDS[name], text, SPEAKER)
        same = is_same(KINDS[name], value, meant)
        right[name].append(same)
        if not same:
            mistakes[name, text, str(value), json.dumps(meant)] += 1
    print(f"folds {folds.start} to {folds.stop - 1}\n\n| slot | marks | exact |\n|---|---:|---:|")
    for name in KINDS:
        print(f"| {name} | {len(right[name])} | {sum(right[name]) / max(1, len(right[name])):.1%} |")
    every = [same for marks in right.values() for same in marks]
    print(f"| all | {len(every)} | {sum(every) / len(every):.1%} |")
    if develop:
        for mistake, count in sorted(mistakes.items()):
            print(count, *mistake, sep=" | ")


def utterances(folder: Path, folds: range) -> Iterator[tuple[str, dict[str, Mark]]]:
    """Yield each text with its marks by slot, for the slots in KINDS."""
    for fold in folds:
        for utterance in json.loads((folder / f"fold{fold}.json").read_text(encoding="utf-8")):
            marks = {
                name: (slot["text"], slot.get("value", slot.get("values")))
                for name, slot in utterance.get("slots", {}).items()
                if name in KINDS
            }
            yield utterance["text"], marks


def is_same(kind: str, value: str | None, meant: Any) -> bool:
    """Return whether the value, put into the data's form, is the data's."""
    if meant == "ambiguous" or (isinstance(meant, dict) and meant.get("type") == "ambiguous"):
        return value is None
    if value is None:
        return False
    match kind:
        case "number":
            return float(value) == float(meant)
        case "money":
            currency, _, amount = value.rpartition(" ")
            return (float(amount), currency or "ambiguous") == (meant["amount"], meant["currency"])
        case "time":
            return value == f"{meant['hour']:02}:{meant['minute']:02}"
        case "date" | "end_date":
            return value == str(_day(meant))
    return _same_period(value, meant)


def _same_period(value: str, meant: dict[str, Any]) -> bool:
    lengths = {"FREQ=DAILY": 1, "FREQ=WEEKLY": 7, "FREQ=MONTHLY": 30, "FREQ=YEARLY": 365}
    match meant["type"]:
        case "periodic":
            return value.startswith("FREQ=")
        case "relative":
            return bool((lengths.get(value) or _units(value)) == meant["days"])
    ends = (meant["from"], meant["to"])
    if "hour" in ends[0]:
        return [end[-5:] for end in value.split("/")] == [f"{end['hour']:02}:{end['minute']:02}" for end in ends]
    return value == "/".join(str(_day(end)) for end in ends)


def _units(value: str) -> float | None:
    """Return a length in days or, below a day, in minutes, as the data does."""
    days = {"Y": 365, "M": 30, "W": 7, "D": 1}
    minutes = {"H": 60, "M": 1}
    count, unit = value.removeprefix("P").removeprefix("T")[:-1], value[-1]
    if not value.startswith("P") or not count.isdigit():
        return None
    return float(count) * (minutes if "T" in value else days)[unit]


def _day(meant: dict[str, int]) -> date:
    return date(meant["year"], meant["month"], meant["day"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Values of NLU++ banking")
    parser.add_argument("--develop", action="store_true", help="folds 0 to 9, with the mistakes")
    main(develop=parser.parse_args().develop)
