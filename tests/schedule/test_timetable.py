import datetime as dt
import random
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from schedule.models import Room
from schedule.timetable import Cell, Day, Entry, Grid, days_of, grid_of
from tests.factories import at
from tests.schedule.matrix import matrix_of

NORTH = Room(pk=1, name="North", position=1)
SOUTH = Room(pk=2, name="South", position=2)
ATTIC = Room(pk=3, name="Attic", position=3)
STREAM = Room(pk=4, name="Stream", position=0, is_online=True)
LAWN = Room(pk=9, name="Lawn", position=9)

keys = count(1)


def make_entry(title: str, starts: str, ends: str | None, room: Room | None = NORTH, **values: Any) -> Entry:
    """Make a talk at these times of the first day (``9:00``; after 24:00 is the next day)."""
    kind = values.pop("kind", "talks")
    return Entry(
        pk=next(keys),
        title=title,
        starts_at=moment(starts),
        ends_at=moment(ends) if ends else None,
        room=room,
        kind=kind,
        is_talk=kind in ("talks", "keynotes", "tutorials", "social-events"),
        **values,
    )


def moment(clock: str) -> dt.datetime:
    hour, minute = map(int, clock.split(":"))
    return at(hour % 24, minute, day=hour // 24)


def picture(grid: Grid) -> list[list[str]]:
    """Return the titles in a grid by row and column, after checking that its cells fill it; free is a dot."""
    heads = [(1, 1, "times"), *[(1, head.colspan, "head") for head in grid.heads]]
    rows = [
        [
            *([(row.head_rowspan, 1, "time")] if row.starts_at else []),
            *[(cell.rowspan, cell.colspan, cell.entry.title if cell.entry else ".") for cell in row.cells],
        ]
        for row in grid.rows
    ]
    return [row[1:] for row in matrix_of([heads, *rows], grid.width + 1)[1:]]


def cell_of(grid: Grid, title: str) -> Cell:
    [cell] = [cell for row in grid.rows for cell in row.cells if cell.entry and cell.entry.title == title]
    return cell


def names(grid: Grid) -> list[str]:
    return [head.room.name if head.room else "Elsewhere" * head.is_elsewhere for head in grid.heads]


def test_rooms_with_talks_are_columns_in_their_order() -> None:
    grid = grid_of(
        [
            make_entry("Two", "9:00", "9:30", SOUTH),
            make_entry("One", "9:00", "9:30", NORTH),
            make_entry("Coffee", "9:30", "10:00", LAWN, kind="break"),
        ]
    )

    assert names(grid) == ["North", "South"]
    assert picture(grid) == [["One", "Two"], ["Coffee", "Coffee"]]


def test_parallel_talks_of_different_length_keep_their_columns() -> None:
    grid = grid_of(
        [
            make_entry("Long", "9:00", "9:45", NORTH),
            make_entry("Short", "9:00", "9:25", SOUTH),
            make_entry("Next", "9:30", "9:45", SOUTH),
        ]
    )

    assert picture(grid) == [["Long", "Short"], ["Long", "."], ["Long", "Next"]]
    assert [row.steps for row in grid.rows] == [5, 1, 3]


def test_a_row_has_a_head_where_something_begins() -> None:
    grid = grid_of(
        [
            make_entry("Long", "9:00", "9:45", NORTH),
            make_entry("Short", "9:00", "9:25", SOUTH),
            make_entry("Next", "9:45", "10:00", SOUTH),
        ]
    )

    assert [row.starts_at for row in grid.rows] == [at(9), None, at(9, 45)]
    assert [row.head_rowspan for row in grid.rows] == [2, 1, 1]


def test_what_nothing_runs_beside_spans_the_venue_but_not_the_stream() -> None:
    grid = grid_of(
        [
            make_entry("Keynote", "9:00", "9:45", NORTH, kind="keynotes"),
            make_entry("Streamed", "9:00", "9:30", STREAM, is_across_rooms=True),
            make_entry("One", "10:00", "10:30", NORTH),
            make_entry("Two", "10:00", "10:30", SOUTH),
        ]
    )

    assert names(grid) == ["North", "South", "Stream"]
    assert picture(grid)[0] == ["Keynote", "Keynote", "Streamed"]
    assert cell_of(grid, "Keynote").is_wide
    assert not cell_of(grid, "Streamed").is_wide


def test_a_stream_is_a_column_of_its_own_after_the_rooms() -> None:
    grid = grid_of([make_entry("Streamed", "9:00", "9:30", STREAM), make_entry("One", "9:00", "9:30", NORTH)])

    assert names(grid) == ["North", "Stream"]


def test_a_break_takes_only_the_columns_that_are_free() -> None:
    grid = grid_of(
        [
            make_entry("One", "9:00", "9:30", NORTH),
            make_entry("Two", "9:00", "9:30", SOUTH),
            make_entry("Three", "9:00", "9:30", ATTIC),
            make_entry("Lightning talks", "12:00", "13:00", NORTH),
            make_entry("Lunch", "12:00", "13:00", LAWN, kind="meal"),
        ]
    )

    assert picture(grid)[-1] == ["Lightning talks", "Lunch", "Lunch"]


def test_a_break_around_a_talk_in_the_middle_takes_the_first_free_columns() -> None:
    grid = grid_of(
        [
            make_entry("One", "9:00", "9:30", NORTH),
            make_entry("Two", "9:00", "10:30", SOUTH),
            make_entry("Three", "9:00", "9:30", ATTIC),
            make_entry("Coffee", "9:30", "10:00", None, kind="break"),
        ]
    )

    assert picture(grid)[1] == ["Coffee", "Two", "."]


def test_a_slot_across_rooms_spans_what_is_free_beside_its_own() -> None:
    grid = grid_of(
        [
            make_entry("One", "9:00", "9:30", NORTH),
            make_entry("Panel", "9:00", "9:30", SOUTH, is_across_rooms=True),
            make_entry("Other", "10:00", "10:30", SOUTH),
            make_entry("Three", "10:00", "10:30", ATTIC),
        ]
    )

    assert picture(grid)[0] == ["One", "Panel", "Panel"]


def test_a_hall_that_always_has_the_venue_to_itself_is_no_column_beside_parallel_rooms() -> None:
    grid = grid_of(
        [
            make_entry("Keynote", "9:00", "9:45", ATTIC, kind="keynotes"),
            make_entry("One", "10:00", "10:30", NORTH),
            make_entry("Two", "10:00", "10:30", SOUTH),
        ]
    )

    assert names(grid) == ["North", "South"]
    assert picture(grid)[0] == ["Keynote", "Keynote"]
    assert cell_of(grid, "Keynote").is_wide


def test_a_reception_is_no_reason_for_a_column() -> None:
    grid = grid_of(
        [
            make_entry("One", "9:00", "9:30", NORTH),
            make_entry("Reception", "18:00", "22:00", LAWN, kind="social-events"),
        ]
    )

    assert names(grid) == ["North"]


def test_a_day_without_talks_is_a_single_column_without_a_room() -> None:
    grid = grid_of(
        [
            make_entry("Set-up", "8:00", "9:00", NORTH, kind="other"),
            make_entry("Coffee", "9:00", "9:30", LAWN, kind="break"),
        ]
    )

    assert names(grid) == [""]
    assert picture(grid) == [["Set-up"], ["Coffee"]]
    assert cell_of(grid, "Coffee").is_wide


def test_a_day_with_one_entry_is_one_row() -> None:
    grid = grid_of([make_entry("One", "9:00", "9:30", NORTH)])

    assert picture(grid) == [["One"]]


def test_talks_without_a_room_are_all_there() -> None:
    grid = grid_of([make_entry("One", "9:00", "9:30", None), make_entry("Two", "9:00", "9:30", None)])

    assert picture(grid) == [["One", "Two"]]


def test_two_talks_in_one_room_at_one_time_stand_side_by_side_in_its_column() -> None:
    grid = grid_of(
        [
            make_entry("Sprint", "9:00", "17:00", NORTH),
            make_entry("First steps", "9:00", "12:00", NORTH),
            make_entry("Clinic", "9:00", "10:00", SOUTH),
        ]
    )

    assert [head.colspan for head in grid.heads] == [2, 1]
    assert picture(grid) == [
        ["Sprint", "First steps", "Clinic"],
        ["Sprint", "First steps", "."],
        ["Sprint", ".", "."],
    ]


def test_breaks_that_find_no_room_free_stand_in_one_column_elsewhere() -> None:
    grid = grid_of(
        [
            make_entry("Breakfast", "8:30", "9:30", LAWN, kind="meal"),
            make_entry("Sprints", "9:00", "17:00", NORTH, kind="other"),
            make_entry("First steps", "9:00", "12:00", NORTH),
            make_entry("Lunch", "12:00", "13:00", LAWN, kind="meal"),
        ]
    )

    assert names(grid) == ["North", "Elsewhere"]
    assert [head.colspan for head in grid.heads] == [2, 1]
    assert picture(grid) == [
        [".", ".", "Breakfast"],
        ["Sprints", "First steps", "Breakfast"],
        ["Sprints", "First steps", "."],
        ["Sprints", ".", "Lunch"],
        ["Sprints", ".", "."],
    ]


def test_two_breaks_elsewhere_at_one_time_share_the_column() -> None:
    grid = grid_of(
        [
            make_entry("One", "9:00", "10:00", NORTH),
            make_entry("Streamed", "9:00", "10:00", STREAM),
            make_entry("Lunch", "9:00", "10:00", LAWN, kind="meal"),
            make_entry("Picnic", "9:00", "10:00", LAWN, kind="meal"),
        ]
    )

    assert names(grid) == ["North", "Elsewhere", "Stream"]
    assert picture(grid) == [["One", "Lunch", "Picnic", "Streamed"]]


def test_what_overlaps_nothing_takes_all_lanes_of_its_column() -> None:
    grid = grid_of(
        [
            make_entry("Cancelled", "9:00", "9:30", NORTH, is_cancelled=True),
            make_entry("In its place", "9:00", "9:30", NORTH),
            make_entry("Two", "9:00", "10:00", SOUTH),
            make_entry("After", "9:30", "10:00", NORTH),
        ]
    )

    assert picture(grid) == [["Cancelled", "In its place", "Two"], ["After", "After", "Two"]]


def test_a_meal_beside_the_only_rooms_talk_stands_between_it_and_the_stream() -> None:
    grid = grid_of(
        [
            make_entry("Lightning talks", "12:00", "13:00", NORTH),
            make_entry("Early lunch", "12:00", "13:00", LAWN, kind="meal"),
            make_entry("Streamed", "13:00", "14:00", STREAM),
        ]
    )

    assert names(grid) == ["North", "Elsewhere", "Stream"]
    assert picture(grid)[0] == ["Lightning talks", "Early lunch", "."]


def test_two_meals_at_one_time_share_the_columns() -> None:
    grid = grid_of(
        [
            make_entry("One", "9:00", "9:30", NORTH),
            make_entry("Two", "9:00", "9:30", SOUTH),
            make_entry("Lunch", "12:00", "13:00", LAWN, kind="meal"),
            make_entry("Picnic", "12:00", "13:00", None, kind="meal"),
        ]
    )

    assert picture(grid)[-1] == ["Lunch", "Picnic"]


def test_an_entry_without_an_end_runs_until_the_next_in_its_room() -> None:
    grid = grid_of(
        [
            make_entry("Open", "9:00", None, NORTH),
            make_entry("Beside", "9:00", "10:00", SOUTH),
            make_entry("Next", "9:40", "10:00", NORTH),
        ]
    )

    assert picture(grid) == [["Open", "Beside"], ["Next", "Beside"]]


def test_an_entry_without_an_end_runs_until_the_next_break() -> None:
    grid = grid_of([make_entry("Open", "9:00", None, NORTH), make_entry("Coffee", "9:20", None, LAWN, kind="break")])

    assert picture(grid) == [["Open"], ["Coffee"]]
    assert [row.start for row in grid.rows] == [int(at(9).timestamp()), int(at(9, 20).timestamp())]


def test_the_last_entry_of_a_day_without_an_end_is_drawn_for_an_hour() -> None:
    grid = grid_of([make_entry("Open", "9:00", None, NORTH)])

    assert [row.steps for row in grid.rows] == [12]


def test_rows_are_in_proportion_to_time() -> None:
    grid = grid_of([make_entry("Long", "9:00", "9:45"), make_entry("Short", "9:45", "10:10")])

    assert [row.steps for row in grid.rows] == [9, 5]


def test_a_long_stretch_in_which_nothing_begins_or_ends_is_capped() -> None:
    grid = grid_of([make_entry("Tutorial", "9:00", "12:30"), make_entry("Party", "20:00", "23:00", kind="social")])

    assert [row.steps for row in grid.rows] == [12, 3, 6]


def test_a_talk_of_ten_minutes_gets_one_line() -> None:
    grid = grid_of([make_entry("Welcome", "9:00", "9:10"), make_entry("Talk", "9:10", "9:35")])

    assert cell_of(grid, "Welcome").is_brief
    assert not cell_of(grid, "Talk").is_brief


def test_the_hour_that_a_clock_change_repeats_is_two_hours_long() -> None:
    zone = ZoneInfo("America/Chicago")
    starts_at = dt.datetime(2031, 11, 2, 1, 0, tzinfo=zone)
    ends_at = dt.datetime(2031, 11, 2, 2, 0, tzinfo=zone)
    walk = Entry(pk=1, title="Walk", starts_at=starts_at, ends_at=ends_at, kind="social", is_talk=False)

    assert walk.end == walk.start + 2 * 3600


def the_day(entries: list[Entry]) -> Day:
    [day] = days_of(entries)
    return day


def test_a_day_begins_at_midnight_and_keeps_what_runs_over_it() -> None:
    days = days_of(
        [
            make_entry("Party", "22:00", "25:30", kind="social"),
            make_entry("Breakfast", "32:00", "33:00", LAWN, kind="meal"),
        ]
    )

    assert [(day.date, picture(day.grid)) for day in days] == [
        (at(0).date(), [["Party"]]),
        (at(0, day=1).date(), [["Breakfast"]]),
    ]


@pytest.mark.parametrize("kind", ["space", "registration"])
def test_a_space_stands_apart(kind: str) -> None:
    day = the_day([make_entry("Desk", "8:00", "18:00", LAWN, kind=kind), make_entry("Talk", "9:00", "9:30")])

    assert [entry.title for entry in day.asides] == ["Desk"]
    assert picture(day.grid) == [["Talk"]]


def test_a_long_entry_while_there_are_talks_elsewhere_stands_apart() -> None:
    day = the_day([make_entry("Exhibition", "8:00", "18:00", LAWN, kind="other"), make_entry("Talk", "9:00", "9:30")])

    assert [entry.title for entry in day.asides] == ["Exhibition"]


def test_a_long_entry_in_the_room_of_a_talk_stays_beside_it() -> None:
    day = the_day([make_entry("Sprints", "9:00", "17:00", kind="other"), make_entry("First steps", "9:00", "12:00")])

    assert day.asides == []
    assert picture(day.grid) == [["Sprints", "First steps"], ["Sprints", "."]]


def test_a_long_entry_on_a_day_without_talks_is_the_day() -> None:
    day = the_day([make_entry("Sprints", "9:00", "17:00", kind="other")])

    assert picture(day.grid) == [["Sprints"]]


def test_a_day_that_has_nothing_but_a_desk_shows_it() -> None:
    day = the_day([make_entry("Desk", "8:00", "18:00", LAWN, kind="registration")])

    assert day.asides == []
    assert picture(day.grid) == [["Desk"]]


@pytest.mark.parametrize("seed", range(300))
def test_any_day_fills_its_table_and_shows_each_entry_once_at_its_time(seed: int) -> None:
    entries = random_entries(random.Random(seed))  # noqa: S311  a day to try

    day = the_day(entries)

    picture(day.grid)
    shown = [(row, cell, cell.entry) for row in day.grid.rows for cell in row.cells if cell.entry]
    assert sorted(entry.pk for entry in [*day.asides, *(entry for _, _, entry in shown)]) == list(range(len(entries)))
    assert [row.starts_at for row, _, _ in shown] == [entry.starts_at for _, _, entry in shown]
    for _, cell, entry in shown:
        assert cell.is_wide or entry.room in [head.room for head in day.grid.heads]
    order = [entry.start for _, _, entry in shown]
    assert order == sorted(order)


def random_entries(chance: random.Random) -> list[Entry]:
    """Return a day's worth of entries, careless in every way that a programme can be."""
    rooms = [NORTH, SOUTH, ATTIC, STREAM, LAWN, None]
    entries = []
    for number in range(chance.randint(1, 40)):
        minutes = chance.randrange(0, 12 * 12) * 5 + chance.choice([0, 0, 0, 7])
        starts_at = at(8) + dt.timedelta(minutes=minutes)
        length = chance.choice([None, 5, 10, 25, 25, 45, 45, 45, 90, 210, 540])
        kind = chance.choice(["talks"] * 6 + ["keynotes", "social-events", "break", "meal", "space", "other"])
        entries.append(
            Entry(
                pk=number,
                title=f"Entry {number}",
                starts_at=starts_at,
                ends_at=starts_at + dt.timedelta(minutes=length) if length else None,
                room=chance.choice(rooms),
                kind=kind,
                is_talk=kind in ("talks", "keynotes", "social-events"),
                is_across_rooms=chance.random() < 0.2,
                is_cancelled=chance.random() < 0.1,
            )
        )
    return sorted(entries, key=lambda entry: entry.starts_at)
