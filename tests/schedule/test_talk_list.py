"""The lists of talks and of tutorials, with search and filters in the address."""

import datetime as dt
import re
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from schedule.forms import SessionFilterForm
from schedule.models import Conference, Slot
from talks.models import Talk
from tests.factories import at, make_conference, make_presenter, make_room, make_scheduled_talk, make_talk, make_track
from tests.sources import source_of

pytestmark = pytest.mark.django_db

MOST_QUERIES = 6


@pytest.fixture
def conference() -> Conference:
    return make_conference()


def titles(client: Client, path: str) -> list[str]:
    """Return the titles on a list page, in order."""
    return re.findall(r"<h3>(?:<a [^>]*>)?([^<]*)", source_of(client, path))


def test_talks_and_keynotes_are_listed_by_time_then_title(client: Client, conference: Conference) -> None:
    make_scheduled_talk(conference, title="Second day", starts_at=at(9, day=1))
    make_talk(conference, title="Without a time")
    make_scheduled_talk(conference, title="Zebra", starts_at=at(9))
    make_scheduled_talk(conference, title="Aardvark", starts_at=at(9))
    make_scheduled_talk(conference, title="Keynote", starts_at=at(8), category=Talk.Category.KEYNOTE)
    make_scheduled_talk(conference, title="Tutorial", category=Talk.Category.TUTORIAL)
    make_scheduled_talk(conference, title="Sprint", category=Talk.Category.SPRINT)
    make_scheduled_talk(make_conference(), title="Elsewhere")

    assert titles(client, "/talks/") == ["Keynote", "Aardvark", "Zebra", "Second day", "Without a time"]
    assert titles(client, "/tutorials/") == ["Tutorial"]


@pytest.mark.parametrize("hidden", [{"is_published": False}, {"is_accepted": False}, {"is_hidden": True}])
def test_what_is_not_listed_is_not_there(client: Client, conference: Conference, hidden: dict[str, Any]) -> None:
    make_talk(conference, title="Seen")
    make_talk(conference, title="Unseen", tags=("Secret",), **hidden)

    assert titles(client, "/talks/") == ["Seen"]
    assert titles(client, "/talks/?q=unseen") == []
    assert "Secret" not in source_of(client, "/talks/")


def test_a_line_tells_time_presenters_room_level_and_recording(client: Client, conference: Conference) -> None:
    zoe, abe = make_presenter(conference, name="Zoe"), make_presenter(conference, name="Abe")
    make_scheduled_talk(
        conference,
        presenters=(zoe, abe),
        room=make_room(conference, name="Hall", position=2),
        starts_at=at(9),
        audience_level=Talk.AudienceLevel.ADVANCED,
        video_url="https://youtu.be/abcdefghijk",
    )

    page = source_of(client, "/talks/")

    for expected in ("Zoe, Abe", "9:45 am", '<span class="room-name">Hall</span>', "room-3", "Advanced", "Recorded"):
        assert expected in page


def test_a_cancelled_talk_stays_and_is_marked(client: Client, conference: Conference) -> None:
    make_talk(conference, title="Looms", status=Talk.Status.CANCELLED)

    assert titles(client, "/talks/") == ["Looms"]
    assert '<span class="status status-cancelled">Cancelled</span>' in source_of(client, "/talks/")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Café Löwe", "Mills", "Looms"]),
        ("q=CAFE", ["Café Löwe"]),
        ("q=caf%C3%A9+lowe", ["Café Löwe"]),
        ("q=lande", ["Mills"]),
        ("q=steam", ["Mills"]),
        ("q=warp+weft", ["Looms"]),
        ("q=warp+steam", []),
        ("q=fabrics", ["Looms"]),
        ("q=%22warp%22+%E2%80%9Cthe+weft%E2%80%9D", ["Looms"]),
        ("q=100%25", []),
        ("q=_", []),
        ("day=2031-09-16", ["Looms"]),
        ("day=2031-09-16&day=2031-09-15", ["Café Löwe", "Mills", "Looms"]),
        ("room=hall", ["Café Löwe"]),
        ("room=hall&room=attic", ["Café Löwe", "Mills"]),
        ("room=hall&track=t9", []),
        ("track=t9", ["Mills"]),
        ("category=keynotes", ["Mills"]),
        ("level=beginner", ["Looms"]),
        ("tag=fabrics", ["Looms"]),
        ("tag=fabrics&tag=steam", ["Looms"]),
    ],
)
def test_an_address_says_what_is_shown(client: Client, conference: Conference, query: str, found: list[str]) -> None:
    hall = make_room(conference, name="Hall", slug="hall")
    attic = make_room(conference, name="Attic", slug="attic")
    make_scheduled_talk(conference, title="Café Löwe", room=hall, starts_at=at(9))
    make_scheduled_talk(
        conference,
        title="Mills",
        presenters=(make_presenter(conference, name="Ida Landé"),),
        abstract="All steam.",
        category=Talk.Category.KEYNOTE,
        room=attic,
        track=make_track(conference, code="t9"),
        starts_at=at(10),
    )
    make_scheduled_talk(
        conference,
        title="Looms",
        abstract="The warp.",
        description="And the weft.",
        audience_level=Talk.AudienceLevel.BEGINNER,
        tags=("Fabrics",),
        starts_at=at(9, day=1),
    )

    assert titles(client, f"/talks/?{query}") == found


