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

from presenters.models import Presenter
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
        " ".join(NASTY[:255].split()),
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


def test_what_no_format_can_hold_is_left_out_of_all(conference: Conference) -> None:
    """Control characters come with text that is pasted from slides; XML readers lose the whole file over one."""
    Conference.objects.update(name="River\x07Conf; a, b")
    conference.refresh_from_db()
    room = make_room(conference)
    talk = make_scheduled_talk(conference, room=room, presenters=(make_presenter(conference),), abstract="A\x01 b")
    Talk.objects.filter(pk=talk.pk).update(title="One\x0b two\r\nthree\x85\u2028 four\x1f")
    type(room).objects.update(name="Salon\x02A ")
    Presenter.objects.update(name="Ada\x1b Byron\x9f")
    given = programme(conference)

    document = json.loads(frab_json(given))["schedule"]["conference"]
    (in_xml,) = etree.fromstring(frab_xml(given)).iter("event")
    calendar = ical.Calendar.from_ical(icalendar(given, conference.name))

    ((in_json,),) = document["days"][0]["rooms"].values()
    (event,) = calendar.walk("VEVENT")
    assert in_json["title"] == in_xml.findtext("title") == str(event["summary"]) == "One two three four"
    assert in_json["room"] == in_xml.findtext("room") == str(event["location"]) == "Salon A"
    assert in_json["persons"][0]["name"] == in_xml.findtext("persons/person") == "Ada Byron"
    assert str(event["description"]).splitlines()[:3] == ["Ada Byron", "", "A b"]
    assert document["title"] == "River Conf; a, b"
    assert b"\r\nNAME:River Conf\\; a\\, b\r\nX-WR-CALNAME:River Conf\\; a\\, b\r\n" in icalendar(
        given, conference.name
    )


def test_calendars_say_how_often_to_ask_again(conference: Conference) -> None:
    lines = icalendar(programme(conference), "x").split(b"\r\n")

    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines
    assert b"X-PUBLISHED-TTL:PT1H" in lines


def test_times_in_utc_need_no_rules_of_a_zone() -> None:
    conference = make_conference(time_zone="UTC")
    make_slot(conference)

    data = icalendar(programme(conference), "x")

    assert b"VTIMEZONE" not in data
    assert b"DTSTART:20310915T140000Z\r\n" in data


def test_a_zone_may_change_at_a_half_hour() -> None:
    conference = make_conference(time_zone="Australia/Lord_Howe")
    make_slot(conference)

    zone = time_zone(icalendar(programme(conference), "x"))

    assert [(part["dtstart"].dt, part["tzoffsetto"].td) for part in zone.subcomponents] == [
        (dt.datetime.fromisoformat("2031-04-06T02:00"), dt.timedelta(hours=10.5))
    ]


def test_what_is_on_at_six_ends_there_for_apps_and_goes_on_in_calendars(conference: Conference) -> None:
    """Giggity shows what lies in one day from six to six, and cannot read a length of 24 hours."""
    make_slot(conference, title="Hacking", starts_at=at(22), ends_at=at(9, day=1))
    make_slot(conference, title="Quiet room", starts_at=at(6, day=1), ends_at=at(8, day=3))
    given = programme(conference)

    days = json.loads(frab_json(given))["schedule"]["conference"]["days"]
    in_xml = {
        event.findtext("title"): event.findtext("duration") for event in etree.fromstring(frab_xml(given)).iter("event")
    }

    shown = [event for day in days for room in day["rooms"].values() for event in room]
    assert [(event["title"], event["duration"], event["end"]) for event in shown] == [
        ("Hacking", "08:00", "2031-09-16T06:00:00-05:00"),
        ("Quiet room", "23:55", "2031-09-17T05:55:00-05:00"),
    ]
    assert in_xml == {"Hacking": "08:00", "Quiet room": "23:55"}
    assert events(icalendar(given, "x"))["Hacking"]["dtend"].dt == at(9, day=1)


@pytest.mark.parametrize(("night", "ends_at"), [(at(23, day=47), "04:59:00-06:00"), (at(5, day=48), "05:45:00-06:00")])
def test_the_day_on_which_summer_time_ends_has_24_hours_unless_something_is_on_in_the_25th(
    conference: Conference, night: dt.datetime, ends_at: str
) -> None:
    make_slot(conference, title="Hacking", starts_at=night)

    (day,) = json.loads(frab_json(programme(conference)))["schedule"]["conference"]["days"]

    assert (day["day_start"], day["day_end"]) == ("2031-11-01T06:00:00-05:00", f"2031-11-02T{ends_at}")


