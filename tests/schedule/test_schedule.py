"""The page of the whole schedule: complete from the server, with filters and zones in the address."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from schedule.models import Conference, Slot
from talks.models import Talk
from tests.factories import (
    at,
    make_conference,
    make_presenter,
    make_room,
    make_scheduled_talk,
    make_slot,
    make_talk,
    make_track,
)
from tests.schedule.matrix import PageDay, days_of_page
from tests.sources import source_of

pytestmark = pytest.mark.django_db

MOST_QUERIES = 6


@pytest.fixture
def conference() -> Conference:
    return make_conference()


def days_at(client: Client, path: str = "/schedule/") -> list[PageDay]:
    return days_of_page(client.get(path).content.decode())


def titles(client: Client, path: str) -> list[str]:
    return [card.title for day in days_at(client, path) for card in day.cards]


def test_every_day_is_a_table_of_rooms_against_time(client: Client, conference: Conference) -> None:
    north = make_room(conference, name="North", position=1)
    south = make_room(conference, name="South", position=2)
    make_scheduled_talk(conference, title="One", room=north, starts_at=at(9), ends_at=at(9, 45))
    make_scheduled_talk(conference, title="Two", room=south, starts_at=at(9), ends_at=at(9, 25))
    make_slot(conference, title="Coffee", starts_at=at(9, 45), ends_at=at(10), kind=Slot.Kind.BREAK)
    make_scheduled_talk(conference, title="Next day", room=north, starts_at=at(14, day=1))

    first, second = days_at(client)

    assert (first.date, second.date) == ("2031-09-15", "2031-09-16")
    assert [head.text for head in first.rows[0]] == ["Time", "North", "South"]
    assert first.matrix() == [
        ["9:00 am", "One", "Two"],
        ["9:00 am", "One", ""],
        ["9:45 am", "Coffee", "Coffee"],
    ]
    assert second.matrix() == [["2:00 pm", "Next day"]]


def test_the_table_says_what_it_is(client: Client, conference: Conference) -> None:
    make_scheduled_talk(conference, room=make_room(conference, name="North"))

    source = source_of(client, "/schedule/")

    assert "Monday 15 September by time and room</caption>" in source
    assert re.search(r'<th scope="col"[^>]*>North</th>', source)
    assert '<th scope="row"><time datetime="09:00">9:00<small>am</small></time></th>' in source
    assert 'style="' not in source


def test_a_card_tells_title_presenters_times_room_track_and_level(client: Client, conference: Conference) -> None:
    zoe, abe = make_presenter(conference, name="Zoe"), make_presenter(conference, name="Abe")
    talk = make_scheduled_talk(
        conference,
        title="Looms",
        permalink="/talks/looms/",
        presenters=(zoe, abe),
        room=make_room(conference, name="North", position=2),
        track=make_track(conference, name="Weaving"),
        audience_level=Talk.AudienceLevel.BEGINNER,
        starts_at=at(11, 30),
        ends_at=at(12, 15),
    )

    assert (
        f'<td id="slot-{talk.slot.pk}" class="entry is-talks room-3"><h3><a href="/talks/looms/">Looms</a></h3>'
        '<p class="presenters">Zoe, Abe</p><p class="facts"><span class="times">'
        '<time datetime="2031-09-15T16:30Z">11:30 am</time>–<time datetime="2031-09-15T17:15Z">12:15 pm</time></span>'
        '<span class="length">45 min</span><span class="room-name">North</span><span>Weaving</span>'
        "<span>Beginner</span></p></td>"
    ) in source_of(client, "/schedule/")


def test_a_keynote_is_told_apart(client: Client, conference: Conference) -> None:
    make_scheduled_talk(conference, title="Looms", category=Talk.Category.KEYNOTE)

    [day] = days_at(client)

    assert "is-keynotes" in day.card("Looms").classes


def test_what_anybody_typed_is_shown_as_text(client: Client, conference: Conference) -> None:
    nasty = '<script>alert("1")</script>&amp;'
    replacement = make_talk(conference, title=f"New {nasty}", permalink="/talks/'\"&new/")
    make_scheduled_talk(
        conference,
        title=f"Talk {nasty}",
        permalink="/talks/'\"&old/",
        presenters=(make_presenter(conference, name=f"Zoe {nasty}"),),
        room=make_room(conference, name=f"Room {nasty}"),
        track=make_track(conference, name=f"Track {nasty}"),
        status=Talk.Status.CANCELLED,
        replaced_by=replacement,
    )
    make_slot(conference, title=f"Slot {nasty}", link="https://example.org/?a='\"&b", starts_at=at(11))
    make_slot(conference, title=f"Space {nasty}", link="/a'\"&b", kind=Slot.Kind.SPACE)

    source = source_of(client, "/schedule/")

    assert "<script>alert" not in source
    for name in ("Talk", "Zoe", "Room", "Track", "New", "Slot", "Space"):
        assert f"{name} {escape(nasty)}" in source
    for path in ("/talks/'\"&old/", "/talks/'\"&new/", "https://example.org/?a='\"&b", "/a'\"&b"):
        assert f'href="{escape(path)}"' in source


def test_an_entry_leads_to_its_own_link_or_nowhere(client: Client, conference: Conference) -> None:
    make_slot(conference, title="Lunch", link="/menus/#lunch", starts_at=at(12))
    make_slot(conference, title="Coffee", starts_at=at(15))
    make_scheduled_talk(conference, title="Without a page", permalink="", starts_at=at(16))

    source = source_of(client, "/schedule/")

    assert '<h3><a href="/menus/#lunch">Lunch</a></h3>' in source
    assert "<h3>Coffee</h3>" in source
    assert "<h3>Without a page</h3>" in source


def test_a_cancelled_talk_stays_and_names_what_takes_its_place(client: Client, conference: Conference) -> None:
    room = make_room(conference)
    replacement = make_scheduled_talk(conference, title="New", permalink="/talks/new/", room=room)
    make_scheduled_talk(conference, title="Old", room=room, status=Talk.Status.CANCELLED, replaced_by=replacement)

    [day] = days_at(client)

    assert day.matrix() == [["9:00 am", "New", "Old"]]
    assert "is-cancelled" in day.card("Old").classes
    assert day.card("Old").text.startswith("Cancelled")
    assert '<p class="replacement">In its place:<a href="/talks/new/">New</a></p>' in source_of(client, "/schedule/")


def test_a_replacement_that_is_not_public_is_not_named(client: Client, conference: Conference) -> None:
    replacement = make_talk(conference, title="Secret", is_published=False)
    make_scheduled_talk(conference, title="Old", status=Talk.Status.CANCELLED, replaced_by=replacement)

    assert "Secret" not in source_of(client, "/schedule/")


@pytest.mark.parametrize("hidden", [{"is_published": False}, {"is_accepted": False}, {"is_hidden": True}])
def test_what_is_not_listed_is_not_there(client: Client, conference: Conference, hidden: dict[str, Any]) -> None:
    make_scheduled_talk(conference, title="Seen")
    make_scheduled_talk(conference, title="Unseen", **hidden)
    make_scheduled_talk(make_conference(), title="Elsewhere")

    assert titles(client, "/schedule/") == ["Seen"]


def test_what_runs_all_day_is_said_once_above_the_table(client: Client, conference: Conference) -> None:
    attic = make_room(conference, name="Attic")
    make_slot(
        conference,
        title="Quiet room",
        room=attic,
        kind=Slot.Kind.SPACE,
        starts_at=at(8),
        ends_at=at(18),
        link="/quiet/",
    )
    make_scheduled_talk(conference, title="Talk")

    [day] = days_at(client)

    assert [aside.text for aside in day.asides] == ["Quiet room Attic 8:00 am – 6:00 pm 10 h"]
    assert [card.title for card in day.cards] == ["Talk"]
    assert '<a href="/quiet/">Quiet room</a>' in source_of(client, "/schedule/")


def test_an_entry_without_an_end_shows_its_start_alone(client: Client, conference: Conference) -> None:
    make_slot(conference, title="Party", starts_at=at(20), ends_at=None)

    [day] = days_at(client)

    assert day.card("Party").text == "Party 8:00 pm"


def test_every_day_has_a_tile_that_leads_to_it(client: Client, conference: Conference) -> None:
    make_slot(conference, starts_at=at(9))
    make_slot(conference, starts_at=at(9, day=2))

    source = source_of(client, "/schedule/")

    assert re.findall(r'class="day-tile" href="([^"]*)"', source) == ["#2031-09-15", "#2031-09-17"]
    assert 'id="2031-09-15"' in source
    assert 'id="2031-09-17"' in source
    assert '<a href="/schedule/2031-09-15/">Monday<span>15 September</span></a>' in source


def test_the_zone_is_said(client: Client, conference: Conference) -> None:
    make_slot(conference)

    assert "All times<b>Central Daylight Time</b>(UTC−5)</p>" in source_of(client, "/schedule/")


def test_a_change_of_the_clock_within_the_conference_is_said(client: Client) -> None:
    conference = make_conference(first_day=dt.date(2031, 11, 1), last_day=dt.date(2031, 11, 2))
    for day in (1, 2):
        starts_at = dt.datetime(2031, 11, day, 9, tzinfo=conference.zone)
        make_slot(conference, starts_at=starts_at)

    assert (
        "All times<b>Central Daylight Time</b>(UTC−5), from Sunday 2 November<b>Central Standard Time</b>(UTC−6)"
    ) in source_of(client, "/schedule/")


def test_another_zone_moves_times_and_days(client: Client, conference: Conference) -> None:
    make_slot(conference, title="Morning", starts_at=at(9))
    make_slot(conference, title="Evening", starts_at=at(20))

    tokyo = "/schedule/?tz=Asia/Tokyo"

    assert [(day.date, [card.title for card in day.cards]) for day in days_at(client, tokyo)] == [
        ("2031-09-15", ["Morning"]),
        ("2031-09-16", ["Evening"]),
    ]
    source = source_of(client, tokyo)
    assert "All times<b>Japan Standard Time</b>(UTC+9)" in source
    assert '<a href="/schedule/">show the conference’s own</a>' in source
    assert ">11:00 pm</time>" not in source
    assert '<time datetime="23:00">11:00<small>pm</small></time>' in source


def test_another_zone_outlasts_filters(client: Client, conference: Conference) -> None:
    make_scheduled_talk(conference, title="Looms", audience_level=Talk.AudienceLevel.BEGINNER)
    make_scheduled_talk(conference, title="Mills", audience_level=Talk.AudienceLevel.ADVANCED)

    source = source_of(client, "/schedule/?tz=Asia/Tokyo&level=beginner")

    assert '<input type="hidden" name="tz" value="Asia/Tokyo"' in source
    assert '<a href="/schedule/?tz=Asia%2FTokyo">Show all</a>' in source
    assert '<a href="/schedule/?level=beginner">show the conference’s own</a>' in source


@pytest.mark.parametrize("zone", ["Nowhere/City", "Europe", "../../etc/passwd", "/etc/localtime", "a" * 5000, "¿"])
def test_what_is_no_zone_is_left_out(client: Client, conference: Conference, zone: str) -> None:
    make_slot(conference)

    response = client.get("/schedule/", {"tz": zone})

    assert response.status_code == 200
    assert "Central Daylight Time" in response.content.decode()
    assert "left out: time zone “" in response.content.decode()


def test_the_conferences_own_zone_is_no_other(client: Client, conference: Conference) -> None:
    make_slot(conference)

    assert "show the conference" not in source_of(client, f"/schedule/?tz={conference.time_zone}")


def test_filters_leave_what_matches_as_a_list_with_its_count_and_a_way_out(
    client: Client, conference: Conference
) -> None:
    north, south = make_room(conference, name="North", slug="north"), make_room(conference, name="South", slug="south")
    make_scheduled_talk(conference, title="Looms", room=north)
    make_scheduled_talk(conference, title="Mills", room=south)
    make_slot(conference, title="Coffee", room=north, starts_at=at(11))

    assert titles(client, "/schedule/?room=north") == ["Looms", "Coffee"]
    assert titles(client, "/schedule/?q=mill") == ["Mills"]
    source = source_of(client, "/schedule/?room=north")
    assert "is-list" in source
    assert "<b>2</b>sessions found" in source
    assert '<a href="/schedule/">Show all</a>' in source
    assert "is-list" not in source_of(client, "/schedule/")


def test_nothing_found_says_so(client: Client, conference: Conference) -> None:
    make_slot(conference)

    source = source_of(client, "/schedule/?q=nothing")

    assert "<h2>Nothing found</h2>" in source
    assert 'href="/schedule/">Show all sessions</a>' in source


def test_before_it_is_public_the_schedule_shows_nothing(client: Client) -> None:
    conference = make_conference(is_schedule_public=False)
    make_scheduled_talk(conference, title="Looms", room=make_room(conference, name="North"))

    source = source_of(client, "/schedule/?room=north&day=2031-09-15&tz=Asia/Tokyo")

    assert "<h2>Not public yet</h2>" in source
    assert "Looms" not in source
    assert "North" not in source
    assert "2031-09-15" not in source


def test_without_sessions_the_page_says_so(client: Client, conference: Conference) -> None:
    assert "<h2>No sessions yet</h2>" in source_of(client, "/schedule/")


def test_the_page_has_a_name_and_one_address(client: Client, conference: Conference) -> None:
    make_slot(conference)

    source = source_of(client, "/schedule/?tz=Asia/Tokyo")

    assert "<title>Schedule · LecternCon</title>" in source
    assert '<link rel="canonical" href="http://testserver/schedule/">' in source


@pytest.mark.parametrize(
    "path", ["/schedule/", "/schedule/2031-09-15/", "/schedule/?q=a&tz=Asia/Tokyo&room=room&tag=x&level=all"]
)
def test_queries_do_not_grow_with_the_programme(
    client: Client, conference: Conference, django_assert_max_num_queries: DjangoAssertNumQueries, path: str
) -> None:
    def add_talk() -> None:
        make_scheduled_talk(
            conference,
            presenters=(make_presenter(conference), make_presenter(conference)),
            room=make_room(conference),
            track=make_track(conference),
            tags=("a", "b"),
        )

    add_talk()
    with django_assert_max_num_queries(MOST_QUERIES) as one:
        client.get(path)
    add_talk()
    add_talk()
    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get(path)


@pytest.mark.parametrize(
    "query", ["q=%00", "day=0000-01-01", "room=" + "x" * 4000, "tz=%ff", "tag=%27%22&level=a&level=b", "day=99999"]
)
def test_nonsense_in_the_address_is_no_error(client: Client, conference: Conference, query: str) -> None:
    make_slot(conference)

    assert client.get(f"/schedule/?{query}").status_code == 200
    assert client.get(f"/schedule/2031-09-15/?{query}").status_code == 200
