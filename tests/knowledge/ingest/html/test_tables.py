"""Tables: which value belongs to which names."""

from __future__ import annotations

import pytest

from botkit.knowledge.ingest.blocks import Block
from botkit.knowledge.ingest.html.page import html_blocks


def table(*lines: str, heading: tuple[str, ...] = ()) -> Block:
    head, *rows = lines
    rule = "| " + " | ".join("---" for _ in head.split("|")[1:-1]) + " |"
    return Block("\n".join([head, rule, *rows]), heading, table=True)


def test_a_cell_that_spans_rows_is_in_each_of_them():
    html = (
        "<table><tr><th>Card</th><th>Where</th><th>Cash machine fee</th></tr><tr><td rowspan='2'>Gold\ncard</td>"
        "<td>At home</td><td>£1.10</td></tr><tr><td>Abroad</td><td>£4.75</td></tr></table>"
    )
    assert html_blocks(html) == (
        table(
            "| Card | Where | Cash machine fee |", "| Gold card | At home | £1.10 |", "| Gold card | Abroad | £4.75 |"
        ),
    )


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ("<tr><td>Child<td colspan=2>£3<tr><td>Adult<td>£4<td>£5", ("| Child | £3 | £3 |", "| Adult | £4 | £5 |")),
        ("<tr><td rowspan=0>All<td>1<td>2<tr><td>3<td>4", ("| All | 1 | 2 |", "| All | 3 | 4 |")),
        ("<tr><td>a<td rowspan=2 colspan=2>b<tr><td>c", ("| a | b | b |", "| c | b | b |")),
        ("<tr><td>a<td>b<td rowspan=9>c<tr><td>d<td>e", ("| a | b | c |", "| d | e | c |")),
        ("<tr><td>a<tr><td>b<td>c<td>d", ("| a |  |  |", "| b | c | d |")),
    ],
)
def test_whatever_cells_span_every_row_has_a_value_in_every_column(rows, lines):
    html = f"<table><tr><th>A</th><th>B</th><th>C</th></tr>{rows}</table>"
    assert html_blocks(html) == (table("| A | B | C |", *lines),)


@pytest.mark.parametrize(
    "head",
    [
        "<thead><tr><td>Zone</td><td>Per hour</td></tr></thead>",
        "<tr><th>Zone</th><th>Per hour</th></tr>",
        "<tr><td><b>Zone</b></td><td><p><strong>Per</strong> <strong>hour</strong></p></td></tr>",
        "<tr><td role='columnheader'>Zone</td><td role='columnheader'>Per hour</td></tr>",
        "<thead><tr><th><h4>Zone</h4></th><th>Per<br>hour</th></tr></thead>",
    ],
)
def test_the_first_row_names_the_columns_however_it_is_marked(head):
    (block,) = html_blocks(f"<table>{head}<tbody><tr><td>1</td><td>£2</td></tr></tbody></table>")
    assert block.text.replace("Per; hour", "Per hour") == "| Zone | Per hour |\n| --- | --- |\n| 1 | £2 |"


def test_the_corner_of_a_table_may_be_empty():
    html = "<table><tr><td></td><th>Mon</th><th>Tue</th></tr><tr><th>Open</th><td>9</td><td>10</td></tr></table>"
    assert html_blocks(html) == (table("|  | Mon | Tue |", "| Open | 9 | 10 |"),)


def test_two_rows_of_names_are_joined_for_each_column():
    html = (
        "<table><tr><th rowspan=2>Who<th colspan=2>Low season<th>High season<tr><th>Saver<th>Standard<th>Saver"
        "<tr><td>Adult<td>£1<td>£2<td>£3</table>"
    )
    assert html_blocks(html) == (
        table("| Who | Low season, Saver | Low season, Standard | High season, Saver |", "| Adult | £1 | £2 | £3 |"),
    )


