"""What is found in training data with mistakes, and that nothing is found in data without."""

from collections.abc import Sequence

import numpy as np

from intents.checking import Finding, check_data
from intents.data import TrainingData
from intents.probe import cross_validated, stratified
from intents.rasa import parse_example
from intents.types import Example, Slot

_WORDS = "pay send money cash card lost stolen gone hello hi morning day please my now the weather rain sun"
WORDS = _WORDS.split()


def embed(texts: Sequence[str]) -> np.ndarray:
    """Counts of words, at unit length: texts with the same words are alike."""
    counts = np.array([[text.lower().split().count(word) + 0.01 for word in WORDS] for text in texts], dtype=np.float32)
    rows: np.ndarray = counts / np.linalg.norm(counts, axis=1, keepdims=True)
    return rows


def data(**intents: Sequence[str]) -> TrainingData:
    """Examples by their intent; their line counts from 1 through all."""
    pairs = [(text, intent) for intent, texts in intents.items() for text in texts]
    return TrainingData(tuple(parse_example(text, intent, f"a.yml:{n}") for n, (text, intent) in enumerate(pairs, 1)))


PAY = ["pay money now", "send money please", "send cash", "pay cash please", "send my money", "pay my cash now"]
LOST = ["card lost", "my card gone", "card stolen", "lost my card", "stolen card please", "the card gone now"]
HELLO = ["hello", "hi", "hello morning", "hi day", "morning hello day", "hello hi"]


def kinds(findings: list[Finding]) -> list[str]:
    return [finding.kind for finding in findings]


def test_nothing_is_found_in_good_data():
    assert check_data(data(pay=PAY, lost=LOST, hello=HELLO), embed) == []


def test_duplicates_are_found_whatever_their_case_and_punctuation():
    found = check_data(data(pay=[*PAY, "Send cash!"], lost=LOST))
    assert [str(finding) for finding in found] == ["a.yml:7: 'Send cash!' stands at a.yml:3, too; delete one"]


def test_the_same_under_two_intents_comes_first():
    found = check_data(data(pay=[*PAY, "Send cash!"], lost=[*LOST, "send cash"]))
    assert [finding.origin for finding in found] == ["a.yml:14", "a.yml:7"]
    assert "of 'lost' here and of 'pay' at a.yml:3; keep one" in found[0].message


def test_near_duplicates_across_intents_are_found():
    found = check_data(data(pay=PAY, lost=[*LOST, "please send money"], hello=HELLO), embed)
    near = [finding for finding in found if finding.kind == "near-duplicate"]
    assert [finding.origin for finding in near] == ["a.yml:13"]
    assert "'send money please' ('pay') at a.yml:2" in near[0].message


def test_an_example_under_the_wrong_intent_is_found():
    found = check_data(data(pay=[*PAY, "my stolen card gone"], lost=LOST, hello=HELLO), embed)
    wrong = [finding for finding in found if finding.kind == "mislabelled"]
    assert wrong[0].origin == "a.yml:7"  # the surest
    assert "looks like 'lost'" in wrong[0].message


def test_intents_that_nothing_tells_apart_are_found():
    weather = ["rain now", "sun please", "the weather", "rain the day", "sun day", "weather now please", "the rain"]
    found = check_data(
        data(pay=PAY, rain=[*weather[::2], "weather day", "sun"], sun=[*weather[1::2], "rain", "weather"]), embed
    )
    pairs = [finding.message for finding in found if finding.kind == "inseparable"]
    assert len(pairs) == 1
    assert pairs[0].startswith("'rain' and 'sun' (at a.yml:")


def test_intents_with_few_examples_are_found():
    found = check_data(data(pay=["pay money", "Pay money!", "pay"], lost=LOST), least=5)
    assert [str(f) for f in found if f.kind == "few-examples"] == [
        "a.yml:1: the intent 'pay' has 2 different examples; write at least 5"
    ]


def test_a_mark_that_is_cut_wrongly_is_found():
    examples = (
        Example("pay Anna now", "pay", (Slot("who", "Ann", "Ann", 4, 7),), "a.yml:1"),
        Example("pay Anna now", "pay", (Slot("who", "Anna ", "Anna ", 4, 9),), "a.yml:2"),
        Example("pay Anna, now", "pay", (Slot("who", "Anna,", "Anna,", 4, 9),), "a.yml:3"),
        Example("pay Anna now", "pay", (Slot("who", "Sam", "Sam", 4, 8),), "a.yml:4"),
        Example("pay Anna at 9 a.m.", "pay", (Slot("when", "9 a.m.", "9 a.m.", 12, 18),), "a.yml:5"),
        Example("pay 50quid", "pay", (Slot("sum", "50", "50", 4, 6),), "a.yml:6"),
    )
    found = [finding for finding in check_data(TrainingData(examples)) if finding.kind == "misaligned"]
    assert [finding.origin for finding in found] == ["a.yml:1", "a.yml:2", "a.yml:3", "a.yml:4"]


def test_a_wording_that_is_marked_elsewhere_is_found():
    texts = [f"{word} [Leeds](city)" for word in ("in", "at", "near", "to")] + ["Leeds is nice"]
    found = [finding for finding in check_data(data(go=texts)) if finding.kind == "unmarked"]
    assert [str(finding) for finding in found] == [
        "a.yml:5: 'Leeds' is marked as 'city' 4 times, but not in 'Leeds is nice'; mark it here, too"
    ]


def test_slots_that_no_example_marks_are_found():
    whole = data(pay=[*PAY, "pay [Anna](who)"])
    with_lookup = TrainingData(whole.examples, {}, {"city": ("Leeds",), "name": ("Anna",)}, {"digits": (r"\d+",)})
    found = check_data(with_lookup, wanted=[("date", "bot.yaml:9"), ("who", "bot.yaml:10")])
    assert [str(finding) for finding in found if finding.kind == "never-filled"] == [
        "bot.yaml:9: no example marks the slot 'date'; mark it in some, or remove it",
        "no example marks anything of the lookup 'city', so it hints at nothing; mark some, or remove it",
    ]


def test_folds_are_stratified_and_cover_everything():
    labels = ["a"] * 10 + ["b"] * 5
    folds = stratified(labels, 5)
    for label in ("a", "b"):
        sizes = [sum(fold == f and one == label for fold, one in zip(folds, labels, strict=True)) for f in range(5)]
        assert max(sizes) - min(sizes) <= 1
        assert sum(sizes) == labels.count(label)
    assert folds == stratified(labels, 5)


def test_no_example_is_judged_by_a_probe_that_saw_it():
    # Vectors that say nothing but which example it is: learned by heart they would be right, and held out they are not.
    vectors = np.eye(20, dtype=np.float32)
    found = cross_validated(vectors, [i % 2 for i in range(20)], 2)
    assert np.allclose(found, 0.5, atol=0.2)
