"""CLINC150's JSON (Larson et al. 2019): a list of [text, intent] for each split."""

from __future__ import annotations

import json

from intents.data import TrainingData
from intents.errors import DataError
from intents.exchange.source import Source, example, intent_name, parsed, wanted

OUT_OF_SCOPE = ("oos", "out_of_scope")


def read(source: Source, split: str = "train") -> TrainingData:
    """Return the examples of a split ("train", "val", "test", "oos_test", ...). "oos" is read as out_of_scope."""
    name = source.path.name
    root = wanted(parsed(source.text(), name), dict, name, "an object with lists of [text, intent]")
    if split not in root:
        raise DataError(f"{name}: has no split '{split}'; it has {', '.join(root)}")
    examples = []
    for number, pair in enumerate(wanted(root[split], list, name, f"a list '{split}'"), 1):
        where = f"{name}: {split} {number}"
        match pair:
            case [str(text), str(intent)]:
                label = "out_of_scope" if intent in OUT_OF_SCOPE else intent_name(intent)
                examples.append(example(text, label, (), where))
            case _:
                raise DataError(f"{where}: [text, intent] was expected here")
    return TrainingData(tuple(examples))


def written(data: TrainingData) -> str:
    """Return the data as the split "train", without marks."""
    pairs = [[one.text, one.intent] for one in data.examples]
    return json.dumps({"train": pairs}, ensure_ascii=False, indent=0) + "\n"
