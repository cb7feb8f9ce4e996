"""Presenters: what the database refuses, and what a presenter knows of themself."""

import pytest
from django.contrib.sites.models import Site
from django.db.models import ProtectedError

from presenters.models import Presenter
from tests.factories import make_conference, make_presenter
from tests.refusals import messages_of, refused_by

pytestmark = pytest.mark.django_db


def test_the_database_refuses_a_slug_that_another_presenter_of_the_conference_has() -> None:
    conference = make_conference()
    make_presenter(conference, slug="ada")
    other = make_presenter(conference)

    with refused_by("presenter_slug_is_unique_in_its_conference"):
        Presenter.objects.filter(pk=other.pk).update(slug="ada")


def test_a_taken_slug_is_said_to_be_taken() -> None:
    conference = make_conference()
    make_presenter(conference, slug="ada")

    messages = messages_of(Presenter(site=conference.site, name="Ada", slug="ada", permalink="/presenters/other/"))

    assert messages == {"__all__": ["Another presenter of this conference has this slug."]}


@pytest.mark.parametrize("permalink", ["/presenters/ada/", "/presenters/ada", "/Presenters/ADA//"])
def test_the_database_refuses_a_permalink_that_differs_by_case_or_last_slash_alone(permalink: str) -> None:
    conference = make_conference()
    make_presenter(conference, permalink="/presenters/ada/")
    other = make_presenter(conference)

    with refused_by("presenter_permalink_is_unique_in_its_conference"):
        Presenter.objects.filter(pk=other.pk).update(permalink=permalink)


def test_a_taken_permalink_is_said_to_be_taken() -> None:
    conference = make_conference()
    make_presenter(conference, permalink="/presenters/ada/")

    messages = messages_of(Presenter(site=conference.site, name="Ada", slug="ada2", permalink="/presenters/ADA"))

    assert messages == {"__all__": ["Another presenter of this conference has this permalink."]}


@pytest.mark.parametrize(
    "permalink",
    ["", "/", "ada", "//evil.example/", "/a b/", "/a?b", "/a#b", "/a\\b", "/a\n", "/../a/", "https://a.example/"],
)
def test_the_database_refuses_a_permalink_that_is_no_path(permalink: str) -> None:
    presenter = make_presenter(make_conference())

    with refused_by("presenter_permalink_is_a_path"):
        Presenter.objects.filter(pk=presenter.pk).update(permalink=permalink)


def test_a_permalink_that_is_no_path_is_explained() -> None:
    presenter = make_presenter(make_conference())
    presenter.permalink = "ada lovelace"

    assert messages_of(presenter) == {
        "permalink": [
            "Enter a path such as /talks/my-talk/: it starts with one slash and has no spaces, “?”, “#”, “\\” or “..”."
        ]
    }


def test_a_permalink_that_only_the_database_sees_through_is_explained() -> None:
    presenter = make_presenter(make_conference())
    presenter.permalink = "/presenters/ada\n"

    assert messages_of(presenter) == {"__all__": ["A presenter's permalink is a path such as /presenters/ada/."]}


def test_slugs_and_permalinks_are_unique_within_a_conference_alone() -> None:
    make_presenter(make_conference(), slug="ada", permalink="/presenters/ada/")

    other = make_presenter(make_conference(), slug="ada", permalink="/presenters/ada/")

    assert Presenter.objects.filter(slug=other.slug, permalink=other.permalink).count() == 2


def test_the_database_keeps_a_presenter_in_its_conference() -> None:
    presenter = make_presenter(make_conference())
    elsewhere = make_conference()

    with refused_by("presenter_stays_in_its_conference", "A presenter stays in its conference."):
        Presenter.objects.filter(pk=presenter.pk).update(site=elsewhere.site)


def test_a_site_with_presenters_stays() -> None:
    presenter = make_presenter(make_conference())

    with pytest.raises(ProtectedError):
        Site.objects.get(pk=presenter.site_id).delete()


