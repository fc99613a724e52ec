"""Curves, comparisons and the page, against hand-worked cases and against scikit-learn's own."""

import random
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from intents.curves import recall_at_precision, reliability, roc
from intents.data import TrainingData
from intents.evaluation import auroc, calibration_error, measured
from intents.reporting import Predictions, compare, cross_validate, page
from intents.reporting.comparison import mcnemar
from intents.types import Example, Intent, Slot, Understanding

NAMES = ("pay", "lost", "hello")


def understood(text: str, name: str, confidence: float = 0.8, familiarity: float = 0.9, slots=()) -> Understanding:
    rest = (1 - confidence) / (len(NAMES) - 1)
    others = tuple(Intent(other, rest) for other in NAMES if other != name)
    return Understanding(text, (Intent(name, confidence), *others), tuple(slots), familiarity)


def predictions(*pairs: tuple[str, str]) -> Predictions:
    """From (intent there is, intent found)."""
    examples = [Example(f"text {n}", meant, origin=f"a.yml:{n}") for n, (meant, _) in enumerate(pairs, 1)]
    return Predictions(tuple(examples), tuple(understood(e.text, p[1]) for e, p in zip(examples, pairs, strict=True)))


# Curves


def test_bins_hold_how_sure_and_how_often_right():
    one, other = reliability([0.95, 0.97, 0.31], [True, False, True], bins=10)
    assert (one.low, one.count, one.accuracy) == (0.3, 1, 1.0)
    assert (other.low, other.count, other.accuracy) == (0.9, 2, 0.5)
    assert other.confidence == pytest.approx(0.96)


def test_the_gaps_of_the_bins_are_the_calibration_error():
    rng = random.Random(2)
    confidence = [rng.random() for _ in range(300)]
    right = [rng.random() < sure**2 for sure in confidence]
    gaps = sum(abs(one.accuracy - one.confidence) * one.count for one in reliability(confidence, right)) / 300
    assert gaps == pytest.approx(calibration_error(confidence, right))


def test_the_area_under_the_curve_is_auroc_and_the_curve_is_scikit_learns():
    from sklearn.metrics import roc_auc_score

    rng = random.Random(3)
    positive, negative = [round(rng.gauss(1, 1), 1) for _ in range(60)], [round(rng.gauss(0, 1), 1) for _ in range(90)]
    points = roc(positive, negative)
    area = sum((b[0] - a[0]) * (a[1] + b[1]) / 2 for a, b in pairwise(points))
    assert (points[0], points[-1]) == ((0.0, 0.0), (1.0, 1.0))
    assert area == pytest.approx(auroc(positive, negative))
    assert area == pytest.approx(roc_auc_score([1] * 60 + [0] * 90, positive + negative))


def test_recall_at_a_precision():
    positive, negative = [0.9, 0.8, 0.3], [0.5, 0.2]
    assert recall_at_precision(positive, negative, 1.0) == pytest.approx(2 / 3)
    assert recall_at_precision(positive, negative, 0.75) == 1.0
    assert recall_at_precision([0.1], [0.9, 0.8], 0.9) == 0.0
    assert recall_at_precision([], [0.5], 0.9) is None


# Comparisons


@pytest.mark.parametrize(
    ("better", "worse", "p"), [(0, 0, 1.0), (5, 5, 1.0), (6, 0, 2 / 64), (1, 5, 14 / 64), (0, 1, 1.0)]
)
def test_mcnemars_exact_test(better, worse, p):
    assert mcnemar(better, worse) == pytest.approx(p)


def test_mcnemars_test_is_a_binomial_test_also_of_many_changes():
    from scipy.stats import binomtest

    for better, worse in ((40, 70), (700, 600), (3, 19)):
        assert mcnemar(better, worse) == pytest.approx(binomtest(better, better + worse).pvalue)


def test_what_got_better_and_worse_is_told():
    meant = ("pay", "pay", "lost", "hello")
    before = predictions(*zip(meant, ("pay", "lost", "pay", "hello"), strict=True))
    after = predictions(*zip(meant, ("pay", "pay", "lost", "pay"), strict=True))
    found = compare(before, after)
    assert (found.before, found.after, found.utterances) == (0.5, 0.75, 4)
    assert [(c.example.text, c.before, c.after) for c in found.better] == [
        ("text 2", "lost", "pay"),
        ("text 3", "pay", "lost"),
    ]
    assert [(c.example.text, c.before, c.after) for c in found.worse] == [("text 4", "hello", "pay")]
    assert found.p_value == 1.0