def test_choices_show_as_chips_that_take_each_back(client: Client, conference: Conference) -> None:
    make_scheduled_talk(conference, title="Looms", room=make_room(conference, name="Hall", slug="hall"))
    make_scheduled_talk(conference, title="Mills", room=make_room(conference, name="Attic", slug="attic", position=1))

    page = source_of(client, "/talks/?q=loom&room=hall&room=attic")

    assert "<b>1</b>talk found" in page
    assert 'href="/talks/?room=hall&amp;room=attic"><span class="visually-hidden">Remove Search:</span>“loom”' in page
    assert 'href="/talks/?q=loom&amp;room=attic"><span class="visually-hidden">Remove Room:</span>Hall' in page
    assert 'name="room" value="hall" checked' in page


def test_nothing_found_leads_back(client: Client, conference: Conference) -> None:
    make_talk(conference)

    page = source_of(client, "/talks/?q=nothing")

    assert "Nothing found" in page
    assert '<a class="button" href="/talks/">Show all talks</a>' in page


def test_an_empty_list_says_so(client: Client, conference: Conference) -> None:
    page = source_of(client, "/tutorials/")

    assert "No tutorials here" in page
    assert "<form" not in page


def test_what_is_not_on_offer_is_left_out_and_named(client: Client, conference: Conference) -> None:
    make_talk(conference, title="Looms")

    page = client.get("/talks/?room=hall-9&level=").content.decode()

    assert titles(client, "/talks/?room=hall-9&level=") == ["Looms"]
    assert "room “hall-9”" in page


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=%ED%A0%80",
        "q=" + "x" * 50_000,
        "q=" + "a+" * 2_000,
        "day=0000-01-01",
        "day=99999-12-31&day=%00&day=tomorrow",
        "room=%00&track=%ED%A0%80&tag=" + "9" * 5_000,
        "level=" + "&level=".join(str(number) for number in range(900)),
        "category=)&q=(%5B%7B*",
        "tz=Europe&page=1e9",
    ],
)
def test_nonsense_is_never_an_error(client: Client, conference: Conference, query: str) -> None:
    make_scheduled_talk(conference, tags=("Looms",))

    assert client.get(f"/talks/?{query}").status_code == 200


def test_half_a_surrogate_pair_is_left_out(conference: Conference) -> None:
    make_talk(conference)
    data = QueryDict(mutable=True)
    data.update({"q": "\ud800loom", "tag": "\udfff"})

    form = SessionFilterForm(data, conference=conference, sessions=Talk.objects.all())

    assert form.cleaned_data["q"] == "loom"
    assert form.filtered().count() == 0


def test_no_time_or_room_is_told_before_the_schedule_is_public(client: Client) -> None:
    conference = make_conference(is_schedule_public=False)
    make_scheduled_talk(
        conference, title="Zebra", room=make_room(conference, name="Hall", slug="hall"), starts_at=at(8)
    )
    make_scheduled_talk(conference, title="Aardvark", room=make_room(conference, name="Attic"), starts_at=at(9))

    page = client.get("/talks/?room=hall&day=2031-09-15").content.decode()

    assert titles(client, "/talks/?room=hall&day=2031-09-15") == ["Aardvark", "Zebra"]
    for secret in ("Hall", "Attic", "8:00", "15 September 2031, ", "Monday"):
        assert secret not in page


