"""A presenter's page."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from presenters.models import Presenter
from schedule.models import Conference
from tests.factories import at, make_conference, make_presenter, make_room, make_scheduled_talk, make_talk
from tests.sources import source_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference() -> Conference:
    return make_conference()


def test_a_presenter_shows_who_they_are_and_when_they_talk(client: Client, conference: Conference) -> None:
    ada = make_presenter(
        conference, name="Ada Byron", slug="ada", pronouns="she/her", bio="Wrote *notes*.", mastodon="ada@looms.example"
    )
    make_scheduled_talk(conference, title="Later", presenters=(ada,), starts_at=at(9, day=1))
    make_scheduled_talk(
        conference, title="Sooner", presenters=(ada,), starts_at=at(9), room=make_room(conference, name="Hall")
    )
    make_talk(conference, title="Unseen", presenters=(ada,), is_hidden=True)

    page = source_of(client, "/presenters/ada/")

    for expected in (
        "Ada Byron</h1>",
        "she/her",
        "<p>Wrote<em>notes</em>.</p>",
        "https://looms.example/@ada",
        "Mon 15 Sep",
        "Hall",
        '<link rel="canonical" href="http://testserver/presenters/ada/">',
        '<meta name="description" content="Wrote notes.">',
        '<meta property="og:type" content="profile">',
    ):
        assert expected in page
    assert page.index("Sooner") < page.index("Later")
    assert "Unseen" not in page


def test_no_time_or_room_is_told_before_the_schedule_is_public(client: Client) -> None:
    conference = make_conference(is_schedule_public=False)
    ada = make_presenter(conference, slug="ada")
    make_scheduled_talk(
        conference, title="Looms", presenters=(ada,), starts_at=at(9), room=make_room(conference, name="Hall")
    )

    page = source_of(client, "/presenters/ada/")

    assert "Looms" in page
    for secret in ("Hall", "9:00", "15 Sep<"):
        assert secret not in page


def test_a_hidden_presenter_answers(client: Client, conference: Conference) -> None:
    make_presenter(conference, slug="ada", is_hidden=True)

    assert client.get("/presenters/ada/").status_code == 200


@pytest.mark.parametrize(
    "written", ["/people/ada-byron", "/People/Ada-Byron/", "/presenters/ada/", "/presenters/old-ada", "/old/ada/"]
)
def test_other_addresses_lead_to_the_permalink(client: Client, conference: Conference, written: str) -> None:
    make_presenter(
        conference, slug="ada", permalink="/people/ada-byron/", old_paths=["/presenters/old-ada", "/old/ada"]
    )

    response = client.get(f"{written}?x=1")

    assert (response.status_code, response["Location"]) == (301, "/people/ada-byron/?x=1")


def test_a_changed_slug_goes_on_answering(client: Client, conference: Conference) -> None:
    ada = make_presenter(conference, slug="ada", permalink="/people/ada/")
    Presenter.objects.filter(pk=ada.pk).update(slug="byron")

    for path in ("/presenters/ada/", "/presenters/byron/"):
        assert client.get(path)["Location"] == "/people/ada/"


def test_whose_path_it_is_comes_before_whose_it_was_and_whose_slug_it_names(
    client: Client, conference: Conference
) -> None:
    make_presenter(conference, slug="grace", permalink="/presenters/hopper/")
    make_presenter(conference, name="Adam", slug="adam", old_paths=["/presenters/grace", "/presenters/hopper"])
    make_presenter(conference, name="Zoe", slug="hopper", permalink="/presenters/grace/")

    assert "Zoe" in client.get("/presenters/grace/").content.decode()
    assert client.get("/presenters/hopper/").status_code == 200


def test_a_presenters_path_comes_before_a_talks_former_one(client: Client, conference: Conference) -> None:
    make_talk(conference, old_paths=["/people/ada"])
    make_presenter(conference, name="Ada", permalink="/people/ada/")

    assert "Ada" in client.get("/people/ada/").content.decode()
    assert client.get("/People/Ada")["Location"] == "/people/ada/"


def test_a_presenter_of_another_conference_has_no_page_here(client: Client, conference: Conference) -> None:
    make_presenter(make_conference(), slug="ada")

    assert client.get("/presenters/ada/").status_code == 404


def test_nul_finds_nobody(client: Client, conference: Conference) -> None:
    assert client.get("/presenters/%00/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(
    client: Client, conference: Conference, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    ada = make_presenter(conference, slug="ada")
    for row in range(rows):
        make_scheduled_talk(
            conference,
            presenters=(ada, make_presenter(conference)),
            room=make_room(conference),
            starts_at=at(9, day=row),
        )

    with django_assert_num_queries(4):
        client.get("/presenters/ada/")
