"""Conferences, rooms, tracks and import records: what the database refuses, and what a conference knows."""

import datetime as dt

import pytest
from django.contrib.sites.models import Site
from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone

from schedule.models import Conference, ImportRecord, Room, Track
from tests.factories import FIRST_DAY, at, make_conference, make_room, make_slot, make_talk, make_track
from tests.refusals import messages_of, refused_by

pytestmark = pytest.mark.django_db


def test_the_database_refuses_a_second_current_conference() -> None:
    make_conference(is_current=True)
    other = make_conference()

    with refused_by("one_conference_is_current"):
        Conference.objects.filter(pk=other.pk).update(is_current=True)


def test_a_second_current_conference_is_explained() -> None:
    make_conference(is_current=True)
    other = make_conference()
    other.is_current = True

    assert messages_of(other) == {"__all__": ["Another edition is the current one; unset that first."]}


def test_any_number_of_conferences_are_not_current() -> None:
    made = [make_conference(is_current=False) for _ in range(2)]

    assert Conference.objects.filter(is_current=False).count() == len(made)


def test_the_database_refuses_a_conference_that_ends_before_it_starts() -> None:
    make_conference()

    with refused_by("conference_ends_on_or_after_its_first_day"):
        Conference.objects.update(last_day=FIRST_DAY - dt.timedelta(days=1))


def test_a_conference_that_ends_before_it_starts_is_explained() -> None:
    conference = make_conference(last_day=FIRST_DAY)
    conference.last_day -= dt.timedelta(days=1)

    assert messages_of(conference) == {"__all__": ["The last day is before the first day."]}


@pytest.mark.parametrize("color", ["", "#fff", "b3263aa", "#B3263A", "#b3263g", "red", "url(x)"])
def test_the_database_refuses_an_accent_that_is_no_colour(color: str) -> None:
    make_conference()

    with refused_by("conference_accent_color_is_hexadecimal"):
        Conference.objects.update(accent_color=color)


def test_an_accent_that_is_no_colour_is_explained() -> None:
    conference = make_conference()
    conference.accent_color = "red"

    assert messages_of(conference) == {
        "accent_color": ["Enter a colour as “#” and six hexadecimal digits, such as #b3263a."]
    }


@pytest.mark.parametrize(
    "time_zone", ["Chicago", "EDT", "America", "../../etc/passwd", "America/Chicago\n", "\x00", "GMT", "US/Pacific"]
)
def test_a_time_zone_that_is_none_is_explained(time_zone: str) -> None:
    conference = make_conference()
    conference.time_zone = time_zone

    messages = messages_of(conference)

    assert list(messages) == ["time_zone"]
    assert f"“{time_zone}” is no IANA time zone of a place; one is America/Chicago." in messages["time_zone"]


def test_the_database_keeps_a_conference_at_its_site() -> None:
    conference = make_conference()
    site = Site.objects.create(domain="new.example.org", name="new")

    with refused_by("conference_keeps_its_site", "A conference keeps its site; change the site's domain."):
        Conference.objects.filter(pk=conference.pk).update(site=site)


def test_the_database_refuses_a_second_conference_at_a_site() -> None:
    conference = make_conference()
    values = {"name": "Other", "time_zone": "UTC", "first_day": FIRST_DAY, "last_day": FIRST_DAY}

    with refused_by("schedule_conference_site_id_key"):
        Conference.objects.bulk_create([Conference(site=conference.site, **values)])
    assert messages_of(Conference(site=conference.site, **values)) == {
        "site": ["Conference with this Site already exists."]
    }


def test_a_site_with_a_conference_stays() -> None:
    conference = make_conference()

    with pytest.raises(ProtectedError):
        conference.site.delete()


def test_a_conference_takes_its_rooms_tracks_and_slots_along() -> None:
    conference = make_conference()
    make_slot(conference, room=make_room(conference), track=make_track(conference), talk=make_talk(conference))

    conference.delete()

    assert [model.objects.count() for model in (Room, Track)] == [0, 0]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (dt.datetime(2031, 9, 16, 4, 59, tzinfo=dt.UTC), dt.date(2031, 9, 15)),
        (dt.datetime(2031, 9, 16, 5, 0, tzinfo=dt.UTC), dt.date(2031, 9, 16)),
    ],
)
def test_today_is_the_conferences_day(moment: dt.datetime, day: dt.date, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment)

    assert make_conference(time_zone="America/Chicago").today() == day


def test_the_latest_conference_comes_first() -> None:
    for year in (2030, 2032, 2031):
        day = dt.date(year, 5, 1)
        make_conference(name=f"In {year}", first_day=day, last_day=day)

    assert [conference.name for conference in Conference.objects.all()] == ["In 2032", "In 2031", "In 2030"]


