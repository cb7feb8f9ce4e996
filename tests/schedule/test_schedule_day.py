"""The page of one day of the schedule."""

import re

import pytest
from django.test import Client

from schedule.models import Conference
from tests.factories import at, make_conference, make_scheduled_talk, make_slot
from tests.schedule.matrix import days_of_page
from tests.sources import source_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference() -> Conference:
    conference = make_conference()
    for day, title in enumerate(["First", "Second", "Third"]):
        make_scheduled_talk(conference, title=title, starts_at=at(9, day=day))
    return conference


def titles(client: Client, path: str) -> list[tuple[str, str]]:
    days = days_of_page(client.get(path).content.decode())
    return [(day.date, card.title) for day in days for card in day.cards]


def test_a_page_shows_its_day_alone(client: Client, conference: Conference) -> None:
    make_slot(conference, title="Night walk", starts_at=at(23, 30, day=1), ends_at=at(2, day=2))

    path = "/schedule/2031-09-16/"

    assert titles(client, path) == [("2031-09-16", "Second"), ("2031-09-16", "Night walk")]
    assert "<title>Tuesday 16 September · Schedule · LecternCon</title>" in source_of(client, path)


def test_tiles_lead_to_the_other_days(client: Client, conference: Conference) -> None:
    source = source_of(client, "/schedule/2031-09-16/?level=all")

    tiles = re.findall(r'class="day-tile" href="([^"]*)"( aria-current="page")?', source)
    assert tiles == [
        ("/schedule/2031-09-15/", ""),
        ("/schedule/2031-09-16/", ' aria-current="page"'),
        ("/schedule/2031-09-17/", ""),
    ]
    assert 'href="/schedule/">All days</a>' in source


def test_the_days_around_are_one_step_away(client: Client, conference: Conference) -> None:
    def around(path: str) -> list[tuple[str, str]]:
        return re.findall(r'rel="(prev|next)" href="([^"]*)"', source_of(client, path))

    assert around("/schedule/2031-09-15/") == [("next", "/schedule/2031-09-16/")]
    assert around("/schedule/2031-09-16/") == [("prev", "/schedule/2031-09-15/"), ("next", "/schedule/2031-09-17/")]
    assert around("/schedule/2031-09-17/?tz=Europe/Paris") == [("prev", "/schedule/2031-09-16/?tz=Europe%2FParis")]


def test_in_another_zone_a_day_is_that_zones(client: Client, conference: Conference) -> None:
    make_slot(conference, title="Evening", starts_at=at(20))

    assert titles(client, "/schedule/2031-09-16/?tz=Asia/Tokyo") == [
        ("2031-09-16", "Evening"),
        ("2031-09-16", "Second"),
    ]
    assert titles(client, "/schedule/2031-09-15/?tz=Asia/Tokyo") == [("2031-09-15", "First")]


def test_filters_hold_on_one_day_too(client: Client, conference: Conference) -> None:
    assert titles(client, "/schedule/2031-09-16/?q=second") == [("2031-09-16", "Second")]
    assert "<h2>Nothing found</h2>" in source_of(client, "/schedule/2031-09-16/?q=first")


def test_a_day_of_the_conference_without_entries_says_so(client: Client) -> None:
    conference = make_conference()
    make_slot(conference, starts_at=at(9))

    source = source_of(client, "/schedule/2031-09-16/")

    assert "Nothing is scheduled on this day." in source
    assert 'href="/schedule/">The whole schedule</a>' in source


def test_before_it_is_public_a_day_shows_nothing(client: Client) -> None:
    conference = make_conference(is_schedule_public=False)
    make_scheduled_talk(conference, title="Looms")

    source = source_of(client, "/schedule/2031-09-15/")

    assert "<h2>Not public yet</h2>" in source
    assert "Looms" not in source


def test_a_day_before_the_conference_that_has_an_entry_is_a_page(client: Client, conference: Conference) -> None:
    make_slot(conference, title="Early bird", starts_at=at(18, day=-1))

    assert titles(client, "/schedule/2031-09-14/") == [("2031-09-14", "Early bird")]


@pytest.mark.parametrize(
    "day",
    [
        "2031-09-14",
        "2031-09-18",
        "2031-13-45",
        "2031-02-30",
        "0000-01-01",
        "0001-01-01",
        "9999-12-31",
        "today",
        "20310915",
    ],
)
def test_other_days_are_not_found(client: Client, conference: Conference, day: str) -> None:
    assert client.get(f"/schedule/{day}/").status_code == 404


def test_the_address_without_its_slash_leads_there(client: Client, conference: Conference) -> None:
    response = client.get("/schedule/2031-09-15")

    assert response.status_code == 301
    assert response["Location"] == "/schedule/2031-09-15/"
