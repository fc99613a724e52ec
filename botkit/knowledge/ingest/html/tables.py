"""Tables as rows of text: every row has a value in every column, whatever cells span."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import groupby, takewhile

from botkit.knowledge.ingest.html import names
from botkit.knowledge.ingest.html.elements import Element
from botkit.knowledge.ingest.outline import Outline

_WIDEST = 60
"""Columns; the rest of a wider table is left out."""
_MOST = 500_000
"""Cells, with those that others span."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a row has in one column.

    `heads` if it is a heading, `bold` if it only looks like one, `spans` if it began in an earlier column.
    """

    text: str
    heads: bool = False
    bold: bool = False
    spans: bool = False


Row = Sequence[Cell]


def is_layout(table: Element) -> bool:
    """Tell whether the table only places things on the page."""
    if table["role"] in {"presentation", "none"}:
        return True
    rows = [[*_cells(row)] for _, row in _rows(table)]
    return max(map(len, rows), default=0) <= 1 or any(_holds_a_page(cell) for row in rows for cell in row)


def add_table(table: Element, outline: Outline, read: Callable[[Element], str]) -> None:
    """Add the table to the outline; `read` gives the text of a cell.

    A row of one cell as wide as the table is a heading of the rows below it; it is a note if it ends as sentences do,
    or if no rows follow.
    """
    head, rows = _parted(table, read)
    groups = [(sort, list(group)) for sort, group in groupby(rows, key=_sort)]
    has_values = any(sort is _Sort.VALUES for sort, _ in groups)
    label = ""
    for number, (sort, group) in enumerate(groups, 1):
        if sort is _Sort.WIDE:
            for said in (row[0].text for row in group):
                label = "" if number == len(groups) or said.endswith((".", "!")) else said
                outline.add("" if label else said)
        elif sort is _Sort.NAMES and has_values and number < len(groups):
            head = _joined(group)  # from here on, the columns are others
        else:
            with outline.section(label):
                outline.add("\n".join(_lines(head, group)), table=True)
    if not rows:
        outline.add("\n".join(_lines((), [head])), table=True)


class _Sort(Enum):
    """What a row is: names of columns, one cell as wide as the table, or values."""

    NAMES = auto()
    WIDE = auto()
    VALUES = auto()


def _sort(row: Row) -> _Sort:
    if _is_wide(row):
        return _Sort.WIDE
    return _Sort.NAMES if _names_columns(row) else _Sort.VALUES


def _parted(table: Element, read: Callable[[Element], str]) -> tuple[Row, list[Row]]:
    """Return the names of the columns, empty if there are none, and the rows below."""
    rows = [*_rows(table)]
    grid = _grid([row for _, row in rows], read)
    above = sum(1 for _ in takewhile(lambda row: row[0] == "thead", rows))
    if not above:
        above = sum(1 for _ in takewhile(_names_columns, grid)) or int(bool(grid) and _looks_like_names(grid[0]))
        above = above if above < len(grid) else min(1, len(grid) - 1)
    titles = [row for row in grid[:above] if _is_wide(row)]
    heads = [row for row in grid[:above] if not _is_wide(row)]
    if heads:
        return _joined(heads), [*titles, *grid[above:]]
    if len(grid) > 1 and len(grid[0]) > 2 and all(row[0].heads and not row[1].heads for row in grid):
        first, *others = zip(*grid, strict=True)
        return first, list(others)  # the names stand at the side
    return (), grid


def _joined(heads: Sequence[Row]) -> Row:
    """Return the names of the columns where they stand in several rows."""
    columns = zip(*heads, strict=True)
    return [Cell(", ".join(dict.fromkeys(cell.text for cell in column if cell.text))) for column in columns]


def _grid(rows: Sequence[Element], read: Callable[[Element], str]) -> list[Row]:
    """Return the rows, all of one width, with every cell in all the rows and columns that it spans."""
    grid: list[list[Cell]] = []
    width = 0
    reaching: dict[int, tuple[int, Cell]] = {}  # column: rows that are left to fill, and with what
    for number, row in enumerate(rows):
        line: list[Cell] = []
        waiting = [*_cells(row)][:_WIDEST]
        while (waiting or any(column >= len(line) for column in reaching)) and (column := len(line)) < _WIDEST:
            if column in reaching:
                left, cell = reaching.pop(column)
                line.append(cell)
                if left > 1:
                    reaching[column] = left - 1, cell
            elif waiting:
                element = waiting.pop(0)
                text, high = read(element), _span(element, "rowspan", len(rows) - number)
                for offset in range(min(_span(element, "colspan", _WIDEST), _WIDEST - column)):
                    line.append(Cell(text, _is_head(element), _is_bold(element), offset > 0))
                    if high > 1:
                        reaching[column + offset] = high - 1, line[-1]
            else:
                line.append(Cell(""))
        grid.append(line)
        width = max(width, *(column for column, cell in enumerate(line, 1) if not cell.spans), 0)
        if len(grid) * width > _MOST:
            break
    return [[*line[:width], *[Cell("")] * (width - len(line))] for line in grid if line]


def _rows(table: Element) -> Iterator[tuple[str, Element]]:
    """Yield the rows of the table itself, each with the name of the part that it stands in."""
    for part in table.elements:
        if part.name == "tr":
            yield "", part
        elif part.name in {"thead", "tbody", "tfoot"}:
            yield from ((part.name, row) for row in part.elements if row.name == "tr")


def cells_of(table: Element) -> Iterator[Element]:
    """Return the cells of the table itself, in their order."""
    return (cell for _, row in _rows(table) for cell in _cells(row))


def _cells(row: Element) -> Iterator[Element]:
    return (cell for cell in row.elements if cell.name in {"td", "th"})


def _span(cell: Element, attribute: str, most: int) -> int:
    value = cell[attribute].strip()
    if not value.isdecimal() or len(value) > 6:
        return 1
    return min(int(value) or (most if attribute == "rowspan" else 1), most)  # 0 spans the rows that are left


def _is_head(cell: Element) -> bool:
    return cell.name == "th" or cell["role"] in {"columnheader", "rowheader"}


def _is_bold(cell: Element) -> bool:
    """Tell whether all that the cell says is bold."""
    bold = [element for element in cell.walk() if element.name in {"b", "strong"}]
    return bool(bold) and " ".join(element.text for element in bold).split() == cell.text.split()


def _names_columns(row: Row) -> bool:
    """Tell whether all that the row says is headings. The corner may be empty."""
    said = [cell for cell in row if cell.text]
    return bool(said) and all(cell.heads for cell in said) and not _is_wide(row)


def _looks_like_names(row: Row) -> bool:
    said = [cell for cell in row if cell.text]
    return len(said) > 1 and all(cell.bold or cell.heads for cell in said)


def _is_wide(row: Row) -> bool:
    return len(row) > 1 and bool(row[0].text) and all(cell.spans and cell.text == row[0].text for cell in row[1:])


def _holds_a_page(cell: Element) -> bool:
    """Tell whether the cell has in it what no table has: another table, or headings with text below."""
    headed = cell.name == "td" and cell.find(*names.HEADINGS) is not None
    return cell.find("table") is not None or (headed and cell.find("p", "ul", "ol", "dl") is not None)


def _lines(head: Row, rows: Iterable[Row]) -> Iterator[str]:
    """Yield the rows as Markdown writes them; a rule follows the head."""
    said = [row for row in rows if any(cell.text for cell in row)]
    if head and said:
        yield _line(cell.text for cell in head)
        yield _line("---" for _ in head)
    for row in said:
        yield _line(cell.text for cell in row)


def _line(texts: Iterable[str]) -> str:
    return f"| {' | '.join(texts)} |"
