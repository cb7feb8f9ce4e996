"""Frames for other sites, and how these find them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from schedule.models import Conference
from talks.models import Talk
from tests.factories import at, make_conference, make_presenter, make_room, make_scheduled_talk, make_slot

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference() -> Conference:
    conference = make_conference(name="RiverConf", domain="rivers.example.org")
    room = make_room(conference, name="Salon A", slug="salon-a")
    make_scheduled_talk(
        conference,
        title="Rivers & <b>lakes</b>",
        slug="rivers",
        room=room,
        presenters=(make_presenter(conference, name="Ada"),),
    )
    make_slot(conference, title="Lunch", starts_at=at(12, day=1))
    return conference


@pytest.mark.parametrize("address", ["/embed/schedule/", "/embed/talks/rivers/"])
def test_a_frame_may_stand_in_any_page_and_runs_nothing(client: Client, conference: Conference, address: str) -> None:
    response = client.get(address)

    policy = response["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src 'none'" in policy
    assert "X-Frame-Options" not in response
    assert "<script" not in response.content.decode()


def test_other_pages_may_not_be_framed(client: Client, conference: Conference) -> None:
    response = client.get("/talks/rivers/")

    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"


def test_the_frame_of_the_schedule_takes_its_filters(client: Client, conference: Conference) -> None:
    everything = client.get("/embed/schedule/").content.decode()
    narrowed = client.get("/embed/schedule/?room=salon-a").content.decode()

    assert ("Rivers &amp; &lt;b&gt;" in everything, "Lunch" in everything) == (True, True)
    assert ("Rivers &amp; &lt;b&gt;" in narrowed, "Lunch" in narrowed) == (True, False)
    assert 'href="http://rivers.example.org/schedule/?room=salon-a"' in narrowed


def test_the_frame_of_the_schedule_is_in_the_zone_that_is_asked_for(client: Client, conference: Conference) -> None:
    tokyo = client.get("/embed/schedule/?tz=Asia/Tokyo").content.decode()

    assert "Japan Standard Time" in tokyo
    assert 'href="http://rivers.example.org/schedule/?tz=Asia%2FTokyo"' in tokyo


def test_before_the_schedule_is_public_a_frame_says_nothing_of_it(client: Client, conference: Conference) -> None:
    Conference.objects.update(is_schedule_public=False)

    page = client.get("/embed/schedule/").content.decode()

    assert "Nothing is scheduled yet." in page
    assert "Salon A" not in page


def test_oembed_gives_a_session_as_a_frame(client: Client, conference: Conference) -> None:
    answer = client.get("/oembed/", {"url": "http://rivers.example.org/talks/rivers/", "maxwidth": "400"}).json()

    assert (answer["version"], answer["type"], answer["title"]) == ("1.0", "rich", "Rivers & <b>lakes</b>")
    assert answer["width"] == 400
    assert 'src="http://rivers.example.org/embed/talks/rivers/"' in answer["html"]
    assert 'title="Rivers &amp; &lt;b&gt;lakes&lt;/b&gt;"' in answer["html"]


def test_oembed_gives_the_schedule_with_its_filters(client: Client, conference: Conference) -> None:
    answer = client.get("/oembed/", {"url": "http://rivers.example.org/schedule/?room=salon-a&day=2031-09-15"}).json()

    assert 'src="http://rivers.example.org/embed/schedule/?room=salon-a&amp;day=2031-09-15"' in answer["html"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"url": "http://rivers.example.org/talks/rivers/", "maxwidth": "wide"}, 400),
        ({"url": "http://rivers.example.org/talks/none/"}, 404),
        ({"url": "http://elsewhere.example.org/talks/rivers/"}, 404),
        ({"url": "http://[broken/talks/rivers/"}, 400),
        ({"url": "http://rivers.example.org/talks/rivers/", "format": "xml"}, 501),
    ],
    ids=["nothing", "no number", "no talk", "another host", "no address", "xml"],
)
def test_oembed_refuses_clearly(client: Client, conference: Conference, query: dict[str, str], status: int) -> None:
    assert client.get("/oembed/", query).status_code == status


def test_what_is_not_published_is_embedded_nowhere(client: Client, conference: Conference) -> None:
    Talk.objects.update(is_published=False)

    assert client.get("/embed/talks/rivers/").status_code == 404
    assert client.get("/oembed/", {"url": "http://rivers.example.org/talks/rivers/"}).status_code == 404


def test_a_frame_takes_as_many_queries_for_three_sessions_as_for_one(
    client: Client, conference: Conference, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for hour in (14, 15):
        make_scheduled_talk(conference, presenters=(make_presenter(conference),), starts_at=at(hour))

    with django_assert_max_num_queries(6):
        client.get("/embed/schedule/")
