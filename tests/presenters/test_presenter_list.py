"""The directory of presenters."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from schedule.models import Conference
from tests.factories import make_conference, make_presenter, make_talk
from tests.sources import source_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference() -> Conference:
    return make_conference()


def names(client: Client) -> list[str]:
    return re.findall(r"<h2><a [^>]*>([^<]*)", source_of(client, "/presenters/"))


def test_presenters_are_sorted_as_people_expect(client: Client, conference: Conference) -> None:
    for name in ("Zoe", "Émile", "Eve", "ada", "Ed"):
        make_presenter(conference, name=name)
    make_presenter(conference, name="Hidden", is_hidden=True)
    make_presenter(make_conference(), name="Elsewhere")

    assert names(client) == ["ada", "Ed", "Émile", "Eve", "Zoe"]


def test_a_presenter_shows_role_and_listed_talks(client: Client, conference: Conference) -> None:
    ada = make_presenter(conference, name='Ada "the Loom" Byron', slug="ada", job_title="Analyst", company="Engines")
    make_talk(conference, slug="looms", title="Looms <3", presenters=(ada,))
    make_talk(conference, title="Unseen", presenters=(ada,), is_published=False)

    page = source_of(client, "/presenters/")

    assert '<a href="/presenters/ada/">Ada &quot;the Loom&quot; Byron</a>' in page
    assert ">AB</span>" in page
    assert "Analyst, Engines" in page
    assert '<a href="/talks/looms/">Looms &lt;3</a>' in page
    assert "Unseen" not in page


def test_an_empty_directory_says_so(client: Client, conference: Conference) -> None:
    assert "Nobody yet" in source_of(client, "/presenters/")


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(
    client: Client, conference: Conference, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        make_talk(conference, presenters=(make_presenter(conference),))

    with django_assert_num_queries(4):
        client.get("/presenters/")
