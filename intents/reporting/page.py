"""The report as one self-contained HTML file: charts inside, nothing loaded from elsewhere, no script."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from intents.curves import reliability, roc
from intents.evaluation import NluReport, Score, best_is_right, confidence_of, labelled, named
from intents.reporting.charts import confusion_matrix, reliability_diagram, roc_curve
from intents.reporting.comparison import Change, Comparison
from intents.reporting.predictions import Predictions

MATRIX = 24
"""Number of intents in the matrix: those with the most mistakes."""
SHOWN = 40
"""Number of intent pairs whose confused utterances are listed, and of changes in each direction."""

STYLE = Path(__file__).with_name("page.css")


def page(
    title: str, report: NluReport, predictions: Predictions, comparison: Comparison | None = None, how: str = ""
) -> str:
    """Return the page; `how` says in a sentence what was measured on which data."""
    parts = [
        f"<h1>{escape(title)}</h1><p>{escape(how)}</p>",
        _tiles(report),
        _comparison(comparison) if comparison else "",
        _curves(report, predictions),
        _matrix(predictions),
        _confusions(predictions),
        _changes(comparison) if comparison else "",
        _scores("Intents", "The lowest F1 first.", report.intents),
        _scores("Slots", "A slot is right if its name and both of its ends are (CoNLL 2003, seqeval).", report.slots),
    ]
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE.read_text(encoding='utf-8')}</style></head><body>{''.join(parts)}</body></html>\n"
    )


def _tiles(report: NluReport) -> str:
    tiles: list[tuple[str, str]] = [
        (f"{report.intent_accuracy:.1%}", f"intents right, of {report.utterances:,} utterances"),
        (f"{report.intent_f1:.3f}", "F1 of intents"),
    ]
    if report.slots:
        tiles += [
            (f"{report.slot_f1:.3f}", "F1 of slots"),
            (f"{report.sentence_accuracy:.1%}", "intent and all slots right"),
        ]
    tiles += [
        (f"{report.calibration_error:.3f}", "expected calibration error (15 bins)"),
        (f"{report.abstained:.1%}", f"abstained; {report.acted_on_accuracy:.1%} of the others right"),
    ]
    if report.out_of_scope_auroc is not None:
        tiles.append((f"{report.out_of_scope_auroc:.3f}", f"AUROC of {report.out_of_scope:,} out-of-scope utterances"))
        for precision, recall in report.out_of_scope_recall.items():
            tiles.append((f"{recall:.1%}", f"of them found at a precision of {precision}"))
    return (
        '<div class="tiles">'
        + "".join(f'<div class="tile"><b>{value}</b><span>{escape(what)}</span></div>' for value, what in tiles)
        + "</div>"
    )


def _curves(report: NluReport, predictions: Predictions) -> str:
    known = predictions.in_scope
    bins = reliability([confidence_of(found) for _, found in known], [best_is_right(*pair) for pair in known])
    parts = [
        "<div><h2>Confidence</h2><p>Bars: how often the best intent is right. Red: how sure the model was. They should "
        f"meet. The grey strip shows where most utterances are.</p>{reliability_diagram(bins)}</div>"
    ]
    if report.out_of_scope_auroc is not None:
        points = roc(
            [1 - found.familiarity for _, found in predictions.out_of_scope],
            [1 - found.familiarity for _, found in known],
        )
        parts.append(
            "<div><h2>Out of scope</h2><p>How many of the utterances that belong to no intent are found, and how many "
            f"others are mistaken for one, at every threshold.</p>{roc_curve(points, report.out_of_scope_auroc)}</div>"
        )
    return f'<div class="side">{"".join(parts)}</div>'


def _matrix(predictions: Predictions) -> str:
    counts = Counter((labelled(example), named(found)) for example, found in predictions.in_scope)
    wrong: Counter[str] = Counter()
    for (meant, understood), count in counts.items():
        if meant != understood:
            wrong[meant] += count
            wrong[understood] += count
    names = [name for name, _ in wrong.most_common(MATRIX)]
    if not names:
        return "<h2>Confusions</h2><p>None: every intent was right.</p>"
    ordered = _neighbours(names, counts)
    rest = len({name for pair in counts for name in pair}) - len(names)
    told = f" The {len(names)} with the most mistakes; {rest} more are not shown." if rest > 0 else ""
    if len(wrong) <= MATRIX and rest > 0:
        told = f" The {len(names)} with mistakes; the {rest} others have none."
    return (
        f"<h2>Confusions</h2><p>Rows: the intent that was meant. Columns: what was understood.{told}</p>"
        f'<div class="scroll">{confusion_matrix(counts, ordered)}</div>'
    )


def _neighbours(names: Sequence[str], counts: Counter[tuple[str, str]]) -> list[str]:
    """Return the names in an order that puts confused intents side by side."""
    left = list(names)
    ordered: list[str] = []
    while left:
        last = ordered[-1] if ordered else left[0]
        nearest = max(left, key=lambda name: (counts[last, name] + counts[name, last], -names.index(name)))
        ordered.append(nearest)
        left.remove(nearest)
    return ordered


def _confusions(predictions: Predictions) -> str:
    pairs: dict[tuple[str, str], list[tuple[float, str, str]]] = defaultdict(list)
    for example, found in predictions.in_scope:
        if named(found) != labelled(example):
            pairs[labelled(example), named(found) or "none"].append(
                (confidence_of(found), example.text, example.origin)
            )
    if not pairs:
        return ""
    blocks = []
    for (meant, understood), mistakes in sorted(pairs.items(), key=lambda pair: -len(pair[1]))[:SHOWN]:
        items = "".join(
            f"<li>{escape(text)} <code>{confidence:.2f} {escape(origin)}</code></li>"
            for confidence, text, origin in sorted(mistakes, reverse=True)
        )
        blocks.append(f"<h3>{escape(meant)} taken for {escape(understood)} ({len(mistakes)})</h3><ul>{items}</ul>")
    return "<h2>The utterances behind them</h2><p>With the confidence of the mistake.</p>" + "".join(blocks)


def _scores(title: str, told: str, scores: dict[str, Score]) -> str:
    if not scores:
        return ""
    rows = "".join(
        f'<tr><td>{escape(name)}</td><td class="n">{score.precision:.2f}</td><td class="n">{score.recall:.2f}</td>'
        f'<td class="n">{score.f1:.2f}</td><td class="bar"><span class="fill" style="width:{score.f1:.0%}"></span></td>'
        f'<td class="n">{score.support}</td></tr>'
        for name, score in sorted(scores.items(), key=lambda item: (item[1].f1, item[0]))
    )
    head = '<tr><th>Name</th><th class="n">Precision</th><th class="n">Recall</th><th class="n">F1</th><th></th>'
    return f'<h2>{title}</h2><p>{told}</p><table>{head}<th class="n">Examples</th></tr>{rows}</table>'


def _comparison(comparison: Comparison) -> str:
    def line(what: str, before: float, after: float, p_value: float) -> str:
        way = "up" if after > before else "down" if after < before else ""
        sure = "more than chance" if p_value < 0.05 else "may be chance"
        return (
            f'<tr><td>{what}</td><td class="n">{before:.1%}</td><td class="n {way}">{after:.1%}</td>'
            f'<td class="n">{p_value:.3g}</td><td>{sure}</td></tr>'
        )

    head = "".join(f'<th class="n">{name}</th>' for name in ("Other model", "This one", "p (McNemar)"))
    head = f"<tr><th></th>{head}<th></th></tr>"
    rows = line("intents right", comparison.before, comparison.after, comparison.p_value)
    rows += line(
        "intent and slots right", comparison.sentences_before, comparison.sentences_after, comparison.sentences_p_value
    )
    return f"<h2>Against the other model</h2><table>{head}{rows}</table>"


def _changes(comparison: Comparison) -> str:
    lists = _changed("Better", comparison.better) + _changed("Worse", comparison.worse)
    told = "The intent that was meant: what the other model understood → what this one does."
    return f"<h2>What changed</h2><p>{told}</p>{lists}"


def _changed(title: str, changes: Sequence[Change]) -> str:
    if not changes:
        return f"<h3>{title}: none</h3>"
    more = f"<p>and {len(changes) - SHOWN} more</p>" if len(changes) > SHOWN else ""
    return f"<h3>{title}: {len(changes)}</h3><ul>{''.join(_items(changes[:SHOWN]))}</ul>{more}"


def _items(changes: Iterable[Change]) -> Iterator[str]:
    for change in changes:
        yield (
            f"<li>{escape(change.example.text)} <code>{escape(labelled(change.example))}: "
            f"{escape(change.before)} → {escape(change.after)}</code></li>"
        )