@pytest.mark.parametrize(("minute", "raster"), [(5, "00:05"), (3, "00:01")])
def test_the_raster_divides_every_start_and_length(conference: Conference, minute: int, raster: str) -> None:
    make_slot(conference, starts_at=at(9, minute))

    assert etree.fromstring(frab_xml(programme(conference))).findtext("conference/timeslot_duration") == raster


def test_rooms_and_tracks_have_slugs_that_readers_take(conference: Conference) -> None:
    for position, slug in enumerate(("é-1", "e-1", "9", "日本")):
        make_slot(conference, room=make_room(conference, slug=slug, position=position), starts_at=at(9 + position))
    for position, code in enumerate(("t0", "T0", "0", "_", "z-")):
        make_track(conference, code=code, position=position)

    document = json.loads(frab_json(programme(conference)))["schedule"]["conference"]
    in_xml = etree.fromstring(frab_xml(programme(conference))).findall("conference/track")

    assert [room["slug"] for room in document["rooms"]] == ["e-1", "e-1-2", "room-9", "room"]
    assert [track["slug"] for track in document["tracks"]] == ["t0", "t0-2", "track-0", "track", "track-z"]
    assert [track.get("slug") for track in in_xml] == [track["slug"] for track in document["tracks"]]


def test_a_room_keeps_its_identity_under_another_name(conference: Conference) -> None:
    room = make_room(conference, name="Salon A")
    make_slot(conference, room=room)
    (before,) = json.loads(frab_json(programme(conference)))["schedule"]["conference"]["rooms"]
    type(room).objects.update(name="Salon B")

    (after,) = json.loads(frab_json(programme(conference)))["schedule"]["conference"]["rooms"]

    assert (before["name"], after["name"]) == ("Salon A", "Salon B")
    assert after["guid"] == before["guid"]


def test_addresses_are_written_in_ascii(conference: Conference) -> None:
    make_scheduled_talk(conference, permalink="/vorträge/flüsse/", slides_url="/folien/ü.pdf")
    given = programme(conference)

    (event,) = etree.fromstring(frab_xml(given)).iter("event")

    assert event.findtext("url") == f"{BASE_URL}/vortr%C3%A4ge/fl%C3%BCsse/"
    assert [link.get("href") for link in event.iterfind("links/link")] == [f"{BASE_URL}/folien/%C3%BC.pdf"]
    assert b"URL:https://2031.example.org/vortr%C3%A4ge/fl%C3%BCsse/\r\n" in icalendar(given, "x")


def test_what_is_published_while_a_programme_is_read_comes_with_the_next_revision(conference: Conference) -> None:
    make_slot(conference, title="Lunch")
    slots = Slot.objects.all()
    make_slot(conference, title="Tea", starts_at=at(15))
    conference.published_slots.filter(facts__title="Tea").delete()  # as a reader sees it that came just before

    assert [session.title for session in programme_of(conference, BASE_URL, slots, at(12)).sessions] == ["Lunch"]


def test_zones_are_named_as_iana_does(conference: Conference) -> None:
    document = json.loads(frab_json(programme(conference)))

    assert ZoneInfo(document["schedule"]["conference"]["time_zone_name"]).key == "America/Chicago"


def test_every_format_keeps_the_paragraphs_of_a_text(conference: Conference) -> None:
    make_scheduled_talk(
        conference, abstract="", description="We **weave**:\r\n\r\n- by hand\x0b\r\n- by card\r\n\r\nThen rest."
    )
    given = programme(conference)

    document = json.loads(frab_json(given))["schedule"]["conference"]
    (in_xml,) = etree.fromstring(frab_xml(given)).iter("event")
    (event,) = ical.Calendar.from_ical(icalendar(given, conference.name)).walk("VEVENT")

    ((in_json,),) = document["days"][0]["rooms"].values()
    expected = "We weave:\n\n- by hand\n- by card\n\nThen rest."
    assert in_json["description"] == in_xml.findtext("description") == expected
    assert str(event["description"]).startswith(expected)
