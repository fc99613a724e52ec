"""Flows as a picture: boxes from top to bottom, branches side by side, in SVG that any browser shows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from botkit.dialogue.flows.flow import Step
from botkit.dialogue.part import meant
from botkit.dialogue.spec import DialogueSpec
from botkit.domain.errors import ConfigError

WIDTH = 220.0
"""Of a box, in pixels; the other measures, too."""
GAP, LANE_GAP, LINE, PAD, MARGIN = 26.0, 24.0, 15.0, 9.0, 32.0
LETTERS = 32
"""A line of a box, in letters."""
MAX_LINES = 4

COLOURS = {
    "say": ("#f4f6f5", "#8a9691"),
    "ask": ("#e3f1ec", "#0b6b57"),
    "confirm": ("#fdf3dc", "#a8750b"),
    "action": ("#e4ecfa", "#2f5fb3"),
    "branch": ("#ffffff", "#5c6763"),
    "flow": ("#efe7f8", "#6d45a8"),
    "go": ("#ffffff", "#5c6763"),
    "hand_off": ("#fbe5e3", "#b3372b"),
    "end": ("#f4f6f5", "#8a9691"),
}
"""Fill and line by kind of step; every kind is named in its box, too."""
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#1d2724}.kind{font-size:10px;fill:#5c6763}.title{font-size:17px;"
    "font-weight:600}.way{font-size:11px;fill:#5c6763}path{fill:none;stroke:#8a9691;stroke-width:1.4}"
)


def draw(spec: DialogueSpec, path: Path, only: Collection[str] = ()) -> None:
    """Write the picture of all flows, or of those named. Raises ConfigError if there are none, or not these."""
    for name in only:
        if name not in spec.flows:
            raise ConfigError(f"there is no flow '{name}'{meant(name, spec.flows) or '; see dialogue.yml'}")
    names = list(only) or list(spec.flows)
    if not names:
        raise ConfigError("dialogue.yml has no flows to draw; add some under flows")
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_text(picture(spec, names), encoding="utf-8")
    temporary.replace(path)


def picture(spec: DialogueSpec, names: Collection[str]) -> str:
    """Return the SVG text: the flows side by side."""
    columns = [_lane(spec, spec.flows[name].steps) for name in names]
    shapes: list[str] = []
    left, bottom = MARGIN, 0.0
    for name, column in zip(names, columns, strict=True):
        starters = [intent for intent, rule in spec.intents.items() if rule.flow == name]
        starters += [f"button “{button}”" for button in spec.flows[name].buttons]
        axis = left + column.left
        shapes.append(_text(axis, MARGIN, name, "title"))
        shapes.append(_text(axis, MARGIN + 18, _cut(", ".join(starters), 46), "kind"))
        shapes += column.drawn(axis, MARGIN + 40)
        left += column.width + 2 * MARGIN
        bottom = max(bottom, MARGIN + 40 + column.height)
    width, height = left - MARGIN, bottom + MARGIN
    arrow = (
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0L8 4L0 8z" style="fill:#8a9691;stroke:none"/></marker></defs>'
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}"'
            f' height="{height:g}" role="img">',
            f"<title>{escape('Flows: ' + ', '.join(names))}</title>",
            f"<style>{_STYLE}</style>{arrow}",
            f'<rect width="{width:g}" height="{height:g}" fill="#ffffff"/>',
            *shapes,
            "</svg>\n",
        ]
    )


@dataclass(slots=True)
class _Box:
    """One step."""

    kind: str
    lines: list[str]

    @property
    def height(self) -> float:
        return 2 * PAD + 12 + LINE * len(self.lines)

    def drawn(self, centre: float, top: float) -> Iterator[str]:
        fill, line = COLOURS[self.kind]
        radius = {"end": self.height / 2, "hand_off": self.height / 2, "confirm": 14, "go": self.height / 2}.get(
            self.kind, 5
        )
        dash = ' stroke-dasharray="4 3"' if self.kind in {"branch", "go"} else ""
        yield (
            f'<rect x="{centre - WIDTH / 2:g}" y="{top:g}" width="{WIDTH:g}" height="{self.height:g}" rx="{radius:g}"'
            f' fill="{fill}" stroke="{line}"{dash}/>'
        )
        yield _text(centre, top + PAD + 9, self.kind.replace("_", " "), "kind")
        for number, text in enumerate(self.lines):
            yield _text(centre, top + PAD + 12 + LINE * (number + 0.75), text)


@dataclass(slots=True)
class _Lane:
    """Steps from top to bottom along an axis; each box has the lanes that part from it, by the name of their way."""

    rows: list[tuple[_Box, dict[str, _Lane]]] = field(default_factory=list)

    @property
    def left(self) -> float:
        """The distance that it reaches to the left of its axis."""
        return max([WIDTH / 2, *(_total(lanes) / 2 for box, lanes in self.rows if not _passes(box, lanes))])

    @property
    def right(self) -> float:
        """The distance that it reaches to the right of its axis."""
        return max(
            WIDTH / 2,
            *(
                WIDTH / 2 + LANE_GAP + _total(lanes) if _passes(box, lanes) else _total(lanes) / 2
                for box, lanes in self.rows
                if lanes
            ),
            0.0,
        )

    @property
    def width(self) -> float:
        return self.left + self.right

    @property
    def height(self) -> float:
        return sum(box.height + GAP + _fork_height(lanes) for box, lanes in self.rows)

    @property
    def goes_on(self) -> bool:
        """True if something can come below its last step."""
        if not self.rows:
            return True
        box, lanes = self.rows[-1]
        return _passes(box, lanes) or (box.kind == "branch" and any(lane.goes_on for lane in lanes.values()))

    def drawn(self, axis: float, top: float) -> Iterator[str]:
        for number, (box, lanes) in enumerate(self.rows):
            yield from box.drawn(axis, top)
            bottom = top + box.height
            below = bottom + GAP + _fork_height(lanes)
            last = number == len(self.rows) - 1
            passes = _passes(box, lanes)
            if passes and not last:
                yield _arrow([(axis, bottom), (axis, below)])
            x = axis + WIDTH / 2 + LANE_GAP if passes else axis - _total(lanes) / 2
            for way, lane in lanes.items():
                own, start = x + lane.left, bottom + GAP
                if passes:
                    yield _arrow(
                        [(axis + WIDTH / 2, bottom - box.height / 2), (own, bottom - box.height / 2), (own, start)]
                    )
                else:
                    yield _arrow([(axis, bottom), (axis, bottom + GAP / 2), (own, bottom + GAP / 2), (own, start)])
                yield _text(own + 6, start - 6, _cut(way, 30), "way", anchor="start")
                yield from lane.drawn(own, start)
                if box.kind == "branch" and lane.goes_on and not last:
                    under = below - GAP / 2
                    yield _arrow([(own, start + lane.height - GAP), (own, under), (axis, under), (axis, below)])
                x += lane.width + LANE_GAP
            top = below


def _passes(box: _Box, lanes: dict[str, _Lane]) -> bool:
    """Tell whether the way goes straight on below the box."""
    return box.kind not in {"end", "hand_off", "go"} and not (box.kind == "branch" and "else" in lanes)


def _total(lanes: dict[str, _Lane]) -> float:
    return sum(lane.width for lane in lanes.values()) + LANE_GAP * max(len(lanes) - 1, 0)


def _fork_height(lanes: dict[str, _Lane]) -> float:
    return max(lane.height for lane in lanes.values()) + GAP if lanes else 0.0


def _lane(spec: DialogueSpec, steps: tuple[Step, ...]) -> _Lane:
    lane = _Lane()
    for step in steps:
        ways = {"no" if step.kind == "confirm" else str(way[-1]): _lane(spec, inner) for way, inner in step.inner}
        lane.rows.append((_Box(step.kind, _wrapped(_words(spec, step))), ways))
    return lane


def _words(spec: DialogueSpec, step: Step) -> str:
    match step.kind:
        case "ask":
            slot = spec.slots.get(step.ask or "")
            question = (step.question or (slot.question if slot else ("",)))[0]
            return f"{step.ask}: {question}"
        case "say" | "confirm":
            return step.texts[0]
        case "go":
            return f"back to {step.go}"
        case "hand_off":
            return "a person takes over"
        case kind:
            return str(getattr(step, kind))


def _wrapped(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > LETTERS and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {_cut(word, LETTERS)}".strip()
    return (
        [*lines[: MAX_LINES - 1], _cut(" ".join(lines[MAX_LINES - 1 :]), LETTERS)] if len(lines) > MAX_LINES else lines
    )


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def _text(x: float, y: float, text: str, style: str = "", anchor: str = "middle") -> str:
    kind = f' class="{style}"' if style else ""
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}"{kind}>{escape(text)}</text>'


def _arrow(points: list[tuple[float, float]]) -> str:
    line = "L".join(f"{x:g} {y:g}" for x, y in points)
    return f'<path d="M{line}" marker-end="url(#arrow)"/>'
