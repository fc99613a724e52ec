"""Concurrent calls are run together, and a call that is alone never waits."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from intents.microbatcher import MicroBatcher
from intents.trainer import TrainSettings, train

PATIENCE = 60


class Gate:
    """A model that doubles numbers, keeps its batches, and works on the first one until it is let go."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.began, self.go = threading.Event(), threading.Event()

    def __call__(self, items: Sequence[int]) -> list[int]:
        self.batches.append(list(items))
        self.began.set()
        assert self.go.wait(PATIENCE)
        if -1 in items:
            raise ValueError("no such number")
        return [2 * item for item in items]


def meanwhile(
    batcher: MicroBatcher[int, int], gate: Gate, pool: ThreadPoolExecutor, items: list[int]
) -> list[Future[int]]:
    """Calls with each of `items`, while the model is at work on the number 0; then the model is let go."""
    calls = [pool.submit(batcher, 0)]
    assert gate.began.wait(PATIENCE)
    for number, item in enumerate(items, 1):
        calls.append(pool.submit(batcher, item))
        while len(batcher._waiting) < number:  # they arrive one after the other
            time.sleep(0.001)
    gate.go.set()
    return calls


@pytest.fixture
def gate() -> Gate:
    return Gate()


def test_a_call_alone_runs_at_once(gate):
    gate.go.set()
    assert MicroBatcher(gate, 8)(3) == 6
    assert gate.batches == [[3]]


def test_calls_that_arrive_while_the_model_works_run_together_next(gate):
    batcher = MicroBatcher(gate, 8)
    with ThreadPoolExecutor(6) as pool:
        calls = meanwhile(batcher, gate, pool, [1, 2, 3, 4, 5])
        assert [call.result(PATIENCE) for call in calls] == [0, 2, 4, 6, 8, 10]
    assert gate.batches == [[0], [1, 2, 3, 4, 5]]


def test_a_batch_has_a_limit_and_those_who_came_first_go_first(gate):
    batcher = MicroBatcher(gate, 2)
    with ThreadPoolExecutor(6) as pool:
        calls = meanwhile(batcher, gate, pool, [1, 2, 3, 4, 5])
        assert [call.result(PATIENCE) for call in calls] == [0, 2, 4, 6, 8, 10]
    assert gate.batches == [[0], [1, 2], [3, 4], [5]]


def test_a_failure_reaches_the_callers_of_that_batch_and_nobody_else(gate):
    batcher = MicroBatcher(gate, 2)
    with ThreadPoolExecutor(4) as pool:
        calls = meanwhile(batcher, gate, pool, [1, -1, 3])
        assert calls[0].result(PATIENCE) == 0
        for call in calls[1:3]:
            with pytest.raises(ValueError, match="no such number"):
                call.result(PATIENCE)
        assert calls[3].result(PATIENCE) == 6
    assert batcher(4) == 8


def test_a_model_understands_the_same_whether_calls_come_at_once_or_in_turn(data, tiny_encoder_folder):
    model = train(data, tiny_encoder_folder, TrainSettings(trainer="linear"))
    texts = ["hello", "i lost my card in York", "pay Anna now", "card stolen in Leeds", "q z 7"] * 8
    alone = [model.parse(text) for text in texts]
    with ThreadPoolExecutor(16) as pool:
        together = list(pool.map(model.parse, texts))
    for one, other in zip(alone, together, strict=True):
        assert (other.text, other.slots, other.abstains) == (one.text, one.slots, one.abstains)
        assert [intent.confidence for intent in other.intents] == pytest.approx(
            [intent.confidence for intent in one.intents], abs=1e-4
        )
