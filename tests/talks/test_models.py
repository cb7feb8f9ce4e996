"""Talks, tags and places of presenters: what the database refuses, and what a talk knows."""

from typing import Any

import pytest
from django.db.models import ProtectedError

from talks.models import Tag, Talk, TalkPresenter
from tests.factories import make_conference, make_presenter, make_talk
from tests.refusals import messages_of, refused_by

pytestmark = pytest.mark.django_db


def test_the_database_refuses_a_tag_that_differs_by_case_alone() -> None:
    conference = make_conference()
    Tag.objects.create(site=conference.site, name="Testing", slug="testing")

    with refused_by("tag_name_is_unique_in_its_conference"):
        Tag.objects.bulk_create([Tag(site=conference.site, name="TESTING", slug="testing-2")])


def test_a_tag_that_differs_by_case_alone_is_said_to_be_there() -> None:
    conference = make_conference()
    Tag.objects.create(site=conference.site, name="Testing", slug="testing")

    assert messages_of(Tag(site=conference.site, name="testing", slug="testing-2")) == {
        "__all__": ["This conference has this tag already, perhaps in another case."]
    }


def test_the_database_refuses_a_slug_that_another_tag_of_the_conference_has() -> None:
    conference = make_conference()
    Tag.objects.create(site=conference.site, name="C", slug="c")

    with refused_by("tag_slug_is_unique_in_its_conference"):
        Tag.objects.bulk_create([Tag(site=conference.site, name="C++", slug="c")])


def test_a_tags_taken_slug_is_said_to_be_taken() -> None:
    conference = make_conference()
    Tag.objects.create(site=conference.site, name="C", slug="c")

    assert messages_of(Tag(site=conference.site, name="C++", slug="c")) == {
        "__all__": ["Another tag of this conference has this slug."]
    }


def test_the_database_refuses_a_slug_that_another_talk_of_the_conference_has() -> None:
    conference = make_conference()
    make_talk(conference, slug="one")
    other = make_talk(conference)

    with refused_by("talk_slug_is_unique_in_its_conference"):
        Talk.objects.filter(pk=other.pk).update(slug="one")


def test_a_talks_taken_slug_is_said_to_be_taken() -> None:
    conference = make_conference()
    make_talk(conference, slug="one")

    assert messages_of(Talk(site=conference.site, title="One", slug="one", permalink="/talks/other/")) == {
        "__all__": ["Another talk of this conference has this slug."]
    }


@pytest.mark.parametrize("permalink", ["/talks/one/", "/talks/one", "/Talks/ONE//"])
def test_the_database_refuses_a_permalink_that_differs_by_case_or_last_slash_alone(permalink: str) -> None:
    conference = make_conference()
    make_talk(conference, permalink="/talks/one/")
    other = make_talk(conference)

    with refused_by("talk_permalink_is_unique_in_its_conference"):
        Talk.objects.filter(pk=other.pk).update(permalink=permalink)


def test_a_taken_permalink_is_said_to_be_taken() -> None:
    conference = make_conference()
    make_talk(conference, permalink="/talks/one/")

    assert messages_of(Talk(site=conference.site, title="One", slug="other", permalink="/talks/One")) == {
        "__all__": ["Another talk of this conference has this permalink."]
    }


def test_any_number_of_talks_have_no_page() -> None:
    conference = make_conference()

    talks = [make_talk(conference, permalink="") for _ in range(2)]

    assert Talk.objects.filter(permalink="").count() == len(talks)


def test_slugs_and_permalinks_are_unique_within_a_conference_alone() -> None:
    for conference in (make_conference(), make_conference()):
        make_talk(conference, slug="one", permalink="/talks/one/", tags=["testing"])

    assert Talk.objects.filter(slug="one", permalink="/talks/one/").count() == 2
    assert Tag.objects.filter(name="testing").count() == 2


@pytest.mark.parametrize(
    "permalink", ["/", "one", "//evil.example/", "/a b/", "/a?b", "/a#b", "/a\\b", "/a\n", "/a/../b/", "/a/."]
)
def test_the_database_refuses_a_permalink_that_is_no_path(permalink: str) -> None:
    talk = make_talk(make_conference())

    with refused_by("talk_permalink_is_a_path"):
        Talk.objects.filter(pk=talk.pk).update(permalink=permalink)


