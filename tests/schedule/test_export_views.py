"""The addresses of calendars, apps' files and feeds, as their readers ask for them."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element

import icalendar as ical
import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django.utils.http import parse_http_date
from lxml import etree

from schedule.models import Change, Conference, Revision, Room, Slot
from schedule.models.change import REMOVED_FOR
from talks.models import Talk
from tests.factories import at, make_conference, make_presenter, make_room, make_scheduled_talk, make_slot, make_track

pytestmark = pytest.mark.django_db(transaction=True)

ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESSES = ["/schedule.ics", "/schedule.xml", "/schedule.json", "/feed.xml", "/recordings.xml", "/talks/rivers.ics"]


@pytest.fixture
def conference() -> Conference:
    """A conference with one talk in a room and one entry elsewhere, all of it from the first."""
    with transaction.atomic():
        return make_small_conference()


def make_small_conference() -> Conference:
    conference = make_conference(name="RiverConf")
    ada = make_presenter(conference, name="Ada", slug="ada")
    salon = make_room(conference, name="I/II #1", slug="salon")
    make_scheduled_talk(conference, title="Rivers", slug="rivers", room=salon, presenters=(ada,))
    make_slot(conference, title="Lunch", starts_at=at(12, day=1))
    return conference


def summaries(content: bytes) -> list[str]:
    return [str(event["summary"]) for event in ical.Calendar.from_ical(content).walk("VEVENT")]


def entries(content: bytes) -> list[Element]:
    return etree.fromstring(content).findall(f"{ATOM}entry")  # type: ignore[return-value]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_format_can_be_cached_and_read_from_anywhere(
    client: Client, conference: Conference, address: str
) -> None:
    response = client.get(address)

    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "public, max-age=300" or response["Cache-Control"] == "max-age=300, public"
    assert response["ETag"]
    assert parse_http_date(response["Last-Modified"]) == int(Revision.objects.get().changed_at.timestamp())
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_what_has_not_moved_is_sent_once(client: Client, conference: Conference, address: str, encoding: str) -> None:
    first = client.get(address, headers={"accept-encoding": encoding})

    by_tag = client.get(address, headers={"accept-encoding": encoding, "if-none-match": first["ETag"]})
    by_date = client.get(address, headers={"accept-encoding": encoding, "if-modified-since": first["Last-Modified"]})
    head = client.head(address, headers={"accept-encoding": encoding})

    assert (by_tag.status_code, by_date.status_code, head.status_code) == (304, 304, 200)
    assert (by_tag.content, head.content) == (b"", b"")


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_has_moved_is_sent_again(client: Client, conference: Conference, address: str) -> None:
    first = client.get(address)
    Room.objects.update(name="Salon B")

    second = client.get(address, headers={"if-none-match": first["ETag"]})

    assert second.status_code == 200


@pytest.mark.parametrize("condition", [{"if-none-match": "*"}, {"if-modified-since": "Fri, 01 Jan 2060 00:00:00 GMT"}])
def test_what_is_not_there_is_never_unmodified(
    client: Client, conference: Conference, condition: dict[str, str]
) -> None:
    """Conditions count only where the answer without them would be good (RFC 9110, 13.2.1)."""
    assert client.get("/schedule.ics", headers=condition).status_code == 304
    assert client.get("/talks/lakes.ics", headers=condition).status_code == 404
    assert client.get("/oembed/", headers=condition).status_code == 400


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_tag_decides_over_the_date(client: Client, conference: Conference, address: str) -> None:
    first = client.get(address)

    moved = client.get(address, headers={"if-none-match": '"x"', "if-modified-since": first["Last-Modified"]})
    same = client.get(
        address,
        headers={"if-none-match": f'"x", W/{first["ETag"]}', "if-modified-since": "Sat, 01 Jan 2000 00:00:00 GMT"},
    )

    assert (moved.status_code, same.status_code) == (200, 304)


@pytest.mark.parametrize("address", ADDRESSES)
def test_scripts_of_other_sites_may_ask_with_a_tag(client: Client, conference: Conference, address: str) -> None:
    preflight = client.options(address)
    first = client.get(address)
    second = client.get(address, headers={"if-none-match": first["ETag"]})

    assert (preflight.status_code, preflight.content, preflight["Access-Control-Allow-Headers"]) == (204, b"", "*")
    for response in (preflight, first, second):
        assert response["Access-Control-Allow-Origin"] == "*"
    assert first["Access-Control-Expose-Headers"] == "ETag"


def test_a_calendar_is_another_once_it_forgets_what_was_removed(client: Client, conference: Conference) -> None:
    Talk.objects.all().delete()
    conference.published_slots.filter(removed_at__isnull=False).update(
        removed_at=timezone.now() - REMOVED_FOR + dt.timedelta(hours=1)
    )
    Revision.objects.update(changed_at=timezone.now() - dt.timedelta(days=29))
    calendar, document = client.get("/schedule.ics"), client.get("/schedule.json")
    conference.published_slots.filter(removed_at__isnull=False).update(
        removed_at=timezone.now() - REMOVED_FOR - dt.timedelta(hours=1)
    )

    by_tag = client.get("/schedule.ics", headers={"if-none-match": calendar["ETag"]})
    by_date = client.get("/schedule.ics", headers={"if-modified-since": calendar["Last-Modified"]})

    assert summaries(calendar.content) == ["Lunch", "Cancelled: Rivers"]
    assert summaries(by_tag.content) == summaries(by_date.content) == ["Lunch"]
    assert client.get("/schedule.json", headers={"if-none-match": document["ETag"]}).status_code == 304


@pytest.mark.parametrize("address", ADDRESSES)
def test_before_the_schedule_is_public_there_is_nothing(client: Client, conference: Conference, address: str) -> None:
    Conference.objects.update(is_schedule_public=False)

    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Rivers", "Lunch"]),
        ("room=salon", ["Rivers"]),
        ("day=2031-09-16", ["Lunch"]),
        ("category=talks", ["Rivers"]),
    ],
)
def test_filters_narrow_every_format_alike(
    client: Client, conference: Conference, query: str, expected: list[str]
) -> None:
    calendar = client.get(f"/schedule.ics?{query}")
    document = json.loads(client.get(f"/schedule.json?{query}").content)
    root = etree.fromstring(client.get(f"/schedule.xml?{query}").content)

    days = document["schedule"]["conference"]["days"]
    assert summaries(calendar.content) == expected
    assert [event["title"] for day in days for room in day["rooms"].values() for event in room] == expected
    assert [event.findtext("title") for event in root.iter("event")] == expected


def test_a_talk_and_a_presenter_have_calendars_of_their_own(client: Client, conference: Conference) -> None:
    talk, presenter = client.get("/talks/rivers.ics"), client.get("/presenters/ada.ics")

    assert summaries(talk.content) == summaries(presenter.content) == ["Rivers"]
    assert talk["Content-Type"] == "text/calendar; charset=utf-8"
    assert client.get("/talks/lakes.ics").status_code == 404


def test_a_talk_that_is_not_published_has_no_calendar(client: Client, conference: Conference) -> None:
    make_scheduled_talk(conference, slug="draft", is_published=False, starts_at=at(15))

    assert client.get("/talks/draft.ics").status_code == 404


@pytest.mark.parametrize(
    "leave",
    [
        lambda: Talk.objects.update(is_published=False),
        lambda: Talk.objects.all().delete(),
        lambda: Slot.objects.exclude(talk=None).delete(),
        lambda: (Slot.objects.exclude(talk=None).delete(), Talk.objects.update(permalink="/talks/lakes/")),
    ],
    ids=["unpublished", "deleted", "unscheduled", "unscheduled and moved"],
)
def test_a_subscribed_talk_that_leaves_is_cancelled_in_its_own_calendar(
    client: Client, conference: Conference, leave: Callable[[], Any]
) -> None:
    Talk.objects.update(permalink="/talks/Rivers/")
    leave()

    assert summaries(client.get("/talks/rivers.ics").content) == ["Cancelled: Rivers"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("day=2031-09-15", ["Cancelled: Rivers"]),
        ("day=2031-09-16", ["Lunch"]),
        ("room=salon&room=other", ["Cancelled: Rivers"]),
        ("track=t0&category=talks", ["Cancelled: Rivers"]),
        ("track=t1", []),
        ("category=tutorials", []),
        ("level=beginner", []),
        ("q=rivers", []),
        ("day=2031-09-15&room=", ["Cancelled: Rivers"]),
        ("room=&track=", ["Lunch", "Cancelled: Rivers"]),
    ],
)
def test_what_was_removed_is_told_where_the_filter_would_have_shown_it(
    client: Client, conference: Conference, query: str, expected: list[str]
) -> None:
    Slot.objects.exclude(talk=None).update(track=make_track(conference, code="t0"))
    Slot.objects.exclude(talk=None).delete()

    assert summaries(client.get(f"/schedule.ics?{query}").content) == expected


def test_a_moved_session_moves_in_a_subscribed_calendar(client: Client, conference: Conference) -> None:
    def event() -> Any:
        return next(
            e
            for e in ical.Calendar.from_ical(client.get("/schedule.ics").content).walk("VEVENT")
            if e["summary"] == "Rivers"
        )

    before = event()
    Slot.objects.filter(talk__isnull=False).update(starts_at=at(15), ends_at=at(16))
    after = event()

    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["dtstart"].dt == at(15)


def test_the_changes_page_says_what_happened(client: Client, conference: Conference) -> None:
    make_room(conference, name="Salon B")
    Slot.objects.filter(talk__isnull=False).update(room=Room.objects.get(name="Salon B"))
    Slot.objects.filter(title="Lunch").delete()

    page = client.get("/schedule/changes/").content.decode()

    assert "Moved from I/II #1 to Salon B." in page
    assert 'href="/talks/rivers/"' in page
    assert "Taken off the schedule; it stood at Tuesday 16 September, 12:00–12:45 pm CDT." in page


def test_the_changes_page_is_clear_when_there_is_nothing(client: Client, conference: Conference) -> None:
    assert "Nothing has changed" in client.get("/schedule/changes/").content.decode()


def test_the_feed_holds_the_news_under_ids_for_ever(client: Client, conference: Conference) -> None:
    Slot.objects.filter(talk__isnull=False).update(starts_at=at(10), ends_at=at(11))
    (first,) = entries(client.get("/feed.xml").content)
    Talk.objects.update(title="Lakes")

    (second,) = entries(client.get("/feed.xml").content)

    assert second.findtext(f"{ATOM}id") == first.findtext(f"{ATOM}id")
    assert second.findtext(f"{ATOM}title") == (
        "Lakes: Moved from 9:00–9:45 am CDT to 10:00–11:00 am CDT, Monday 15 September. Renamed; it was “Rivers”."
    )
    updated = dt.datetime.fromisoformat(second.findtext(f"{ATOM}updated") or "")
    assert updated.replace(microsecond=0) == Change.objects.latest("pk").changed_at.replace(microsecond=0)


def test_what_somebody_typed_is_text_in_a_feed_and_no_markup(client: Client, conference: Conference) -> None:
    """Django declares a summary to be HTML, so its text is escaped once for that and once for XML."""
    Talk.objects.update(
        title="<img src=x>", abstract="`<b>` and &", video_url="https://www.youtube.com/watch?v=abcdefghijk"
    )
    Change.objects.update(changed_at=timezone.now() - dt.timedelta(hours=1))
    Talk.objects.update(title="Lakes")

    for path, expected in (
        ("/feed.xml", "Renamed; it was “&lt;img src=x&gt;”."),
        ("/recordings.xml", "&lt;b&gt; and &amp;"),
    ):
        entry = entries(client.get(path).content)[0]
        assert expected in (entry.findtext(f"{ATOM}summary") or "")


def test_feeds_leave_out_what_xml_cannot_hold(client: Client, conference: Conference) -> None:
    Talk.objects.update(
        title="Lakes\x0b and", abstract="Deep\x01", video_url="https://www.youtube.com/watch?v=abcdefghijk"
    )
    Room.objects.update(name="Salon\x02A")

    (change,) = entries(client.get("/feed.xml").content)
    (recording,) = entries(client.get("/recordings.xml").content)

    assert change.findtext(f"{ATOM}title") == "Lakes and: Renamed; it was “Rivers”. Moved from I/II #1 to Salon A."
    assert (recording.findtext(f"{ATOM}title"), recording.findtext(f"{ATOM}summary")) == ("Lakes and", "Deep")


def test_nothing_leads_to_a_session_that_is_gone(client: Client, conference: Conference) -> None:
    """An earlier item of a session that was removed later leads nowhere, and what is back leads to its page again."""
    Talk.objects.update(title="Lakes")
    Change.objects.update(changed_at=timezone.now() - dt.timedelta(hours=1))
    Talk.objects.update(is_published=False)

    gone = client.get("/schedule/changes/").content.decode()
    Talk.objects.update(is_published=True)
    back = client.get("/schedule/changes/").content.decode()

    assert "Renamed; it was “Rivers”." in gone
    assert 'href="/talks/rivers/"' not in gone
    assert 'href="/talks/rivers/"' in back


def test_the_feed_is_at_its_own_address(client: Client, conference: Conference) -> None:
    root = etree.fromstring(client.get("/feed.xml").content)

    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"self": "http://testserver/feed.xml", "alternate": "http://testserver/schedule/changes/"}


def test_recordings_have_a_feed_of_their_own(client: Client, conference: Conference) -> None:
    Talk.objects.update(video_url="https://www.youtube.com/watch?v=abcdefghijk")

    (entry,) = entries(client.get("/recordings.xml").content)

    assert entry.findtext(f"{ATOM}title") == "Rivers"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Ada"
    assert entries(client.get("/feed.xml").content) == []


@pytest.mark.parametrize("address", ["/schedule.ics", "/schedule.json", "/schedule.xml"])
def test_nonsense_in_an_address_is_no_error(client: Client, conference: Conference, address: str) -> None:
    response = client.get(f"{address}?day={quote(chr(0))}&room=%ff&q={'x' * 5000}&category=none")

    assert response.status_code == 200
