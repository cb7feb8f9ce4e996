"""A day as the rows and cells of an HTML table, which they fill without a gap or an overlap."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Final

from schedule.models import Room
from schedule.timetable.columns import Plan, columns_of, plan_of, runs_of
from schedule.timetable.entries import Entry

STEP: Final = 300  # seconds that one step of a row's height stands for
MOST_STEPS: Final = 12  # a row in which nothing begins or ends is no higher, however long it lasts
MOST_STEPS_AT_LEISURE: Final = 6  # nor is one without a session, such as an hour of breakfast
MOST_STEPS_IDLE: Final = 3  # nor one in which nothing is on
MOST_COLUMNS_AT_ONCE: Final = 7
MOST_STEPS_BRIEF: Final = 2  # an entry this low has room for one line


@dataclass(slots=True)
class Head:
    """The head of a column: a room, what is elsewhere, or none on a day without rooms."""

    room: Room | None
    colspan: int
    is_elsewhere: bool


@dataclass(slots=True)
class Cell:
    """A cell of the table, empty where it has no entry."""

    rowspan: int
    colspan: int
    entry: Entry | None = None
    is_brief: bool = False
    is_wide: bool = False  # stands not just under its own room's head


@dataclass(slots=True)
class Row:
    """A stretch of time in which nothing begins or ends; its height is so many steps of five minutes, capped.

    It starts ``start`` seconds after 1970. ``starts_at`` is none where something ends but nothing begins: the head of
    the row before spans that row too.
    """

    start: int
    steps: int
    starts_at: dt.datetime | None = None
    head_rowspan: int = 1
    cells: list[Cell] = field(default_factory=list)


@dataclass(slots=True)
class Grid:
    """A table; ``width`` counts its columns, lanes included and that of the times not; ``end`` is when it is over."""

    heads: list[Head]
    rows: list[Row]
    width: int
    end: int

    @property
    def is_crowded(self) -> bool:
        """Whether columns are too many for most windows."""
        return self.width > MOST_COLUMNS_AT_ONCE

    @property
    def entries(self) -> list[Entry]:
        """All that is in the table, by time and then from left to right."""
        return [cell.entry for row in self.rows for cell in row.cells if cell.entry]


def grid_of(entries: Sequence[Entry]) -> Grid:
    """Lay out one day's entries, which come in order of time."""
    plan = plan_of(entries, columns_of(entries))
    width = sum(column.lanes for column in plan.columns)
    taken = [bytearray(len(plan.boundaries) - 1) for _ in range(width)]
    for place in plan.places:
        for lane in range(place.first_lane, place.end_lane):
            taken[lane][place.rows] = b"\1" * (place.end_row - place.first_row)
    rows = [Row(start, steps) for start, steps in zip(plan.boundaries, _heights(plan), strict=False)]
    by_row: list[list[tuple[int, Cell]]] = [[] for _ in rows]
    for place in plan.places:
        steps = sum(row.steps for row in rows[place.rows])
        columns = plan.columns[place.first_column : place.end_column]
        rows[place.first_row].starts_at = place.entry.starts_at
        cell = Cell(
            rowspan=place.end_row - place.first_row,
            colspan=place.end_lane - place.first_lane,
            entry=place.entry,
            is_brief=steps <= MOST_STEPS_BRIEF,
            is_wide=len(columns) > 1 or columns[0].room is not place.entry.room,
        )
        by_row[place.first_row].append((place.first_lane, cell))
    for first_row, lane, cell in _empty_cells(taken):
        by_row[first_row].append((lane, cell))
    for row, cells in zip(rows, by_row, strict=True):
        row.cells = [cell for _, cell in sorted(cells, key=lambda pair: pair[0])]
    _span_heads(rows)
    heads = [Head(column.room, column.lanes, column.is_elsewhere) for column in plan.columns]
    return Grid(heads, rows, width, plan.boundaries[-1])


def _heights(plan: Plan) -> Iterable[int]:
    most = [MOST_STEPS_IDLE] * (len(plan.boundaries) - 1)
    for place in plan.places:
        limit = MOST_STEPS if place.entry.is_session else MOST_STEPS_AT_LEISURE
        for row in range(place.first_row, place.end_row):
            most[row] = max(most[row], limit)
    for limit, (start, end) in zip(most, pairwise(plan.boundaries), strict=True):
        yield min(max(1, round((end - start) / STEP)), limit)


def _empty_cells(taken: list[bytearray]) -> Iterable[tuple[int, int, Cell]]:
    """Yield a first row, a first lane and a cell for all that is free; equal stretches side by side are one cell."""
    lanes_free: dict[tuple[int, int], list[int]] = defaultdict(list)
    for lane, column in enumerate(taken):
        for is_taken, stretch in groupby(range(len(column)), key=column.__getitem__):
            if not is_taken:
                rows = list(stretch)
                lanes_free[rows[0], len(rows)].append(lane)
    for (first_row, rowspan), lanes in lanes_free.items():
        for run in runs_of(lanes):
            yield first_row, run[0], Cell(rowspan, len(run))


def _span_heads(rows: list[Row]) -> None:
    head = rows[0]
    for row in rows[1:]:
        if row.starts_at is None:
            head.head_rowspan += 1
        else:
            head = row