def test_a_presenter_without_a_permalink_gets_one_of_their_slug() -> None:
    assert make_presenter(make_conference(), slug="ada").permalink == "/presenters/ada/"


def test_former_paths_are_kept_in_one_form_and_without_the_present_one() -> None:
    presenter = make_presenter(
        make_conference(),
        permalink="/presenters/ada/",
        old_paths=["/Ada/", "/ada", "/speakers/ada/", "/presenters/ADA"],
    )

    assert presenter.old_paths == ["/ada", "/speakers/ada"]


def test_a_handle_that_cannot_be_read_is_an_error_of_its_field() -> None:
    presenter = make_presenter(make_conference())
    presenter.github = "Ada Lovelace"
    presenter.mastodon = "ada"

    assert messages_of(presenter) == {
        "github": ["“Ada Lovelace” is not a GitHub handle or profile URL."],
        "mastodon": ["“ada” is not a Mastodon handle or profile URL."],
    }


def test_a_bio_has_an_end() -> None:
    presenter = make_presenter(make_conference())
    presenter.bio = "x" * 20_001

    assert messages_of(presenter) == {"bio": ["Ensure this value has at most 20000 characters (it has 20001)."]}


def test_presenters_are_sorted_as_people_expect() -> None:
    conference = make_conference()
    for name in ("Zoë", "Émile", "eve", "Ada", "Łukasz", "İpek", "Marta"):
        make_presenter(conference, name=name)

    names = [presenter.name for presenter in Presenter.objects.all()]

    assert names == ["Ada", "Émile", "eve", "İpek", "Łukasz", "Marta", "Zoë"]


def test_a_hidden_presenter_is_not_listed() -> None:
    conference = make_conference()
    shown = make_presenter(conference)
    make_presenter(conference, is_hidden=True)

    assert list(Presenter.objects.listed()) == [shown]


@pytest.mark.parametrize(
    "path", ["/presenters/ada/", "/presenters/ada", "/PRESENTERS/Ada/", "/speakers/ada/", "/Speakers/ADA"]
)
def test_a_presenter_is_found_at_their_path_whatever_its_case_and_last_slash_and_at_former_ones(path: str) -> None:
    conference = make_conference()
    presenter = make_presenter(conference, permalink="/presenters/Ada/", old_paths=["/speakers/ada/"])
    make_presenter(conference)

    assert list(Presenter.objects.at_path(path)) == [presenter]


@pytest.mark.parametrize(
    "path", ["/presenters/", "/presenters/ad", "/presenters/ada/x", "/", "", "/presenters/ada\x00/"]
)
def test_nobody_is_found_at_another_path(path: str) -> None:
    make_presenter(make_conference(), permalink="/presenters/ada/")

    assert list(Presenter.objects.at_path(path)) == []


@pytest.mark.parametrize("permalink", ["/presenters/İpek/", "/presenters/ΣΑΣ/", "/presenters/Straße/"])
def test_a_presenter_is_found_at_a_path_whose_small_letters_are_a_matter_of_taste(permalink: str) -> None:
    presenter = make_presenter(make_conference(), permalink=permalink)

    assert list(Presenter.objects.at_path(permalink)) == [presenter]


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Ada Lovelace", "AL"),
        ("Ada King Lovelace", "AL"),
        ("Ada", "A"),
        ("émile zola", "ÉZ"),
        ('Ada "The Countess" Lovelace', "AL"),
        ("O'Neill", "O"),
        ("Ada (she)", "A"),
        ("123", "1"),
        ("🦄", ""),
    ],
)
def test_initials_stand_for_a_missing_photo(name: str, initials: str) -> None:
    assert Presenter(name=name).initials == initials


@pytest.mark.parametrize(
    ("job_title", "company", "role"),
    [("Engineer", "Acme", "Engineer, Acme"), ("Engineer", "", "Engineer"), ("", "Acme", "Acme"), ("", "", "")],
)
def test_a_role_is_job_title_and_company(job_title: str, company: str, role: str) -> None:
    assert Presenter(job_title=job_title, company=company).role == role
