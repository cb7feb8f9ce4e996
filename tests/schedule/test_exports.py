"""Calendars and the frab forms, on nasty data: valid, and agreeing with each other in every fact."""

import datetime as dt
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar as ical
import jsonschema
import pytest
import vobject
from lxml import etree

from schedule.exports.frab import frab_json, frab_xml
from schedule.exports.icalendar import icalendar
from schedule.exports.programme import Programme, programme_of
from schedule.models import Conference, Slot
from talks.models import Talk
from tests.factories import at, make_conference, make_presenter, make_room, make_scheduled_talk, make_slot, make_track

pytestmark = pytest.mark.django_db(transaction=True)

BASE_URL = "https://2031.example.org"
NASTY = "Emoji 🦄, commas; semicolons \\ and ]]> “quotes” <b>&amp;</b> \u2028 " + "x" * 140


@pytest.fixture
def conference() -> Conference:
    return make_conference(name="RiverConf 2031", venue="The Old Mill")


def programme(conference: Conference) -> Programme:
    return programme_of(conference, BASE_URL, Slot.objects.all(), at(12))


def fill(conference: Conference) -> None:
    """Make what real conferences surprise programs with."""
    salon, online = make_room(conference, name="I/II #1"), make_room(conference, name="Stream", is_online=True)
    people = (make_presenter(conference, name='Ada "the; first" O’Neill'), make_presenter(conference, name="Çağla"))
    track = make_track(conference, code="T0", name="Main & more", color="#aa0000")
    make_scheduled_talk(
        conference, title=NASTY[:255], presenters=people, room=salon, track=track, abstract=NASTY, slides_url="/s.pdf"
    )
    make_scheduled_talk(conference, title="Over midnight", room=online, starts_at=at(23), ends_at=at(1, day=1))
    make_scheduled_talk(conference, title="Beside", room=online, video_url="https://youtu.be/abcdefghijk")
    make_scheduled_talk(conference, title="After the clocks change", room=salon, starts_at=at(9, day=60))
    make_scheduled_talk(conference, title="Gone", room=salon, starts_at=at(15), status=Talk.Status.CANCELLED)
    make_slot(conference, title="Quiet room", starts_at=at(8), ends_at=at(17))
    make_slot(conference, title="Open end", starts_at=at(18), ends_at=None)


def time_zone(data: bytes) -> Any:
    (zone,) = ical.Calendar.from_ical(data).walk("VTIMEZONE")
    return zone


def events(data: bytes) -> dict[str, Any]:
    return {str(event["summary"]): event for event in ical.Calendar.from_ical(data).walk("VEVENT")}


def test_calendar_lines_are_as_rfc_5545_asks(conference: Conference) -> None:
    fill(conference)

    data = icalendar(programme(conference), "RiverConf 2031")

    lines = data.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert b"" not in lines[:-1]
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode()  # never folded inside a character


def test_calendar_reads_the_same_in_another_parser(conference: Conference) -> None:
    fill(conference)

    calendar = vobject.readOne(icalendar(programme(conference), "RiverConf 2031").decode())

    titles = {event.summary.value for event in calendar.vevent_list}
    assert titles == {
        NASTY[:255].strip(),
        "Over midnight",
        "Beside",
        "After the clocks change",
        "Cancelled: Gone",
        "Quiet room",
        "Open end",
    }
    for event in calendar.vevent_list:
        slot = Slot.objects.get(guid=event.uid.value.split("@")[0])
        assert event.dtstart.value == slot.starts_at
        assert event.dtend.value == (slot.ends_at or slot.starts_at + dt.timedelta(minutes=30))


def test_calendar_names_room_page_and_state(conference: Conference) -> None:
    fill(conference)

    found = events(icalendar(programme(conference), "RiverConf 2031"))

    assert str(found["Beside"]["location"]) == "Stream"
    assert str(found["Quiet room"]["location"]) == "The Old Mill"
    assert str(found["Cancelled: Gone"]["status"]) == "CANCELLED"
    assert str(found["Beside"]["status"]) == "CONFIRMED"
    assert str(found["Beside"]["url"]).startswith(f"{BASE_URL}/talks/")


def test_calendar_holds_the_zones_rules_around_its_events(conference: Conference) -> None:
    fill(conference)

    zone = time_zone(icalendar(programme(conference), "RiverConf 2031"))

    assert str(zone["tzid"]) == "America/Chicago"
    assert [(part.name, str(part["tzname"]), part["dtstart"].dt) for part in zone.subcomponents] == [
        ("DAYLIGHT", "CDT", dt.datetime.fromisoformat("2031-03-09T02:00")),
        ("STANDARD", "CST", dt.datetime.fromisoformat("2031-11-02T02:00")),
    ]


def test_a_zone_without_summer_time_has_one_observance() -> None:
    conference = make_conference(time_zone="Asia/Tokyo")
    make_slot(conference)

    zone = time_zone(icalendar(programme(conference), "x"))

    assert [(part.name, str(part["tzname"])) for part in zone.subcomponents] == [("STANDARD", "JST")]


def test_a_moved_session_has_the_same_uid_and_a_higher_sequence(conference: Conference) -> None:
    fill(conference)
    before = events(icalendar(programme(conference), "x"))["Beside"]
    Slot.objects.filter(talk__title="Beside").update(starts_at=at(11), ends_at=at(12))

    after = events(icalendar(programme(conference), "x"))["Beside"]

    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert after["last-modified"].dt >= before["last-modified"].dt
    assert after["dtstart"].dt == at(11)


