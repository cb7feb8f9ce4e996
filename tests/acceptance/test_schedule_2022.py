"""A real year on the schedule's pages, compared with the files that it came from."""

import datetime as dt
import gzip
import os
from collections import Counter
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from django.core.management import call_command
from django.test import Client

from tests.schedule.matrix import PageCell, PageDay, days_of_page

DATA = os.environ.get("LECTERN_ACCEPTANCE_DATA", "")
ZONE = ZoneInfo("America/Los_Angeles")
HOST = "2022.example.org"
DAYS = {  # and how many entries start on each
    "2022-10-16": 11,
    "2022-10-17": 31,
    "2022-10-18": 32,
    "2022-10-19": 24,
    "2022-10-20": 7,
    "2022-10-21": 6,
}

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA, reason="LECTERN_ACCEPTANCE_DATA names no folder of real content"),
]


@pytest.fixture
def tree() -> Path:
    return Path(DATA) / "content" / "djangocon-us-2022"


@pytest.fixture
def page(tree: Path, client: Client) -> str:
    """Return the whole schedule as the server sends it."""
    call_command(
        "import_content", str(tree), domain=HOST, name="Real 2022", timezone=ZONE.key, current=True, verbosity=0
    )
    return client.get("/schedule/", headers={"host": HOST}).content.decode()


def entries_in(tree: Path) -> list[tuple[str, str, str, str, str]]:
    """Return day, start, end, room and title of each file, in the page's own forms."""
    entries = []
    for path in sorted((tree / "_schedule").rglob("*.md")):
        matter = yaml.safe_load(path.read_text().split("---\n", 2)[1])
        starts_at, ends_at = matter["date"], matter.get("end_date")
        entries.append(
            (
                starts_at.astimezone(ZONE).date().isoformat(),
                moment(starts_at),
                moment(ends_at),
                matter["room"],
                unescape(matter["title"]),
            )
        )
    return entries


def moment(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"


def seen(day: PageDay, cell: PageCell) -> tuple[str, str, str, str, str]:
    starts, ends = cell.times
    return day.date, starts, ends, cell.room, cell.title


def test_each_entry_is_there_once_on_its_day_at_its_time_in_its_room(page: str, tree: Path) -> None:
    days = days_of_page(page)

    shown = [seen(day, cell) for day in days for cell in (*day.asides, *day.cards)]

    assert Counter(shown) == Counter(entries_in(tree))
    assert Counter(date for date, *_ in shown) == DAYS


def test_each_days_table_is_filled_exactly(page: str) -> None:
    for day in days_of_page(page):
        matrix = day.matrix()

        assert {title for row in matrix for title in row} >= {card.title for card in day.cards}


def test_a_card_starts_in_the_row_of_its_time(page: str) -> None:
    for day in days_of_page(page):
        for head, *cells in day.rows[1:]:
            for cell in cells:
                if "entry" in cell.classes:
                    starts_at = dt.datetime.fromisoformat(cell.times[0]).astimezone(ZONE)
                    assert head.text == f"{starts_at:%-I:%M} {starts_at:%p}".lower()


def test_the_rooms_of_each_day_are_those_that_hold_its_sessions(page: str) -> None:
    assert {day.date: [head.text for head in day.rows[0][1:]] for day in days_of_page(page)} == {
        "2022-10-16": ["Balboa I & II", "Sierra 5", "Cabrillo 1"],
        "2022-10-17": ["Salon A-E", "Salon F-H", "Online talks"],
        "2022-10-18": ["Salon A-E", "Salon F-H", "Online talks"],
        "2022-10-19": ["Salon A-E", "Elsewhere", "Online talks"],
        "2022-10-20": ["Cabrillo 1-2", "Elsewhere"],
        "2022-10-21": ["Programme"],
    }


def test_what_runs_all_day_stands_apart(page: str) -> None:
    asides = {day.date: sorted(cell.title for cell in day.asides) for day in days_of_page(page)}

    desks = ["Lactation Room", "Quiet Room", "Registration"]
    assert list(asides.values()) == [desks, desks, desks, desks, ["Quiet Room"], ["Quiet Room"]]


def test_parallel_things_stand_side_by_side(page: str) -> None:
    days = {day.date: day for day in days_of_page(page)}

    tuesday = [row[1:] for row in days["2022-10-18"].matrix()]
    assert ["Lightning Talks", "Early Lunch", ""] in tuesday
    assert ["Break", "Break", "I Can't Believe It's Not Real Data! An Introduction into Synthetic Data"] in tuesday
    assert [row[1] for row in tuesday if row[0].startswith("Explaining EXPLAIN")][:1] == ["Django Through the Years"]
    wednesday = [row[1:] for row in days["2022-10-19"].matrix()]
    assert ["Lightning Talks", "Early Lunch", ""] in wednesday
    thursday = [row[1:] for row in days["2022-10-20"].matrix()]
    assert ["Sprints", "Getting started contributing to Django.", "Break"] in thursday
    assert ["Sprints", "", "Lunch"] in thursday


def test_the_whole_year_is_a_light_page(page: str) -> None:
    assert len(gzip.compress(page.encode())) < 14_000
