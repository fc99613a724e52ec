from __future__ import annotations

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from botkit.knowledge.index.flat import Flat
from botkit.knowledge.index.ivf import Ivf
from botkit.knowledge.index.vector_ids import VectorIds, key
from botkit.knowledge.index.vectors import FLAT, Vectors

RANDOM = np.random.default_rng(5)


def unit(rows: np.ndarray) -> np.ndarray:
    scaled: np.ndarray = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return scaled


CENTRES = unit(RANDOM.standard_normal((40, 24)))
ROWS = unit(CENTRES[RANDOM.integers(40, size=3000)] + 0.15 * RANDOM.standard_normal((3000, 24)))
KEYS = RANDOM.permutation(np.arange(10**12, 10**12 + 3000))


class Numbered:
    """An encoder of 8 numbers, all made of the text, that takes no time."""

    def __init__(self) -> None:
        self.seen = 0

    def encode(self, texts):
        self.seen += len(texts)
        numbers = np.array([[key(text) >> (7 * part) & 127 for part in range(8)] for text in texts])
        return unit(numbers.reshape(-1, 8) - 63.5)


@pytest.fixture(params=[Flat, Ivf])
def kept(request):
    return request.param.of(KEYS, ROWS)


def found(kept, row: int, n: int = 10, within: VectorIds | None = None) -> list[int]:
    return [int(key_) for key_ in kept.nearest(ROWS[row], n, within)[1]]


def test_nearly_the_same_is_found_as_by_comparing_all(kept):
    hits = 0
    for row in range(100):
        right = KEYS[np.argsort(-(ROWS @ ROWS[row]))[:10]]
        hits += len(set(found(kept, row)) & set(map(int, right)))
    assert hits >= (1000 if isinstance(kept, Flat) else 950)


def test_cosines_come_best_first(kept):
    cosines, keys = kept.nearest(ROWS[7], 10, None)
    assert list(cosines) == sorted(cosines, reverse=True)
    assert (int(keys[0]), cosines[0]) == (KEYS[7], pytest.approx(1, abs=0.01))


@pytest.mark.parametrize("allowed", [slice(0, 5), slice(1000, 2500)])
def test_only_what_is_allowed_is_found_and_it_is_found_however_far_it_is(kept, allowed):
    within = VectorIds(map(int, KEYS[allowed]))
    wanted = min(10, len(within))
    for row in (0, 2999):
        keys = found(kept, row, 10, within)
        assert len(keys) == wanted
        assert set(keys) <= set(map(int, KEYS[allowed]))


def test_among_many_allowed_the_nearest_are_found():
    rows = unit(CENTRES[RANDOM.integers(40, size=16_000)] + 0.15 * RANDOM.standard_normal((16_000, 24)))
    kept, allowed = Ivf.of(np.arange(16_000), rows), np.arange(9_000, 15_000)
    hits = 0
    for row in range(50):
        right = allowed[np.argsort(-(rows[allowed] @ rows[row]))[:10]]
        _, keys = kept.nearest(rows[row], 10, VectorIds(allowed))
        hits += len({*map(int, keys)} & {*map(int, right)})
    assert hits >= 475


def test_what_is_removed_is_gone_and_what_is_added_is_found(kept):
    changed = kept.changed(KEYS[:1000], np.array([5, 6]), ROWS[:2])
    assert len(changed) == 2002
    assert set(map(int, changed.keys)) == {5, 6, *map(int, KEYS[1000:])}
    assert found(changed, 0)[0] == 5
    assert not {*found(changed, 3, 50)} & {*map(int, KEYS[:1000])}
    assert changed.at(np.array([6])) == pytest.approx(ROWS[1:2], abs=0.01)
    with pytest.raises(RuntimeError):
        changed.at(KEYS[:1])
    assert len(kept) == 3000
    assert found(kept, 0)[0] == KEYS[0]


def test_what_is_read_again_is_the_same(kept):
    again = type(kept).from_arrays(kept.arrays(), 24, 3000)
    assert str(again) == str(kept)
    assert all(found(again, row) == found(kept, row) for row in range(20))
    assert np.array_equal(again.at(KEYS), kept.at(KEYS))


def test_an_inverted_file_says_what_it_is_and_how_well_it_recalls():
    kept = Ivf.of(KEYS, ROWS)
    assert "IVF, 128 cells" in str(kept)
    assert kept.recall >= 0.97