def test_models_are_compared_on_the_same_examples_only():
    with pytest.raises(ValueError, match="same examples"):
        compare(predictions(("pay", "pay")), predictions(("pay", "pay"), ("pay", "pay")))


# Cross-validation


class Memory:
    """Knows by heart what it was trained on, and nothing else."""

    def __init__(self, data: TrainingData) -> None:
        self.known = {example.text: example.intent for example in data.examples}

    def parse_many(self, texts):
        return [understood(text, self.known.get(text, "hello")) for text in texts]


def test_no_example_is_understood_by_a_model_that_was_trained_on_it():
    examples = tuple(Example(f"{name} {n}", name) for name in ("pay", "lost") for n in range(10))
    found = cross_validate(TrainingData(examples), Memory, folds=5)
    assert found.examples == examples
    assert [one.text for one in found.found] == [example.text for example in examples]
    assert {one.best.name for one in found.found if one.best} == {"hello"}


def test_each_fold_has_examples_of_each_intent():
    sizes = []

    def train(data: TrainingData) -> Memory:
        sizes.append(dict(data.counts()))
        return Memory(data)

    examples = tuple(Example(f"{name} {n}", name) for name in ("pay", "lost") for n in range(10))
    cross_validate(TrainingData(examples), train, folds=5)
    assert sizes == [{"pay": 8, "lost": 8}] * 5


# The page


class Tags(HTMLParser):
    """Checks that every tag is closed, and gathers what the page would load."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag, attributes):
        if tag not in {"meta", "br", "rect", "line", "polygon", "polyline"}:
            self.open.append(tag)
        self.loads += [tag] * (tag in {"script", "link", "img", "iframe"})
        self.loads += [value for name, value in attributes if name in {"src", "href", "onload", "onclick"}]

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def drawn(found: Predictions, comparison=None) -> str:
    return page("Bank <1>", measured(found.examples, found.found), found, comparison, "Measured on x.")


@pytest.fixture
def found() -> Predictions:
    whole = predictions(("pay", "pay"), ("pay", "lost"), ("lost", "lost"), ("hello", "hello"), ("lost", "pay"))
    strange = Example("<script>alert(1)</script> & more", "out_of_scope", origin="a.yml:9")
    odd = understood(strange.text, "pay", familiarity=0.1)
    wrong = Example("<b>bold</b>", "pay", (Slot("who", "bold", "bold", 3, 7),), "a.yml:10")
    return Predictions((*whole.examples, strange, wrong), (*whole.found, odd, understood(wrong.text, "lost")))


def test_the_page_stands_alone_and_runs_nothing(found):
    html = drawn(found, compare(found, found))
    tags = Tags()
    tags.feed(html)
    assert tags.open == []
    assert tags.loads == []
    assert "http" not in re.sub(r"<title>.*?</title>", "", html)


def test_what_people_wrote_is_shown_and_not_run(found):
    html = drawn(found)
    assert "&lt;b&gt;bold&lt;/b&gt;" in html
    assert "<b>bold" not in html
    assert "<script" not in html


def test_the_page_has_the_pictures_and_the_figures(found):
    html = drawn(found)
    for name in ("Reliability diagram", "ROC curve of out-of-scope utterances", "Confusion matrix"):
        assert f'aria-label="{name}"' in html
    assert "50.0%" in html
    assert "pay taken for lost (2)" in html
    assert "pay understood as lost: 2 of 3" in html


def test_a_perfect_model_is_drawn_too():
    html = drawn(predictions(("pay", "pay"), ("lost", "lost")))
    assert "None: every intent was right." in html
    assert "ROC curve" not in html


def test_the_report_counts_out_of_scope_utterances_found_at_a_precision(found):
    report = measured(found.examples, found.found)
    assert report.out_of_scope_recall == {"0.9": 1.0, "0.95": 1.0}
    assert report.utterances == 6