def test_the_database_refuses_two_rooms_of_one_name() -> None:
    conference = make_conference()
    make_room(conference, name="Ballroom")
    other = make_room(conference)

    with refused_by("room_name_is_unique_in_its_conference"):
        Room.objects.filter(pk=other.pk).update(name="Ballroom")


def test_two_rooms_of_one_name_are_explained() -> None:
    conference = make_conference()
    make_room(conference, name="Ballroom")

    assert messages_of(Room(conference=conference, name="Ballroom", slug="other")) == {
        "__all__": ["This conference has a room of this name already."]
    }


def test_the_database_refuses_two_rooms_of_one_slug() -> None:
    conference = make_conference()
    make_room(conference, slug="ballroom")
    other = make_room(conference)

    with refused_by("room_slug_is_unique_in_its_conference"):
        Room.objects.filter(pk=other.pk).update(slug="ballroom")


def test_two_rooms_of_one_slug_are_explained() -> None:
    conference = make_conference()
    make_room(conference, slug="ballroom")

    assert messages_of(Room(conference=conference, name="Ballroom", slug="ballroom")) == {
        "__all__": ["Another room of this conference has this slug."]
    }


def test_the_database_keeps_a_room_in_its_conference() -> None:
    room = make_room(make_conference())
    elsewhere = make_conference()

    with refused_by("room_stays_in_its_conference", "A room stays in its conference."):
        Room.objects.filter(pk=room.pk).update(conference=elsewhere)


def test_a_room_with_slots_stays() -> None:
    conference = make_conference()
    room = make_room(conference)
    make_slot(conference, room=room)

    with pytest.raises(RestrictedError):
        room.delete()


def test_the_database_refuses_two_tracks_of_one_code() -> None:
    conference = make_conference()
    make_track(conference, code="t0")
    other = make_track(conference)

    with refused_by("track_code_is_unique_in_its_conference"):
        Track.objects.filter(pk=other.pk).update(code="t0")


def test_two_tracks_of_one_code_are_explained() -> None:
    conference = make_conference()
    make_track(conference, code="t0")

    assert messages_of(Track(conference=conference, code="t0")) == {
        "__all__": ["This conference has a track of this code already."]
    }


@pytest.mark.parametrize("color", ["#fff", "#B3263A", "red", "}*{x:y"])
def test_the_database_refuses_a_track_whose_colour_is_none(color: str) -> None:
    make_track(make_conference())

    with refused_by("track_color_is_hexadecimal"):
        Track.objects.update(color=color)


def test_a_track_whose_colour_is_none_is_explained() -> None:
    track = make_track(make_conference())
    track.color = "red"

    assert messages_of(track) == {"color": ["Enter a colour as “#” and six hexadecimal digits, such as #b3263a."]}


def test_the_database_keeps_a_track_in_its_conference() -> None:
    track = make_track(make_conference())
    elsewhere = make_conference()

    with refused_by("track_stays_in_its_conference", "A track stays in its conference."):
        Track.objects.filter(pk=track.pk).update(conference=elsewhere)


def test_a_slot_outlives_its_track() -> None:
    conference = make_conference()
    slot = make_slot(conference, track=make_track(conference))

    Track.objects.all().delete()

    slot.refresh_from_db()
    assert slot.track is None


@pytest.mark.parametrize(("name", "shown"), [("Community", "Community"), ("", "Track t0")])
def test_a_track_without_a_name_goes_by_its_code(name: str, shown: str) -> None:
    assert str(Track(code="t0", name=name)) == shown


def test_the_database_refuses_two_import_records_of_one_source() -> None:
    conference = make_conference()
    ImportRecord.objects.create(conference=conference, source="talks/one.md", values={})

    with refused_by("import_record_is_unique_in_its_conference"):
        ImportRecord.objects.bulk_create([ImportRecord(conference=conference, source="talks/one.md", values={})])


def test_two_import_records_of_one_source_are_explained() -> None:
    conference = make_conference()
    ImportRecord.objects.create(conference=conference, source="talks/one.md", values={})

    messages = messages_of(ImportRecord(conference=conference, source="talks/one.md", values={"title": "One"}))

    assert messages["__all__"] == ["Import record with this Conference and Source already exists."]


def test_an_import_record_outlives_what_it_tells_of() -> None:
    conference = make_conference()
    slot = make_slot(conference, starts_at=at(9), talk=make_talk(conference))
    record = ImportRecord.objects.create(conference=conference, source="x", values={}, slot=slot, talk=slot.talk)

    assert slot.talk is not None
    slot.talk.delete()

    record.refresh_from_db()
    assert (record.slot, record.talk) == (None, None)
