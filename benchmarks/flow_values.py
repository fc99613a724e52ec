"""NLU++ banking (Casanueva et al. 2022) through a flow: whole utterances as answers to the question for one slot.

A flow asks for a slot that the utterance has, and has a step for each of the others. A slot is right if it has the
value of the data after that turn; it is wrongly filled if the data doesn't have it there. The model is trained on
folds 0 to 9, and the answers are those of folds 10 to 19; a slot that the tagger misses may still be found by the kind
of the slot that was asked for.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.machine import DATA, told
from benchmarks.nlu import ENCODER, nlupp_part
from benchmarks.values import KINDS, SPEAKER, VARIABLE, is_same, utterances
from botkit.dialogue import DialoguePolicy, DialogueSpec
from botkit.domain import Conversation
from botkit.models.weights import Weights
from intents.data import TrainingData
from intents.trainer import TrainSettings, train
from intents.types import Understanding
from intents.values import read_slots

SETTINGS = TrainSettings(epochs=8, learning_rate=3e-4)
"""The settings chosen on ATIS' dev; no part of NLU++ was used to choose them."""


def main() -> None:
    """Train, answer and print."""
    name = os.environ.get(VARIABLE)
    if not name:
        print(f"left out: set {VARIABLE} to the folder with NLU++'s banking folds")
        return
    folder = Path(name)
    examples = [example for fold in range(10) for example in nlupp_part(folder / f"fold{fold}.json")]
    model = train(TrainingData(tuple(examples)), Weights(DATA.weights).pull(ENCODER), SETTINGS, told("NLU++"))
    policy = DialoguePolicy(DialogueSpec.model_validate(_spec()), kinds=KINDS)
    marked, right, wrongly = Counter[tuple[str, bool]](), Counter[tuple[str, bool]](), 0
    for text, marks in utterances(folder, range(10, 20)):
        if not marks:
            continue
        asked = next(iter(marks))
        kept = _answered(policy, model.parse(text), asked)
        for slot, (_, value) in marks.items():
            marked[slot, slot == asked] += 1
            right[slot, slot == asked] += is_same(KINDS[slot], kept.get(slot), value)
        wrongly += len(kept.keys() - marks.keys())
    print(f"seed {SETTINGS.seed}\n\n| slot | asked for | right | told besides | right |\n|---|---:|---:|---:|---:|")
    for slot in KINDS:
        figures = [count[slot, asked_for] for asked_for in (True, False) for count in (marked, right)]
        print(f"| {slot} | {' | '.join(map(str, figures))} |")
    print(f"\n{right.total()} of {marked.total()} right; {wrongly} slots filled that the data doesn't have")


def _spec() -> dict[str, Any]:
    """Return a spec with a flow for each slot, which begins with that slot and then asks for the others."""
    steps = [{"ask": slot} for slot in KINDS]
    return {
        "slots": {slot: {"question": f"Which {slot.replace('_', ' ')}?"} for slot in KINDS},
        "flows": {
            slot: {
                "buttons": [f"start {slot}"],
                "steps": [{"ask": slot}, *(step for step in steps if step["ask"] != slot)],
            }
            for slot in KINDS
        },
    }


def _answered(policy: DialoguePolicy, understanding: Understanding, slot: str) -> dict[str, str]:
    """Return the values in the flow after the message that answers its first question."""
    conversation = Conversation("c")
    begun = policy.decide(Understanding(f"start {slot}"), conversation)
    conversation = Conversation("c", state=begun.state)
    understanding = read_slots(understanding, KINDS, SPEAKER, slot)
    return dict(policy.decide(understanding, conversation).state.values)


if __name__ == "__main__":
    main()
