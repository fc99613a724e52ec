"""Counts over time as stacked bars: geometry for an SVG, no styles."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 720, 180
"""Of the bars, in the units of the picture."""
_GAP = 0.25
"""Share of a day's width that stays empty."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a day's bar, from its upper left corner."""

    series: str
    x: float
    y: float
    width: float
    height: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, lines with their values (y, number), and days to write below (x, text)."""

    bars: tuple[Bar, ...]
    lines: tuple[tuple[float, int], ...]
    days: tuple[tuple[float, str], ...]
    series: tuple[str, ...]
    width: int = WIDTH
    height: int = HEIGHT


def stacked(days: Sequence[tuple[date, Mapping[str, int]]], series: Sequence[str]) -> Chart:
    """Make the chart of so many counts a day, the first series at the bottom."""
    top = _top(max((sum(counts.values()) for _, counts in days), default=0))
    step = WIDTH / max(len(days), 1)
    bars = []
    for number, (day, counts) in enumerate(days):
        y = float(HEIGHT)
        for name in series:
            if count := counts.get(name, 0):
                height = HEIGHT * count / top
                y -= height
                label = f"{day:%d %b}: {count} {name}"
                bars.append(Bar(name, step * (number + _GAP / 2), y, step * (1 - _GAP), height, label))
    every = max(1, math.ceil(len(days) / 8))
    below = tuple(
        (step * (number + 0.5), f"{day:%d %b}") for number, (day, _) in enumerate(days) if number % every == 0
    )
    lines = tuple((HEIGHT - HEIGHT * part / 2, round(top * part / 2)) for part in range(3))
    return Chart(tuple(bars), lines, below, tuple(series))


def _top(most: int) -> int:
    """Return the least even number of the form 2, 4, 6, 10, 20, 40, 60, 100 ... that is not below."""
    scale = 1
    while True:
        for step in (2, 4, 6, 10):
            if step * scale >= most:
                return step * scale
        scale *= 10