def test_a_removed_session_stays_cancelled_for_thirty_days(conference: Conference) -> None:
    fill(conference)
    before = events(icalendar(programme(conference), "x"))["Beside"]
    Talk.objects.get(title="Beside").delete()
    removed_at = conference.published_slots.get(removed_at__isnull=False).removed_at
    assert removed_at is not None

    after = {
        days: programme_of(conference, BASE_URL, Slot.objects.all(), removed_at + dt.timedelta(days=days))
        for days in (29, 31)
    }

    gone = events(icalendar(after[29], "x"))["Cancelled: Beside"]
    assert (gone["uid"], str(gone["status"])) == (before["uid"], "CANCELLED")
    assert gone["sequence"] > before["sequence"]
    assert "Cancelled: Beside" not in events(icalendar(after[31], "x"))


@pytest.mark.parametrize(
    "export", [frab_xml, frab_json, lambda programme: icalendar(programme, "x")], ids=["xml", "json", "ics"]
)
def test_the_bytes_do_not_change_when_nothing_changed(conference: Conference, export: Any) -> None:
    fill(conference)
    before = export(programme(conference))
    for talk in Talk.objects.all():
        talk.save()

    after = export(programme_of(Conference.objects.get(), BASE_URL, Slot.objects.all(), at(12)))

    assert after == before


@pytest.fixture
def schemas() -> Path:
    folder = os.environ.get("LECTERN_ACCEPTANCE_DATA")
    if not folder:
        pytest.skip("LECTERN_ACCEPTANCE_DATA is not set: the published schemas are not here")
    return Path(folder) / "schemas"


@pytest.mark.parametrize("content", [fill, lambda _: None], ids=["nasty", "empty"])
def test_xml_is_valid_against_the_published_schema(
    conference: Conference, schemas: Path, content: Callable[[Conference], None]
) -> None:
    content(conference)
    schema = etree.XMLSchema(etree.parse(schemas / "frab-schedule.xsd"))

    schema.assertValid(etree.fromstring(frab_xml(programme(conference))))


@pytest.mark.parametrize("content", [fill, lambda _: None], ids=["nasty", "empty"])
def test_json_is_valid_against_the_published_schema(
    conference: Conference, schemas: Path, content: Callable[[Conference], None]
) -> None:
    content(conference)
    schema = json.loads((schemas / "frab-schedule.schema.json").read_text())

    document = json.loads(frab_json(programme(conference)))

    jsonschema.validate(document, schema, format_checker=jsonschema.FormatChecker())
    assert len(document["schedule"]["conference"]["days"]) == document["schedule"]["conference"]["daysCount"]


def test_xml_and_json_agree_in_every_fact(conference: Conference) -> None:
    fill(conference)

    document = json.loads(frab_json(programme(conference)))["schedule"]
    root = etree.fromstring(frab_xml(programme(conference)))

    in_json = {
        event["guid"]: {
            name: event[name]
            for name in ("id", "date", "start", "duration", "room", "title", "slug", "track", "url", "abstract", "type")
        }
        | {
            "persons": [(person["id"], person["guid"], person["name"]) for person in event["persons"]],
            "day": day["index"],
        }
        for day in document["conference"]["days"]
        for events_of_room in day["rooms"].values()
        for event in events_of_room
    }
    in_xml = {
        event.attrib["guid"]: {
            name: event.findtext(name)
            for name in ("date", "start", "duration", "room", "title", "slug", "track", "url", "abstract", "type")
        }
        | {"id": int(event.attrib["id"]), "day": int(day.attrib["index"])}
        | {
            "persons": [
                (int(person.attrib["id"]), person.attrib["guid"], person.text)
                for person in event.iterfind("persons/person")
            ]
        }
        for day in root.iterfind("day")
        for event in day.iterfind("room/event")
    }
    assert len(in_json) == 6
    assert in_json == in_xml
    assert root.findtext("version") == document["version"]


def test_frab_days_run_from_six_to_six_in_the_conferences_zone(conference: Conference) -> None:
    make_slot(conference, title="Night walk", starts_at=at(1, day=1), ends_at=at(2, day=1))

    document = json.loads(frab_json(programme(conference)))

    (day,) = document["schedule"]["conference"]["days"]
    assert (day["date"], day["day_start"], day["day_end"]) == (
        "2031-09-15", "2031-09-15T06:00:00-05:00", "2031-09-16T05:59:00-05:00",
    )  # fmt: skip


def test_times_carry_the_offset_of_their_own_moment(conference: Conference) -> None:
    fill(conference)

    root = etree.fromstring(frab_xml(programme(conference)))

    dates = {event.findtext("title"): event.findtext("date") for event in root.iter("event")}
    assert dates["Beside"] == "2031-09-15T09:00:00-05:00"
    assert dates["After the clocks change"] == "2031-11-14T09:00:00-06:00"


def test_the_traversal_takes_as_many_queries_for_three_sessions_as_for_one(
    conference: Conference, django_assert_num_queries: Any
) -> None:
    for count in (1, 3):
        while Slot.objects.count() < count:
            make_scheduled_talk(
                conference, presenters=(make_presenter(conference),), starts_at=at(9 + Slot.objects.count())
            )
        fresh = Conference.objects.select_related("site").get()

        with django_assert_num_queries(4):
            programme_of(fresh, BASE_URL, Slot.objects.all(), at(12))


def test_zones_are_named_as_iana_does(conference: Conference) -> None:
    document = json.loads(frab_json(programme(conference)))

    assert ZoneInfo(document["schedule"]["conference"]["time_zone_name"]).key == "America/Chicago"
