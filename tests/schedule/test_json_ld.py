"""What search engines read of a conference, a session and a presenter."""

import json
import re
from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from schedule.exports.json_ld import conference_json_ld, listed_slots, presenter_json_ld, talk_json_ld
from schedule.models import Conference, Slot
from talks.models import Talk
from tests.factories import at, make_conference, make_presenter, make_room, make_scheduled_talk, make_slot, make_talk

pytestmark = pytest.mark.django_db

BASE_URL = "https://2031.example.org"
CARD = f"{BASE_URL}/cards/rivers.png"


@pytest.fixture
def conference() -> Conference:
    return make_conference(name="RiverConf", venue="The Old Mill", place="Duluth, Minnesota", tagline="All that flows")


def test_a_session_has_time_place_people_and_state(conference: Conference) -> None:
    ada = make_presenter(conference, name="Ada", slug="ada", company="Analytical Engines")
    talk = make_scheduled_talk(
        conference, title="Rivers", slug="rivers", presenters=(ada,), room=make_room(conference, name="Salon A")
    )

    data = talk_json_ld(talk, talk.slot, conference, BASE_URL, CARD)

    assert data == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Rivers",
        "description": "What it is about.",
        "url": f"{BASE_URL}/talks/rivers/",
        "image": [CARD],
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": "Salon A, The Old Mill", "address": "Duluth, Minnesota"},
        "organizer": {"@type": "Organization", "name": "RiverConf", "url": f"{BASE_URL}/"},
        "superEvent": {
            "@type": "Event",
            "@id": f"{BASE_URL}/#conference",
            "name": "RiverConf",
            "url": f"{BASE_URL}/",
            "startDate": "2031-09-15",
            "endDate": "2031-09-17",
            "location": {"@type": "Place", "name": "The Old Mill", "address": "Duluth, Minnesota"},
        },
        "performer": [
            {
                "@type": "Person",
                "name": "Ada",
                "url": f"{BASE_URL}/presenters/ada/",
                "worksFor": {"@type": "Organization", "name": "Analytical Engines"},
            }
        ],
        "startDate": "2031-09-15T09:00:00-05:00",
        "endDate": "2031-09-15T09:45:00-05:00",
    }


def test_a_session_online_has_an_address_for_its_place(conference: Conference) -> None:
    room = make_room(conference, name="Stream", is_online=True)
    talk = make_scheduled_talk(conference, slug="rivers", room=room)

    data = talk_json_ld(talk, talk.slot, conference, BASE_URL)

    assert data["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert data["location"] == {"@type": "VirtualLocation", "url": f"{BASE_URL}/talks/rivers/"}


def test_a_cancelled_session_says_so(conference: Conference) -> None:
    talk = make_scheduled_talk(conference, status=Talk.Status.CANCELLED)

    assert talk_json_ld(talk, talk.slot, conference, BASE_URL)["eventStatus"] == "https://schema.org/EventCancelled"


def test_a_session_without_a_time_has_the_conferences_days(conference: Conference) -> None:
    data = talk_json_ld(make_talk(conference), None, conference, BASE_URL)

    assert (data["startDate"], data["endDate"]) == ("2031-09-15", "2031-09-17")


def test_a_recorded_session_has_its_video(conference: Conference) -> None:
    talk = make_scheduled_talk(conference, title="Rivers", video_url="https://youtu.be/abcdefghijk")

    video = talk_json_ld(talk, talk.slot, conference, BASE_URL, CARD)["recordedIn"]

    assert video == {
        "@type": "VideoObject",
        "name": "Rivers",
        "description": "What it is about.",
        "thumbnailUrl": [CARD],
        "uploadDate": "2031-09-15T14:45:00+00:00",
        "embedUrl": "https://www.youtube-nocookie.com/embed/abcdefghijk",
    }


def test_a_conference_holds_its_sessions(conference: Conference) -> None:
    make_scheduled_talk(conference, slug="rivers", room=make_room(conference, name="Salon A"))
    make_scheduled_talk(conference, slug="lakes", room=make_room(conference, is_online=True), starts_at=at(11))
    make_slot(conference, title="Lunch")

    data = conference_json_ld(conference, BASE_URL, listed_slots(Slot.objects.order_by("starts_at")))

    assert (data["startDate"], data["endDate"]) == ("2031-09-15", "2031-09-17")
    assert data["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert data["description"] == "All that flows"
    assert [event["url"] for event in data["subEvent"]] == [f"{BASE_URL}/talks/rivers/", f"{BASE_URL}/talks/lakes/"]
    assert [event["location"] for event in data["subEvent"]] == [
        {"@type": "Place", "name": "Salon A, The Old Mill", "address": "Duluth, Minnesota"},
        {"@type": "VirtualLocation", "url": f"{BASE_URL}/talks/lakes/"},
    ]


def test_a_presenter_is_the_same_as_their_profiles(conference: Conference) -> None:
    presenter = make_presenter(conference, name="Ada", slug="ada", github="ada", website="https://ada.example.org")

    data = presenter_json_ld(presenter, BASE_URL)

    assert data["sameAs"] == ["https://ada.example.org", "https://github.com/ada"]


def test_nothing_in_a_text_ends_the_script(conference: Conference) -> None:
    title = "</script><script>alert(1)</script> & <!-- \u2028"
    talk = make_scheduled_talk(conference, title=title)
    request: Any = RequestFactory().get("/")
    request.conference, request.site = conference, conference.site

    html = Template("{% load json_ld %}{% json_ld_of_talk talk slot %}").render(
        Context({"request": request, "talk": talk, "slot": talk.slot})
    )

    match = re.fullmatch(r'<script type="application/ld\+json">([^<>&]*)</script>', html)
    assert match is not None
    assert json.loads(match[1])["name"] == title
