"""The list of pages for search engines."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import at, make_conference, make_presenter, make_scheduled_talk, make_talk

pytestmark = pytest.mark.django_db


def locations(client: Client) -> list[str]:
    response = client.get("/sitemap.xml", headers={"host": "10.0.0.1"})
    assert response["Content-Type"] == "application/xml"
    return re.findall("<loc>(.*)</loc>", response.content.decode())


def test_every_public_page_is_named_at_the_conferences_own_domain(client: Client) -> None:
    conference = make_conference(domain="looms.example.org")
    ada = make_presenter(conference, slug="ada", permalink="/presenters/ada&co/")
    make_scheduled_talk(conference, slug="looms", presenters=(ada,), starts_at=at(22))

    assert locations(client) == [
        f"http://looms.example.org{path}"
        for path in (
            "/",
            "/talks/",
            "/tutorials/",
            "/presenters/",
            "/schedule/",
            "/schedule/2031-09-15/",
            "/talks/looms/",
            "/presenters/ada&amp;co/",
        )
    ]


@pytest.mark.parametrize(
    "hidden", [{"is_in_sitemap": False}, {"is_published": False}, {"is_hidden": True}, {"permalink": ""}]
)
def test_what_is_not_for_search_engines_is_left_out(client: Client, hidden: dict[str, Any]) -> None:
    conference = make_conference()
    make_talk(conference, slug="seen")
    make_talk(conference, **({"slug": "unseen"} | hidden))
    make_presenter(conference, slug="unseen", is_hidden=True)

    assert [location for location in locations(client) if "seen" in location] == ["http://testserver/talks/seen/"]


def test_days_are_left_out_before_the_schedule_is_public(client: Client) -> None:
    make_scheduled_talk(make_conference(is_schedule_public=False), starts_at=at(9))

    assert [location for location in locations(client) if "schedule" in location] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int) -> None:
    conference = make_conference()
    for row in range(rows):
        make_scheduled_talk(conference, presenters=(make_presenter(conference),), starts_at=at(9, day=row))

    with django_assert_num_queries(4):
        client.get("/sitemap.xml")
