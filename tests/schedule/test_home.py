"""The first page, before, during and after a conference."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from schedule.models import Conference
from schedule.now import now_of
from talks.models import Talk
from tests.factories import (
    FIRST_DAY,
    at,
    make_conference,
    make_presenter,
    make_room,
    make_scheduled_talk,
    make_slot,
    make_talk,
)
from tests.sources import source_of

pytestmark = pytest.mark.django_db

MOST_QUERIES = 6


def make_conference_in(days: int, **values: object) -> Conference:
    """Make a conference of three days whose first is so many days from today."""
    conference = make_conference(**values)
    conference.first_day = conference.today() + dt.timedelta(days=days)
    conference.last_day = conference.first_day + dt.timedelta(days=2)
    conference.save()
    return conference


def noon(conference: Conference, day: int = 0) -> dt.datetime:
    return conference.opens_at + dt.timedelta(days=day)


def page_of(client: Client) -> str:
    return source_of(client, "/")


@pytest.mark.parametrize(
    ("moment", "phase"),
    [
        (at(23, 59, day=-1), Conference.Phase.BEFORE),
        (at(0), Conference.Phase.DURING),
        (at(23, 59, day=2), Conference.Phase.DURING),
        (at(0, day=3), Conference.Phase.AFTER),
    ],
)
def test_the_phase_changes_at_midnight_in_the_zone(moment: dt.datetime, phase: Conference.Phase) -> None:
    assert make_conference().phase(moment.astimezone(dt.UTC)) == phase


@pytest.mark.parametrize(("moment", "days"), [(at(23, day=-1), 1), (at(1, day=-10), 10), (at(8), 0)])
def test_days_until_are_counted_in_nights(moment: dt.datetime, days: int) -> None:
    assert make_conference().days_until(moment.astimezone(dt.UTC)) == days


def test_before_it_there_are_dates_keynotes_and_presenters(client: Client) -> None:
    conference = make_conference_in(12, name="Loom Days 2031", tagline="Two <looms>", venue="Mill", place="Leeds, UK")
    ada = make_presenter(conference, name="Ada Byron", slug="ada")
    make_scheduled_talk(
        conference,
        slug="looms",
        title="Looms",
        presenters=(ada,),
        category=Talk.Category.KEYNOTE,
        starts_at=noon(conference),
        video_url="https://youtu.be/abcdefghijk",
    )
    make_presenter(conference, name="Hidden", is_hidden=True)

    page = page_of(client)

    for expected in (
        "Loom Days<b>2031</b></h1>",
        "Two &lt;looms&gt;",
        "<dd>12 days</dd>",
        "<dd>Leeds, UK</dd>",
        "Mill",
        f"/schedule/{conference.first_day}/",
        '<a href="/talks/looms/">Looms</a>',
        '<a href="/presenters/ada/">Ada Byron</a>',
        "Central",
    ):
        assert expected in page
    for absent in ("Hidden", "Now and next", 'id="recordings"', "To watch"):
        assert absent not in page


def test_during_it_now_and_next_stand_by_room(client: Client) -> None:
    conference = make_conference_in(-1)
    hall = make_room(conference, name="Hall")
    midnight = timezone.localtime(timezone=conference.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    make_scheduled_talk(
        conference,
        title="Looms",
        room=hall,
        starts_at=midnight,
        ends_at=timezone.now() + dt.timedelta(minutes=5),
    )

    page = page_of(client)

    assert "Now and next" in page
    assert '<h3>Hall</h3><p><span class="status status-on-air">Now</span></p>' in page
    assert ">Looms</a>" in page
    assert f'<a href="/schedule/{conference.today()}/">' in page


def test_after_it_there_are_thanks_and_recordings(client: Client) -> None:
    conference = make_conference_in(-30)
    make_scheduled_talk(
        conference, slug="looms", title="Looms", starts_at=noon(conference), video_url="https://youtu.be/abcdefghijk"
    )
    make_scheduled_talk(conference, title="Mills", starts_at=noon(conference, day=1))
    make_talk(conference, title="Unseen", video_url="https://youtu.be/abcdefghijk", is_published=False)

    page = page_of(client)

    assert "Thank you to everyone" in page
    assert "1 recording</a>" in page
    assert '<a href="/talks/looms/">Looms</a>' in page
    assert ">Mills<" not in page
    assert "Unseen" not in page


def test_without_a_programme_the_page_says_so(client: Client) -> None:
    make_conference_in(12)

    page = page_of(client)

    assert "The programme is being made." in page
    assert "To be announced." in page


def test_no_time_or_room_is_told_before_the_schedule_is_public(client: Client) -> None:
    conference = make_conference_in(-1, is_schedule_public=False)
    moment = timezone.now()
    make_scheduled_talk(
        conference,
        room=make_room(conference, name="Orangery"),
        starts_at=moment,
        ends_at=moment + dt.timedelta(hours=1),
    )

    page = page_of(client)

    assert "Orangery" not in page
    assert "Now and next" not in page
    assert "day-tile" not in page


def test_now_and_next_are_those_of_each_room() -> None:
    conference = make_conference()
    hall, attic = make_room(conference, name="Hall", position=1), make_room(conference, name="Attic", position=0)
    running = make_scheduled_talk(conference, room=hall, starts_at=at(9), ends_at=at(10)).slot
    following = make_scheduled_talk(conference, room=hall, starts_at=at(10)).slot
    make_scheduled_talk(conference, room=hall, starts_at=at(11))
    later = make_scheduled_talk(conference, room=attic, starts_at=at(14)).slot
    make_scheduled_talk(conference, room=make_room(conference), starts_at=at(8), ends_at=at(9))
    make_scheduled_talk(conference, room=attic, starts_at=at(9), ends_at=at(10), status=Talk.Status.CANCELLED)
    make_slot(conference, title="Desk", kind="registration", starts_at=at(8), ends_at=at(18))
    lunch = make_slot(conference, title="Lunch", kind="meal", starts_at=at(12))
    tomorrow = make_scheduled_talk(conference, room=hall, starts_at=at(8, day=1)).slot

    now = now_of(conference, at(9, 30))

    assert [(room.room, room.now, room.next) for room in now.rooms] == [
        (attic, None, later),
        (hall, running, following),
        (None, None, lunch),
    ]
    assert now.first_of_next_day == tomorrow


def test_what_ends_is_over_and_what_starts_is_on() -> None:
    conference = make_conference()
    hall = make_room(conference)
    make_scheduled_talk(conference, room=hall, starts_at=at(9), ends_at=at(10))
    second = make_scheduled_talk(conference, room=hall, starts_at=at(10), ends_at=at(11)).slot

    assert [(room.now, room.next) for room in now_of(conference, at(10)).rooms] == [(second, None)]


def test_what_runs_over_midnight_is_still_on() -> None:
    conference = make_conference()
    party = make_slot(conference, title="Party", kind="social", starts_at=at(22), ends_at=at(1, day=1))

    assert [room.now for room in now_of(conference, at(0, 30, day=1)).rooms] == [party]


def test_when_the_day_is_over_the_next_one_is_named(client: Client) -> None:
    conference = make_conference()
    first = make_slot(conference, title="Breakfast", starts_at=at(8, day=1))
    make_slot(conference, title="Late", starts_at=at(20))

    now = now_of(conference, at(23))

    assert (now.rooms, now.first_of_next_day) == ([], first)


@pytest.mark.parametrize("days", [12, -1, -30])
@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, days: int, rows: int
) -> None:
    conference = make_conference_in(days)
    for row in range(rows):
        make_scheduled_talk(
            conference,
            category=Talk.Category.KEYNOTE,
            presenters=(make_presenter(conference), make_presenter(conference)),
            room=make_room(conference),
            starts_at=noon(conference, day=row),
            video_url="https://youtu.be/abcdefghijk",
        )

    with django_assert_max_num_queries(MOST_QUERIES) as captured:
        client.get("/")

    assert len(captured) == (5 if days == 12 else 6)


def test_the_page_is_of_the_host(client: Client) -> None:
    make_conference(name="Looms")
    make_conference(name="Mills", domain="mills.example.org", first_day=FIRST_DAY)

    assert "<title>Mills</title>" in client.get("/", headers={"host": "mills.example.org"}).content.decode()