def test_names_may_stand_at_the_side():
    html = "<table><tr><th>Zone<td>1<td>2<tr><th>Price<td>£1<td>£2</table>"
    assert html_blocks(html) == (table("| Zone | Price |", "| 1 | £1 |", "| 2 | £2 |"),)
    pairs = "<table><tr><th>Zone<td>1<tr><th>Price<td>£1</table>"
    assert html_blocks(pairs) == (Block("| Zone | 1 |\n| Price | £1 |", table=True),)


def test_a_row_as_wide_as_the_table_is_a_heading_or_a_note():
    html = (
        "<table><tr><th>Plan<th>Fee<tr><th colspan=2>Personal<tr><td>Basic<td>£0<tr><th colspan=2>Business"
        "<tr><td>Pro<td>£9<tr><td colspan=2>Prices include VAT.</table>"
    )
    assert html_blocks(html) == (
        table("| Plan | Fee |", "| Basic | £0 |", heading=("Personal",)),
        table("| Plan | Fee |", "| Pro | £9 |", heading=("Business",)),
        Block("Prices include VAT."),
    )


def test_names_in_the_middle_of_a_table_are_those_of_the_rows_below():
    html = "<table><tr><th>A<th>B<tr><td>1<td>2<tr><th>C<th>D<tr><td>3<td>4<tr><th>Total<th>9</table>"
    assert html_blocks(html) == (
        table("| A | B |", "| 1 | 2 |"),
        table("| C | D |", "| 3 | 4 |"),
        table("| C | D |", "| Total | 9 |"),
    )
    only_names = "<table><tr><th>A<th>B<tr><th>1<th>2<tr><th>3<th>4</table>"
    assert html_blocks(only_names) == (table("| A | B |", "| 1 | 2 |", "| 3 | 4 |"),)
    bold = "<table><tr><th>A<th>B<tr><td>1<td>2<tr><td><b>Total</b><td><b>9</b><tr><td>x<td>y</table>"
    assert html_blocks(bold) == (table("| A | B |", "| 1 | 2 |", "| Total | 9 |", "| x | y |"),)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<ul><li>in Italy</li><li>on Saturday</li></ul>", "in Italy; on Saturday"),
        ("<li>in Italy</li><li>on Saturday</li>", "in Italy; on Saturday"),
        ("<p>Mon 9–17</p><p>Sat 10–14</p>", "Mon 9–17; Sat 10–14"),
        ("Mon 9–17<br>Sat 10–14", "Mon 9–17; Sat 10–14"),
        ("Either:<ol><li>by post.<li>here</ol>", "Either: 1. by post. 2. here"),
        ("a|b", "a/b"),
        ("£5<sup>1</sup> for 3 m<sup>2</sup>", "£5¹ for 3 m²"),
        ("<a href='https://a.example/x'>GLS</a>", "[GLS](https://a.example/x)"),
        ("<span hidden>no</span>yes", "yes"),
    ],
)
def test_what_is_in_a_cell_stays_apart_on_one_line(cell, text):
    assert html_blocks(f"<table><tr><td>x</td><td>{cell}</td></tr></table>")[0].text == f"| x | {text} |"


@pytest.mark.parametrize(
    "html",
    [
        "<table role=presentation><tr><td><p>One.</p></td><td><p>Two.</p></td></tr></table>",
        "<table><tr><td>One.</td></tr><tr><td>Two.</td></tr></table>",
        "<table><tr><td><table><tr><td>One.</td></tr></table></td><td>Two.</td></tr></table>",
    ],
)
def test_a_table_that_only_places_things_is_read_as_what_is_in_it(html):
    assert html_blocks(html) == (Block("One."), Block("Two."))


def test_spans_that_are_no_numbers_or_without_end_do_no_harm():
    html = (
        "<table><tr><td colspan='x'>a<td rowspan='99999999999'>b<td colspan='-1'>c<tr><td>d<td colspan=100000>e</table>"
    )
    assert html_blocks(html) == (Block("| a | b | c |\n| d | e | e |", table=True),)
    html = "<table>" + "<tr><td rowspan=65534 colspan=1000>a<td>b" * 500 + "</table>"
    assert len(html_blocks(html)[0].text) < 500 * 500
