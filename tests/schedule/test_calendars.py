"""How people take calendars along, and how other programs find what is made for them."""

import datetime as dt
import json
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import icalendar as ical
import pytest
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date, parse_http_date

from schedule import middleware
from schedule.models import Conference, Revision, Slot
from talks.models import Talk
from tests.factories import at, make_conference, make_presenter, make_room, make_scheduled_talk, make_slot, make_talk
from tests.sources import source_of

pytestmark = pytest.mark.django_db(transaction=True)  # what changed is recorded at commit

HOST = "http://2031.example.org"


@pytest.fixture
def conference() -> Conference:
    conference = make_conference(name="RiverConf 2031", venue="The Old Mill")
    conference.site.domain = "2031.example.org"
    conference.site.save()
    return conference


def links(page: str) -> list[str]:
    return [unescape(address) for address in re.findall(r'<a href="([^"]*)"', page)]


def link_to(page: str, host: str) -> dict[str, list[str]]:
    """The query of the one link to a host."""
    (address,) = [address for address in links(page) if urlsplit(address).hostname == host]
    return parse_qs(urlsplit(address).query)


def alternates(page: str) -> dict[str, str]:
    found = re.findall(r'<link rel="alternate" type="([^"]*)"[^>]*? href="([^"]*)"', page)
    return {kind: unescape(address) for kind, address in found}


def events_of(client: Client, address: str) -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == 200
    return {str(event["summary"]): event for event in ical.Calendar.from_ical(response.content).walk("VEVENT")}


def test_the_schedule_is_subscribed_to_in_each_calendars_own_way(client: Client, conference: Conference) -> None:
    make_scheduled_talk(conference)

    page = source_of(client, "/schedule/")

    address = f"{HOST}/schedule.ics"
    assert f'<input type="text" value="{address}" readonly>' in page
    assert "webcal://2031.example.org/schedule.ics" in links(page)
    assert "https://calendar.google.com/calendar/u/0/r/settings/addbyurl" in links(page)
    assert link_to(page, "outlook.live.com") == {"url": [address], "name": ["RiverConf 2031"]}


def test_a_calendar_of_a_day_and_a_filter_is_of_what_is_shown(client: Client, conference: Conference) -> None:
    make_scheduled_talk(conference, room=make_room(conference, slug="north"), title="Shown")
    make_scheduled_talk(conference, room=make_room(conference, slug="south"), title="Elsewhere")
    make_scheduled_talk(conference, room=conference.rooms.get(slug="north"), title="Later", starts_at=at(9, day=1))

    page = source_of(client, f"/schedule/{conference.first_day}/?room=north&tz=Asia/Tokyo")

    (address,) = [address for address in links(page) if address.startswith("webcal:")]
    assert parse_qs(urlsplit(address).query) == {"room": ["north"], "day": [f"{conference.first_day}"]}
    assert set(events_of(client, f"/schedule.ics?{urlsplit(address).query}")) == {"Shown"}


def test_a_calendar_of_a_room_that_nothing_is_in_any_more_is_empty(client: Client, conference: Conference) -> None:
    make_scheduled_talk(conference, room=make_room(conference, slug="north"))

    assert events_of(client, "/schedule.ics?room=north")
    assert events_of(client, "/schedule.ics?room=south") == {}


def test_a_session_is_put_into_a_calendar_as_it_is_now(client: Client, conference: Conference) -> None:
    room = make_room(conference, name="Hall I/II #1")
    make_scheduled_talk(
        conference, title="Ebb & flow", slug="ebb", room=room, starts_at=at(9, 30), ends_at=at(10), abstract=""
    )

    page = source_of(client, "/talks/ebb/")

    assert link_to(page, "calendar.google.com") == {
        "action": ["TEMPLATE"],
        "text": ["Ebb & flow"],
        "dates": ["20310915T143000Z/20310915T150000Z"],
        "location": ["Hall I/II #1"],
        "details": [f"{HOST}/talks/ebb/"],
    }
    outlook = link_to(page, "outlook.live.com")
    assert (outlook["subject"], outlook["startdt"], outlook["enddt"]) == (
        ["Ebb & flow"],
        ["2031-09-15T14:30:00+00:00"],
        ["2031-09-15T15:00:00+00:00"],
    )
    assert {f"{HOST}/talks/ebb.ics", "webcal://2031.example.org/talks/ebb.ics"} <= set(links(page))


def test_a_session_that_does_not_take_place_is_put_into_no_calendar(client: Client, conference: Conference) -> None:
    make_scheduled_talk(conference, slug="ebb", status=Talk.Status.CANCELLED)
    make_talk(conference, slug="flow")

    for path in ("/talks/ebb/", "/talks/flow/"):
        assert "webcal:" not in source_of(client, path)