def test_a_permalink_that_is_no_path_is_explained() -> None:
    conference = make_conference()
    spaced = Talk(site=conference.site, title="One", slug="one", permalink="/talks/one two/")
    broken = Talk(site=conference.site, title="One", slug="one", permalink="/talks/one\n")

    assert messages_of(spaced) == {
        "permalink": [
            "Enter a path such as /talks/my-talk/: it starts with one slash and has no spaces, “?”, “#”, “\\” or “..”."
        ]
    }
    assert messages_of(broken) == {"__all__": ["A talk's permalink is a path such as /talks/my-talk/."]}


@pytest.mark.parametrize("permalink", ["/admin/", "/theme.css"])
def test_a_permalink_that_another_page_has_is_refused(permalink: str) -> None:
    talk = Talk(site=make_conference().site, title="One", slug="one", permalink=permalink)

    assert messages_of(talk) == {"permalink": [f"“{permalink}” is the address of another page of the site."]}


def test_the_database_refuses_a_talk_that_takes_its_own_place() -> None:
    talk = make_talk(make_conference())

    with refused_by("talk_does_not_replace_itself"):
        Talk.objects.filter(pk=talk.pk).update(replaced_by=talk.pk)


def test_a_talk_that_takes_its_own_place_is_explained() -> None:
    talk = make_talk(make_conference())
    talk.replaced_by = talk

    assert messages_of(talk) == {"__all__": ["A talk cannot take its own place."]}


def test_the_database_refuses_a_presenter_who_is_on_a_talk_twice() -> None:
    conference = make_conference()
    presenter = make_presenter(conference)
    talk = make_talk(conference, presenters=(presenter,))

    with refused_by("talk_has_a_presenter_once"):
        TalkPresenter.objects.bulk_create([TalkPresenter(talk=talk, presenter=presenter, position=1)])


def test_a_presenter_who_is_on_a_talk_twice_is_explained() -> None:
    conference = make_conference()
    presenter = make_presenter(conference)
    talk = make_talk(conference, presenters=(presenter,))

    assert messages_of(TalkPresenter(talk=talk, presenter=presenter, position=1)) == {
        "__all__": ["This presenter is on this talk already."]
    }


def test_the_database_keeps_a_talk_in_its_conference() -> None:
    talk = make_talk(make_conference())
    elsewhere = make_conference()

    with refused_by("talk_stays_in_its_conference", "A talk stays in its conference."):
        Talk.objects.filter(pk=talk.pk).update(site=elsewhere.site)


def test_the_database_keeps_a_tag_in_its_conference() -> None:
    make_talk(make_conference(), tags=["testing"])
    elsewhere = make_conference()

    with refused_by("tag_stays_in_its_conference", "A tag stays in its conference."):
        Tag.objects.update(site=elsewhere.site)


def test_the_database_refuses_a_presenter_of_another_conference() -> None:
    talk = make_talk(make_conference())
    stranger = make_presenter(make_conference(), name="Ada Lovelace")

    with refused_by(
        "talk_and_its_presenters_share_a_conference", "“Ada Lovelace” belongs to another conference than the talk."
    ):
        TalkPresenter.objects.bulk_create([TalkPresenter(talk=talk, presenter=stranger)])


def test_the_database_refuses_to_turn_a_place_on_a_talk_to_a_presenter_of_another_conference() -> None:
    conference = make_conference()
    talk = make_talk(conference, presenters=(make_presenter(conference),))
    stranger = make_presenter(make_conference())

    with refused_by("talk_and_its_presenters_share_a_conference"):
        TalkPresenter.objects.filter(talk=talk).update(presenter=stranger)


def test_the_database_refuses_a_tag_of_another_conference() -> None:
    talk = make_talk(make_conference())
    tag = Tag.objects.create(site=make_conference().site, name="testing", slug="testing")

    with refused_by("talk_and_its_tags_share_a_conference", "“testing” belongs to another conference than the talk."):
        talk.tags.add(tag)


def test_the_database_refuses_a_replacement_of_another_conference() -> None:
    talk = make_talk(make_conference())
    other = make_talk(make_conference(), title="Elsewhere")

    with refused_by(
        "talk_and_its_replacement_share_a_conference", "“Elsewhere” belongs to another conference than the talk."
    ):
        Talk.objects.filter(pk=talk.pk).update(replaced_by=other.pk)


def test_a_presenter_who_is_on_a_talk_stays() -> None:
    conference = make_conference()
    presenter = make_presenter(conference)
    talk = make_talk(conference, presenters=(presenter,))

    with pytest.raises(ProtectedError):
        presenter.delete()
    talk.delete()
    presenter.delete()


