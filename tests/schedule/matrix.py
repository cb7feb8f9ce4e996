"""What the tables of the schedule's pages hold, and what their cells cover, reckoned as browsers do it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class PageCell:
    """A cell, or an entry in the line above the table (then without a span); ``times`` are ISO 8601, in UTC."""

    classes: list[str] = field(default_factory=list)
    rowspan: int = 1
    colspan: int = 1
    title: str = ""
    room: str = ""
    times: list[str] = field(default_factory=list)
    text: str = ""


@dataclass
class PageDay:
    """A day of a page: its ISO date, the line above its table, and the table's rows, heads included."""

    date: str
    asides: list[PageCell] = field(default_factory=list)
    rows: list[list[PageCell]] = field(default_factory=list)

    @property
    def cards(self) -> list[PageCell]:
        return [cell for row in self.rows for cell in row if "entry" in cell.classes]

    @property
    def width(self) -> int:
        return sum(cell.colspan for cell in self.rows[0])

    def card(self, title: str) -> PageCell:
        [card] = [card for card in self.cards if card.title == title]
        return card

    def matrix(self) -> list[list[str]]:
        """Return the cells' titles, or else their texts, by row and column below the heads."""
        rows = [[(cell.rowspan, cell.colspan, cell.title or cell.text) for cell in row] for row in self.rows]
        return matrix_of(rows, self.width)[1:]


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.days: list[PageDay] = []
        self.open: list[tuple[str, str]] = []
        self.cell: PageCell | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        classes = values.get("class", "")
        if tag not in ("link", "meta", "input"):
            self.open.append((tag, classes))
        if tag == "section":
            self.days.append(PageDay(values["id"]))
        elif tag == "tr":
            self.days[-1].rows.append([])
        elif tag in ("td", "th"):
            self.cell = PageCell(classes.split(), int(values.get("rowspan", 1)), int(values.get("colspan", 1)))
            self.days[-1].rows[-1].append(self.cell)
        elif tag == "li" and self.is_in("asides"):
            self.cell = PageCell()
            self.days[-1].asides.append(self.cell)
        elif tag == "time" and self.cell and self.is_in("times"):
            self.cell.times.append(values["datetime"])

    def handle_endtag(self, tag: str) -> None:
        while self.open.pop()[0] != tag:
            pass
        if tag in ("td", "th", "li"):
            self.cell = None

    def handle_data(self, text: str) -> None:
        if not self.cell:
            return
        self.cell.text = f"{self.cell.text} {text.strip()}".strip()
        if self.open[-1][0] == "h3" or ("h3", "") in self.open[-2:] or self.is_aside_title:
            self.cell.title += text
        if self.is_in("room-name"):
            self.cell.room += text

    def is_in(self, name: str) -> bool:
        return any(name in classes.split() for _, classes in self.open)

    @property
    def is_aside_title(self) -> bool:
        return self.open[-1][0] in ("a", "b") and self.open[-2][0] == "li"


def days_of_page(markup: str) -> list[PageDay]:
    """Read the days of a page of the schedule."""
    page = _Page()
    page.feed(markup)
    return page.days


def matrix_of(rows: Sequence[Sequence[tuple[int, int, str]]], width: int) -> list[list[str]]:
    """Return the names in a table by row and column, from each row's cells as (rowspan, colspan, name).

    Fails where cells overlap or reach out of the table, where a part is covered by none, and where a row or a column
    has no cell of its own: HTML calls each of these a table model error.
    """
    matrix: list[list[str | None]] = [[None] * width for _ in rows]
    starts = set()
    for number, cells in enumerate(rows):
        assert cells, f"row {number} has no cell of its own"
        column = 0
        for rowspan, colspan, name in cells:
            while column < width and matrix[number][column] is not None:
                column += 1
            assert rowspan >= 1
            assert colspan >= 1
            assert number + rowspan <= len(rows), f"{name} reaches below the table"
            assert column + colspan <= width, f"{name} reaches beside the table"
            starts.add(column)
            for row in matrix[number : number + rowspan]:
                assert row[column : column + colspan] == [None] * colspan, f"{name} overlaps another cell"
                row[column : column + colspan] = [name] * colspan
    assert starts == set(range(width)), "a column has no cell of its own"
    filled = [[name for name in row if name is not None] for row in matrix]
    assert [len(row) for row in filled] == [width] * len(rows), "a part of the table is covered by no cell"
    return filled