def test_the_same_filters_work_on_slots(conference: Conference) -> None:
    hall = make_room(conference, name="Hall", slug="hall")
    talk = make_scheduled_talk(conference, title="Looms", room=hall, starts_at=at(9), tags=("Fabrics",))
    make_scheduled_talk(conference, title="Mills", room=hall, starts_at=at(10))
    lunch = Slot.objects.create(conference=conference, title="Lünch", room=hall, starts_at=at(12))

    def found(query: str) -> list[Slot]:
        slots = Slot.objects.filter(conference=conference).public()
        return list(SessionFilterForm(QueryDict(query), conference=conference, sessions=slots).filtered())

    assert found("q=lunch") == [lunch]
    assert found("tag=fabrics&room=hall") == [talk.slot]
    assert len(found("room=hall&day=2031-09-15")) == 3


def test_days_are_those_of_the_zone(client: Client, conference: Conference) -> None:
    make_scheduled_talk(conference, title="Evening", starts_at=at(22))  # the next day in UTC

    assert titles(client, "/talks/?day=2031-09-15") == ["Evening"]
    assert "Tuesday" not in source_of(client, "/talks/")


def test_times_and_days_are_shown_in_the_zone_that_is_asked_for(client: Client, conference: Conference) -> None:
    make_scheduled_talk(conference, title="Evening", starts_at=at(20), audience_level=Talk.AudienceLevel.BEGINNER)
    make_talk(conference, title="Untimed")

    tokyo = source_of(client, "/talks/?tz=Asia/Tokyo&level=beginner&level=all")

    assert "All times<b>Japan Standard Time</b>(UTC+9)" in tokyo
    assert ">10:00</time>–" in tokyo
    assert "Tuesday<span>16 September</span>" in tokyo
    assert '<input type="hidden" name="tz" value="Asia/Tokyo"' in tokyo
    assert '<a href="/talks/?tz=Asia%2FTokyo">Show all</a>' in tokyo
    assert '<a href="/talks/?level=beginner">show the conference’s own</a>' in tokyo
    assert "All times<b>Central Daylight Time</b>(UTC−5)</p>" in source_of(client, "/talks/")
    assert "left out: time zone “Mars/Base”" in source_of(client, "/talks/?tz=Mars/Base")


def test_each_page_of_a_list_has_a_name_and_an_address(
    client: Client, conference: Conference, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schedule.listing.PAGE_LENGTH", 1)
    make_talk(conference)
    make_talk(conference)

    first, second = source_of(client, "/talks/?page=1"), source_of(client, "/talks/?q=talk&page=2")

    assert "<title>Talks · LecternCon</title>" in first
    assert '<link rel="canonical" href="http://testserver/talks/">' in first
    assert "<title>Talks, page 2 · LecternCon</title>" in second
    assert '<link rel="canonical" href="http://testserver/talks/?page=2">' in second


def test_a_long_list_comes_in_pages(client: Client, conference: Conference, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schedule.listing.PAGE_LENGTH", 2)
    for hour in range(9, 14):
        make_scheduled_talk(conference, title=f"At {hour}", starts_at=at(hour))

    assert titles(client, "/talks/") == ["At 9", "At 10"]
    assert titles(client, "/talks/?page=3") == ["At 13"]
    assert titles(client, "/talks/?page=" + "9" * 30) == ["At 13"]
    assert titles(client, "/talks/?page=%00") == ["At 9", "At 10"]
    assert 'href="?q=at&amp;page=2"' in source_of(client, "/talks/?q=at")


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(
    client: Client, conference: Conference, django_assert_max_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for row in range(rows):
        make_scheduled_talk(
            conference,
            title="Loom",
            presenters=(make_presenter(conference),),
            tags=(f"Tag {row}",),
            room=make_room(conference),
            track=make_track(conference),
            starts_at=at(9) + dt.timedelta(hours=row),
        )

    with django_assert_max_num_queries(MOST_QUERIES) as captured:
        client.get("/talks/?q=loom")

    assert len(captured) == 5