def test_a_talk_outlives_what_took_its_place() -> None:
    conference = make_conference()
    replacement = make_talk(conference)
    talk = make_talk(conference, status=Talk.Status.CANCELLED, replaced_by=replacement)

    replacement.delete()

    assert Talk.objects.get().replaced_by is None
    assert Talk.objects.get() == talk


def test_presenters_stand_in_their_order() -> None:
    conference = make_conference()
    names = ["Zoë", "Ada", "Marta"]

    talk = make_talk(conference, presenters=tuple(make_presenter(conference, name=name) for name in names))

    assert [str(place.presenter) for place in talk.talk_presenters.all()] == names


@pytest.mark.parametrize(
    ("values", "is_public", "is_listed"),
    [
        ({}, True, True),
        ({"is_accepted": False}, False, False),
        ({"is_published": False}, False, False),
        ({"is_hidden": True}, True, False),
        ({"status": Talk.Status.CANCELLED}, True, True),
    ],
)
def test_who_sees_a_talk(values: dict[str, Any], is_public: bool, is_listed: bool) -> None:  # noqa: FBT001
    talk = make_talk(make_conference(), **values)

    assert (talk.is_public, Talk.objects.public().exists(), Talk.objects.listed().exists()) == (
        is_public,
        is_public,
        is_listed,
    )


@pytest.mark.parametrize("path", ["/talks/one/", "/talks/one", "/TALKS/One/", "/old/one/", "/Old/ONE"])
def test_a_talk_is_found_at_its_path_whatever_its_case_and_last_slash_and_at_former_ones(path: str) -> None:
    conference = make_conference()
    talk = make_talk(conference, permalink="/talks/One/", old_paths=["/old/one/"])
    make_talk(conference)

    assert list(Talk.objects.at_path(path)) == [talk]


@pytest.mark.parametrize("path", ["/", "", "/talks/", "/talks/on", "/talks/one/x", "/talks/one\x00/"])
def test_no_talk_is_found_at_another_path(path: str) -> None:
    conference = make_conference()
    make_talk(conference, permalink="/talks/one/")
    make_talk(conference, permalink="", old_paths=["/old/"])

    assert list(Talk.objects.at_path(path)) == []


def test_a_talk_whose_path_it_is_comes_before_one_whose_it_was() -> None:
    conference = make_conference()
    former = make_talk(conference, old_paths=["/talks/one/"])
    present = make_talk(conference, permalink="/talks/one/")

    assert list(Talk.objects.at_path("/talks/ONE")) == [present, former]


@pytest.mark.parametrize("permalink", ["/talks/İstanbul/", "/talks/ΣΑΣ/"])
def test_a_talk_is_found_at_a_path_whose_small_letters_are_a_matter_of_taste(permalink: str) -> None:
    talk = make_talk(make_conference(), permalink=permalink)

    assert list(Talk.objects.at_path(permalink)) == [talk]


def test_videos_and_former_paths_are_kept_in_one_form() -> None:
    talk = make_talk(
        make_conference(),
        permalink="/talks/one/",
        old_paths=["/Old/", "/old", "/talks/ONE"],
        video_url="https://youtu.be/abcdefghijk?si=x",
        additional_video_url="https://media.example.org/one.mp4",
    )

    assert talk.old_paths == ["/old"]
    assert [video.url for video in talk.videos] == [
        "https://www.youtube.com/watch?v=abcdefghijk",
        "https://media.example.org/one.mp4",
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("video_url", "javascript:alert(1)"),
        ("video_url", "https://[broken"),
        ("additional_video_url", "soon"),
        ("slides_url", "javascript:alert(1)"),
        ("slides_url", "//evil.example/x"),
        ("card_image", "data:image/png;base64,AAAA"),
    ],
)
def test_an_address_that_is_none_is_an_error_of_its_field(field: str, value: str) -> None:
    talk = make_talk(make_conference())
    setattr(talk, field, value)

    assert set(messages_of(talk)) == {field}


@pytest.mark.parametrize("value", ["https://slides.example.org/one?x=1#y", "/media/one.pdf", ""])
def test_slides_are_elsewhere_or_here(value: str) -> None:
    assert make_talk(make_conference(), slides_url=value).slides_url == value


@pytest.mark.parametrize("field", ["abstract", "description"])
def test_a_text_has_an_end(field: str) -> None:
    talk = make_talk(make_conference())
    setattr(talk, field, "x" * 20_001)

    assert messages_of(talk) == {field: ["Ensure this value has at most 20000 characters (it has 20001)."]}