def test_few_vectors_are_flat_and_many_are_not_and_the_kind_changes_with_the_number():
    encoder = Numbered()
    few = [f"text {n}" for n in range(FLAT - 10)]
    vectors, _ = Vectors.of(few, encoder)
    assert str(vectors) == "flat"
    many, embedded = Vectors.of([*few, *(f"more {n}" for n in range(20))], encoder, previous=vectors)
    assert (embedded, len(many)) == (20, FLAT + 10)
    assert str(many).startswith("IVF, 512 cells")
    assert next(iter(many.nearest(encoder.encode(["more 7"])[0], 1))) == key("more 7")
    fewer, embedded = Vectors.of(few, encoder, previous=many)
    assert (embedded, str(fewer), fewer.keys) == (0, "flat", vectors.keys)
    none, _ = Vectors.of([], encoder, previous=many)
    assert (len(none), none.nearest(encoder.encode(["x"])[0], 5)) == (0, {})


@pytest.fixture
def saved(tmp_path, kept):
    path = tmp_path / "vectors.safetensors"
    Vectors(kept).save(path)
    return path


def test_saved_vectors_are_found_as_before(saved, kept):
    loaded = Vectors.load(saved, dimension=24, count=3000)
    assert loaded.nearest(ROWS[3], 10) == Vectors(kept).nearest(ROWS[3], 10)
    assert loaded.keys == Vectors(kept).keys


@pytest.mark.parametrize(("dimension", "count"), [(12, 3000), (24, 2999), (24, 0), (0, 3000), (24, -1)])
def test_another_shape_than_expected_is_refused(saved, dimension, count):
    with pytest.raises(ValueError, match=r"shape|sizes|type"):
        Vectors.load(saved, dimension=dimension, count=count)


CHANGES = {
    "keys twice": lambda arrays: arrays["keys"].__setitem__(1, arrays["keys"][0]),
    "a key below 0": lambda arrays: arrays["keys"].__setitem__(1, -1),
    "keys of another type": lambda arrays: arrays.update(keys=arrays["keys"].astype(np.float64)),
    "a part is missing": lambda arrays: arrays.pop("codes" if "codes" in arrays else "rows"),
    "a part is cut": lambda arrays: arrays.update(
        {name: arrays[name][:-1] for name in ("rows", "codes") & arrays.keys()}
    ),
}
CELLS = {
    "sizes that overlap": lambda arrays: arrays["sizes"].__setitem__(0, arrays["sizes"][0] + 1),
    "a size below 0": lambda arrays: arrays["sizes"].__setitem__(slice(0, 2), [-5, arrays["sizes"][:2].sum() + 5]),
    "sizes that overflow": lambda arrays: arrays["sizes"].__setitem__(slice(0, 2), [2**62, -(2**62)]),
    "more probes than cells": lambda arrays: arrays["tuning"].__setitem__(0, 10**9),
    "no probes": lambda arrays: arrays["tuning"].__setitem__(0, np.nan),
    "ranges that are no numbers": lambda arrays: arrays["ranges"].__setitem__(0, np.inf),
    "centres of another width": lambda arrays: arrays.update(centres=arrays["centres"][:, :3].copy()),
    "codes of another type": lambda arrays: arrays.update(codes=arrays["codes"].astype(np.float32)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_arrays_that_do_not_fit_are_refused(saved, kept, change):
    refused_after(change, saved, "flat" if isinstance(kept, Flat) else "ivf")


@pytest.mark.parametrize("change", CELLS.values(), ids=CELLS)
def test_cells_that_do_not_fit_are_refused(tmp_path, change):
    Vectors(Ivf.of(KEYS, ROWS)).save(tmp_path / "v")
    refused_after(change, tmp_path / "v", "ivf")


@pytest.mark.parametrize("kind", ["IndexPreTransform", "", None])
def test_another_kind_of_index_is_refused(saved, kind):
    save_file(load_file(saved), saved, {"kind": kind} if kind is not None else None)
    with pytest.raises((ValueError, KeyError)):
        Vectors.load(saved, dimension=24, count=3000)


def test_bytes_that_were_cut_or_changed_never_crash_the_reader(saved):
    content = saved.read_bytes()
    for damaged in (b"", content[:9], content[: len(content) // 2], b"\xff" * 400, content[:8] + b"x" + content[9:]):
        saved.write_bytes(damaged)
        with pytest.raises((ValueError, KeyError)):
            Vectors.load(saved, dimension=24, count=3000)


def refused_after(change, path, kind):
    arrays = {name: array.copy() for name, array in load_file(path).items()}
    change(arrays)
    save_file(arrays, path, {"kind": kind})
    with pytest.raises((ValueError, KeyError)):
        Vectors.load(path, dimension=24, count=3000)