def test_a_presenters_calendar_is_offered_once_there_is_something_in_it(client: Client, conference: Conference) -> None:
    ada, bea = make_presenter(conference, slug="ada"), make_presenter(conference, slug="bea")
    make_scheduled_talk(conference, presenters=(ada,))
    make_talk(conference, presenters=(bea,))

    assert "webcal://2031.example.org/presenters/ada.ics" in links(source_of(client, "/presenters/ada/"))
    assert "webcal:" not in source_of(client, "/presenters/bea/")


@pytest.mark.parametrize("path", ["/talks/ebb.ics", "/presenters/ada.ics"])
def test_who_subscribed_to_one_session_hears_that_it_left_the_schedule(
    client: Client, conference: Conference, path: str
) -> None:
    talk = make_scheduled_talk(
        conference, title="Ebb", slug="ebb", presenters=(make_presenter(conference, name="Ada", slug="ada"),)
    )
    make_scheduled_talk(conference, title="Flow")
    before = events_of(client, path)["Ebb"]
    Slot.objects.get(talk=talk).delete()

    after = events_of(client, path)

    assert list(after) == ["Cancelled: Ebb"]
    assert after["Cancelled: Ebb"]["uid"] == before["uid"]


def test_every_entry_has_a_place_on_the_schedule_that_exports_lead_to(client: Client, conference: Conference) -> None:
    lunch = make_slot(conference, title="Lunch", link="/menus/#lunch")
    quiet = make_slot(conference, title="Quiet room", kind=Slot.Kind.SPACE, starts_at=at(8), ends_at=at(18))

    page = source_of(client, "/schedule/")
    document = client.get("/schedule.json").json()["schedule"]["conference"]

    urls = [event["url"] for day in document["days"] for events in day["rooms"].values() for event in events]
    assert sorted(urls) == sorted(f"{HOST}/schedule/#slot-{slot.pk}" for slot in (lunch, quiet))
    for slot in (lunch, quiet):
        assert page.count(f'id="slot-{slot.pk}"') == 1


def test_other_programs_find_what_is_made_for_them(client: Client, conference: Conference) -> None:
    make_scheduled_talk(conference, slug="ebb")

    found = alternates(source_of(client, "/talks/ebb/"))

    assert found["application/vnd.c3voc.schedule+xml"] == f"{HOST}/schedule.xml"
    assert {"text/calendar", "application/atom+xml", "application/json+oembed"} < set(found)
    for address in found.values():
        assert client.get(address.removeprefix(HOST)).status_code == 200
    oembed = client.get(found["application/json+oembed"].removeprefix(HOST)).json()
    assert f'src="{HOST}/embed/talks/ebb/"' in oembed["html"]


def test_nothing_of_a_schedule_that_is_not_public_is_announced(client: Client, conference: Conference) -> None:
    make_scheduled_talk(conference, slug="ebb")
    Conference.objects.update(is_schedule_public=False)

    assert set(alternates(source_of(client, "/talks/ebb/"))) == {"application/json+oembed"}


@pytest.mark.parametrize("path", ["/", "/talks/ebb/", "/presenters/ada/"])
def test_search_engines_read_of_what_a_page_is(client: Client, conference: Conference, path: str) -> None:
    ada = make_presenter(conference, name="Ada </script>", slug="ada")
    make_scheduled_talk(conference, title="Ebb </script>", slug="ebb", presenters=(ada,))

    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(path).content.decode())

    kind, name = {
        "/": ("Event", "RiverConf 2031"),
        "/talks/ebb/": ("Event", "Ebb </script>"),
        "/presenters/ada/": ("Person", "Ada </script>"),
    }[path]
    data = json.loads(script)
    assert (data["@type"], data["name"]) == (kind, name)


def test_the_home_page_is_modified_by_the_clock_too(
    client: Client, conference: Conference, monkeypatch: pytest.MonkeyPatch
) -> None:
    """During the conference it says the time: a copy of two minutes ago is none of now."""
    today = timezone.localdate()
    Conference.objects.update(first_day=today - dt.timedelta(days=1), last_day=today + dt.timedelta(days=1))
    now = timezone.now()
    monkeypatch.setattr(middleware, "STARTED_AT", now - dt.timedelta(hours=1))
    Revision.objects.update(changed_at=now - dt.timedelta(hours=1))

    response = client.get("/", headers={"if-modified-since": http_date(now.timestamp() - 120)})

    assert response.status_code == 200
    assert parse_http_date(response["Last-Modified"]) > now.timestamp() - 120
    again = client.get("/", headers={"if-modified-since": response["Last-Modified"]})
    assert again.status_code == 304 or again["Last-Modified"] != response["Last-Modified"]
