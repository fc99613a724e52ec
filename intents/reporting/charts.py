"""Charts as hand-written SVG: nothing to install or load, and no script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from intents.curves import Bin

SIDE, LEFT, BOTTOM, TOP = 380, 52, 44, 14
"""The side of a square plot and its margins, in pixels."""
CELL, LABEL = 24, 170
"""The size of a cell of the matrix, and of the names beside it, in pixels."""
LONGEST = 24


def reliability_diagram(bins: Sequence[Bin]) -> str:
    """Draw accuracy over confidence: calibrated points lie on the diagonal. The strip below shows the counts."""
    most = max((one.count for one in bins), default=1)
    bars = []
    for one in bins:
        x, width = _x(one.low) + 1, (one.high - one.low) * SIDE - 2
        top, meant, strip = _y(one.accuracy), _y(one.confidence), 40 * one.count / most
        about = f"confidence {one.low:.2f} to {one.high:.2f}: {one.count} utterances, {one.accuracy:.1%} right"
        across = f'x="{x:.1f}" width="{width:.1f}"'
        bars.append(
            f'<g><title>{about}</title><rect class="bar" {across} y="{top:.1f}" height="{_y(0) - top:.1f}"/>'
            f'<rect class="strip" {across} y="{_y(0) - strip:.1f}" height="{strip:.1f}"/>'
            f'<line class="mark" x1="{x:.1f}" x2="{x + width:.1f}" y1="{meant:.1f}" y2="{meant:.1f}"/></g>'
        )
    body = "".join(bars) + _diagonal()
    return _plot(body, "confidence", "share right", "Reliability diagram")


def roc_curve(points: Sequence[tuple[float, float]], area: float) -> str:
    """Draw the share of out-of-scope utterances that are detected over the share of in-scope ones mistaken for them."""
    line = " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in _thinned(points))
    under = f"{_x(0):.1f},{_y(0):.1f} {line} {_x(1):.1f},{_y(0):.1f}"
    label = f'<text class="figure" x="{_x(0.96):.1f}" y="{_y(0.08):.1f}" text-anchor="end">AUROC {area:.3f}</text>'
    body = f'<polygon class="area" points="{under}"/>{_diagonal()}<polyline class="line" points="{line}"/>{label}'
    return _plot(
        body, "in scope, taken for out of scope", "out of scope, found", "ROC curve of out-of-scope utterances"
    )


def confusion_matrix(counts: Mapping[tuple[str, str], int], names: Sequence[str]) -> str:
    """Draw the matrix of expected intents (rows) and predicted ones (columns); the diagonal is right."""
    size = len(names) * CELL
    totals = {name: sum(count for (row, _), count in counts.items() if row == name) for name in names}
    parts = list(_names(names))
    for y, row in enumerate(names):
        for x, column in enumerate(names):
            count = counts.get((row, column), 0)
            share = count / totals[row] if totals[row] else 0.0
            kind = "right" if row == column else "wrong"
            left, top = LABEL + x * CELL, LABEL + y * CELL
            parts.append(f'<rect class="cell" x="{left}" y="{top}" width="{CELL}" height="{CELL}"/>')
            if count:
                opacity = 0.15 + 0.85 * share
                title = f"<title>{escape(row)} understood as {escape(column)}: {count} of {totals[row]}</title>"
                parts.append(
                    f'<g>{title}<rect class="{kind}" fill-opacity="{opacity:.2f}" x="{left}" y="{top}" width="{CELL}" '
                    f'height="{CELL}"/><text class="count{" light" if opacity > 0.6 else ""}" x="{left + CELL / 2}" '
                    f'y="{top + CELL / 2 + 4}">{count}</text></g>'
                )
    whole = LABEL + size + 8
    return (
        f'<svg class="matrix" viewBox="0 0 {whole} {whole}" width="{whole}" role="img" aria-label="Confusion matrix">'
        f"{''.join(parts)}</svg>"
    )


def _names(names: Sequence[str]) -> Iterator[str]:
    for place, name in enumerate(names):
        shown = escape(name if len(name) <= LONGEST else name[: LONGEST - 1] + "…")
        middle = LABEL + place * CELL + CELL / 2
        yield f'<text class="name" x="{LABEL - 8}" y="{middle + 4}" text-anchor="end">{shown}</text>'
        yield f'<text class="name" transform="translate({middle + 4} {LABEL - 8}) rotate(-90)">{shown}</text>'


def _plot(body: str, across: str, up: str, title: str) -> str:
    ticks = "".join(
        f'<line class="grid" x1="{_x(0)}" y1="{_y(at)}" x2="{_x(1)}" y2="{_y(at)}"/>'
        f'<text class="tick" x="{_x(0) - 8}" y="{_y(at) + 4}" text-anchor="end">{at:g}</text>'
        f'<text class="tick" x="{_x(at)}" y="{_y(0) + 18}" text-anchor="middle">{at:g}</text>'
        for at in (0, 0.25, 0.5, 0.75, 1)
    )
    axes = (
        f'<text class="axis" x="{_x(0.5)}" y="{_y(0) + 38}" text-anchor="middle">{escape(across)}</text>'
        f'<text class="axis" transform="translate(14 {_y(0.5)}) rotate(-90)" text-anchor="middle">{escape(up)}</text>'
    )
    width, height = LEFT + SIDE + 14, TOP + SIDE + BOTTOM
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" role="img" aria-label="{escape(title)}">'
        f"{ticks}{body}{axes}</svg>"
    )


def _diagonal() -> str:
    return f'<line class="diagonal" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>'


def _thinned(points: Sequence[tuple[float, float]], most: int = 400) -> list[tuple[float, float]]:
    step = max(1, len(points) // most)
    return [*points[:-1:step], points[-1]] if points else []


def _x(share: float) -> float:
    return LEFT + share * SIDE


def _y(share: float) -> float:
    return TOP + (1 - share) * SIDE
