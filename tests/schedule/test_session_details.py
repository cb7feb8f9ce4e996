"""A talk's page, at whatever path its permalink is."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.contrib.auth.models import User as Organizer
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from schedule.models import Conference
from talks.models import Talk
from tests.factories import (
    at,
    make_conference,
    make_presenter,
    make_room,
    make_scheduled_talk,
    make_slot,
    make_talk,
    make_track,
)
from tests.sources import source_of

pytestmark = pytest.mark.django_db

MOST_QUERIES = 6


@pytest.fixture
def conference() -> Conference:
    return make_conference()


def make_organizer(*permissions: str) -> Organizer:
    organizer = Organizer.objects.create_user("organizer", is_staff=True)
    organizer.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return organizer


def test_everything_known_of_a_talk_stands_on_its_page(client: Client, conference: Conference) -> None:
    ada = make_presenter(
        conference,
        name="Ada Byron",
        slug="ada",
        pronouns="she/her",
        job_title="Analyst",
        company="Engines & Co",
        bio="Wrote **notes**.",
        github="ada",
    )
    make_scheduled_talk(
        conference,
        slug="looms",
        title="Weaving numbers",
        presenters=(ada,),
        starts_at=at(9, 25),
        ends_at=at(9, 55),
        room=make_room(conference, name="Hall I/II", floor="First floor"),
        track=make_track(conference, code="t0", name="Machines"),
        category=Talk.Category.KEYNOTE,
        audience_level=Talk.AudienceLevel.BEGINNER,
        tags=("Looms",),
        abstract="A short *text*.",
        description="A long text.",
        slides_url="https://www.example.org/slides.pdf",
        video_url="https://youtu.be/abcdefghijk",
    )

    page = source_of(client, "/talks/looms/")

    for expected in (
        "Weaving numbers</h1>",
        "<b>Monday 15 September</b>",
        '<time datetime="2031-09-15T14:25Z">9:25</time>–<time datetime="2031-09-15T14:55Z">9:55 am</time>',
        '<abbr title="Central Daylight Time (UTC−5)">CDT</abbr>',
        "Hall I/II",
        "First floor",
        "Machines",
        "<b>Keynote</b>",
        "<dd>Beginner</dd>",
        ">Looms</a>",
        '<a href="/presenters/ada/">Ada Byron</a>',
        "she/her",
        "Analyst, Engines &amp; Co",
        "<p>Wrote<strong>notes</strong>.</p>",
        "https://github.com/ada",
        ">AB</span>",
        "<p>A short<em>text</em>.</p>",
        "<p>A long text.</p>",
        'href="https://www.example.org/slides.pdf"',
        ">example.org</a>",
        'href="https://www.youtube.com/watch?v=abcdefghijk"',
        '/talks/looms.ics">Apple and others',
    ):
        assert expected in page


def test_a_tag_leads_to_all_that_has_it_whatever_its_kind(client: Client, conference: Conference) -> None:
    make_scheduled_talk(
        conference, slug="looms", title="Looms", category=Talk.Category.SPRINT, tags=("Looms",), starts_at=at(9)
    )
    make_scheduled_talk(conference, slug="other", title="Something else", starts_at=at(9))

    page = source_of(client, "/talks/looms/")

    assert '<a href="/schedule/?tag=looms">Looms</a>' in page
    tagged = source_of(client, "/schedule/?tag=looms")
    assert ">Looms</a>" in tagged
    assert "Something else" not in tagged


def test_a_tag_leads_to_the_talks_where_a_time_is_not_known(client: Client, conference: Conference) -> None:
    make_talk(conference, slug="looms", tags=("Looms",))

    assert '<a href="/talks/?tag=looms">Looms</a>' in source_of(client, "/talks/looms/")


def test_nothing_of_a_third_party_is_loaded_before_it_is_asked_for(client: Client, conference: Conference) -> None:
    make_scheduled_talk(conference, slug="looms", video_url="https://youtu.be/abcdefghijk")

    page = source_of(client, "/talks/looms/")

    assert "<iframe" not in page
    assert 'src="http' not in page
    assert 'data-video="https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1"' in page


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("I <3 Django & **you**", "I &lt;3 Django &amp; **you**"),
        ("Already &lt;unescaped&gt;", "Already &amp;lt;unescaped&amp;gt;"),
        ("🦄 Ponies", "🦄 Ponies"),
        (r"^(?P<slug>[\w-]+)/$", r"^(?P&lt;slug&gt;[\w-]+)/$"),
        ("{% raw %}{{ title }}", "{% raw %}{{ title }}"),
        ("W" * 121, "W" * 121),
    ],
)
def test_a_title_is_escaped_once_and_is_no_markdown(
    client: Client, conference: Conference, title: str, shown: str
) -> None:
    make_talk(conference, slug="looms", title=title)

    page = source_of(client, "/talks/looms/")

    assert f">{shown}</h1>" in page
    assert f"<title>{shown} · LecternCon</title>" in page


def test_presenters_stand_in_their_order(client: Client, conference: Conference) -> None:
    zoe, abe, mia = (make_presenter(conference, name=name) for name in ("Zoe", "Abe", "Mia"))
    make_talk(conference, slug="looms", presenters=(zoe, abe, mia))

    page = source_of(client, "/talks/looms/")

    byline = page[page.index('class="byline"') :]
    assert byline.index("Zoe</a>,<") < byline.index("Abe</a><i>and</i>") < byline.index("Mia</a></p>")


def test_a_slot_without_an_end_shows_its_start_alone(client: Client, conference: Conference) -> None:
    make_scheduled_talk(conference, slug="looms", starts_at=at(13, 5), ends_at=None)

    page = source_of(client, "/talks/looms/")

    assert '<span class="fact-line"><time datetime="2031-09-15T18:05Z">1:05 pm</time><abbr' in page


def test_a_span_over_noon_names_both_halves_of_the_day(client: Client, conference: Conference) -> None:
    make_scheduled_talk(conference, slug="looms", starts_at=at(11, 30), ends_at=at(12, 15))

    page = source_of(client, "/talks/looms/")

    assert ">11:30 am</time>–<time" in page
    assert ">12:15 pm</time>" in page


def test_a_talk_without_a_slot_is_not_scheduled_yet(client: Client, conference: Conference) -> None:
    make_talk(conference, slug="looms")

    page = source_of(client, "/talks/looms/")

    assert "<dd>Not scheduled yet</dd>" in page
    assert "looms.ics" not in page


def test_no_time_or_room_is_told_before_the_schedule_is_public(client: Client) -> None:
    conference = make_conference(is_schedule_public=False)
    room = make_room(conference, name="Orangery")
    track = make_track(conference, name="Machines")
    make_scheduled_talk(conference, slug="looms", room=room, track=track, starts_at=at(9, 25))
    make_scheduled_talk(conference, slug="mills", title="Mills", room=make_room(conference), starts_at=at(9, 25))

    page = source_of(client, "/talks/looms/")

    assert "Not scheduled yet" in page
    for secret in ("Orangery", "9:25", "Monday", "Mills", "14:25"):
        assert secret not in page


def test_what_else_is_on_and_what_is_next_in_the_room(client: Client, conference: Conference) -> None:
    hall, attic = make_room(conference, name="Hall"), make_room(conference, name="Attic")
    make_scheduled_talk(conference, slug="looms", room=hall, starts_at=at(9))
    beside = make_scheduled_talk(conference, title="Beside", room=attic, starts_at=at(9, 30))
    for title, starts_at, ends_at in (
        ("Begun earlier", at(8, 30), at(9, 1)),
        ("Begins at once", at(9), None),
        ("Begins within", at(9, 40), None),
    ):
        make_slot(conference, title=title, starts_at=starts_at, ends_at=ends_at)
    make_slot(conference, title="Touching the end", starts_at=at(9, 45), ends_at=at(10))
    make_scheduled_talk(conference, title="Touching", room=attic, starts_at=at(8), ends_at=at(9))
    make_scheduled_talk(
        conference, title="Unseen", room=attic, starts_at=at(9, 10), ends_at=at(9, 20), is_published=False
    )
    make_scheduled_talk(conference, title="Cancelled", starts_at=at(9), status=Talk.Status.CANCELLED)
    make_slot(conference, title="Registration desk", kind="registration", ends_at=at(18))
    make_slot(conference, title="Long breakfast", kind="meal", starts_at=at(8), ends_at=at(9, 30))
    make_slot(conference, title="Coffee", kind="break", starts_at=at(9, 30))
    following = make_scheduled_talk(conference, title="Following", room=hall, starts_at=at(10))
    make_scheduled_talk(conference, title="Last", room=hall, starts_at=at(11))
    make_scheduled_talk(conference, title="Tomorrow", room=hall, starts_at=at(10, day=1))

    page = source_of(client, "/talks/looms/")

    also_on = page[page.index("Also on at this time") : page.index("Next in Hall")]
    next_in_room = page[page.index("Next in Hall") :]
    assert f'href="{beside.permalink}">Beside' in also_on
    for title in ("Begun earlier", "Begins at once", "Begins within"):
        assert title in also_on
    assert f'href="{following.permalink}">Following' in next_in_room
    for absent in (
        "Touching",
        "Unseen",
        "Cancelled<",
        "Registration desk",
        "Long breakfast",
        "Coffee",
        "Last",
        "Tomorrow",
    ):
        assert absent not in page


@pytest.mark.parametrize(
    "written", ["/talks/looms", "/TALKS/Looms/", "/talks/LOOMS", "/2030/old/", "/2030/OLD", "/talks/looms//"]
)
def test_other_spellings_and_former_paths_lead_to_the_permalink(
    client: Client, conference: Conference, written: str
) -> None:
    make_talk(conference, slug="looms", old_paths=["/2030/old"])

    response = client.get(f"{written}?tz=Europe/Madrid&x=%2F")

    assert response.status_code == 301
    assert response["Location"] == "/talks/looms/?tz=Europe/Madrid&x=%2F"


def test_a_draft_at_a_former_path_does_not_end_its_redirect(client: Client, conference: Conference) -> None:
    make_talk(conference, slug="looms", old_paths=["/2030/old"])
    draft = make_talk(conference, title="Draft", permalink="/2030/old/", is_published=False)

    before = client.get("/2030/old/")
    Talk.objects.filter(pk=draft.pk).update(is_published=True)
    after = client.get("/2030/old/")

    assert (before.status_code, before["Location"]) == (301, "/talks/looms/")
    assert "Cookie" in before["Vary"]
    assert after.status_code == 200


@pytest.mark.parametrize(
    "path",
    ["//evil.example/", "//evil.example", "/\\evil.example", "/talks/\0", "/talks/nothing/", "/a\nb/", "//talks"],
)
def test_what_has_no_page_is_404_and_leads_nowhere(client: Client, conference: Conference, path: str) -> None:
    response = client.get("/", PATH_INFO=path)

    assert response.status_code == 404
    assert "Location" not in response


def test_a_page_asked_for_without_its_slash_is_found(client: Client, conference: Conference) -> None:
    response = client.get("/talks?q=x")

    assert (response.status_code, response["Location"]) == (301, "/talks/?q=x")


def test_a_permalink_may_be_any_path(client: Client, conference: Conference) -> None:
    make_talk(conference, slug="looms", title="Weaving", permalink="/deep/er/ünïcode")

    assert "Weaving</h1>" in source_of(client, "/deep/er/ünïcode")
    assert client.get("/deep/er/ünïcode/")["Location"] == "/deep/er/%C3%BCn%C3%AFcode"


def test_a_talk_of_another_conference_has_no_page_here(client: Client, conference: Conference) -> None:
    make_talk(make_conference(), slug="looms")

    assert client.get("/talks/looms/").status_code == 404


@pytest.mark.parametrize("hidden", [{"is_published": False}, {"is_accepted": False}])
def test_the_public_does_not_find_what_is_not_published(
    client: Client, conference: Conference, hidden: dict[str, Any]
) -> None:
    make_talk(conference, slug="looms", **hidden)

    assert client.get("/talks/looms/").status_code == 404
    assert client.get("/talks/looms").status_code == 404


def test_organizers_preview_what_is_not_published(client: Client, conference: Conference) -> None:
    make_talk(conference, slug="looms", is_published=False)
    client.force_login(make_organizer("view_talk"))

    response = client.get("/talks/looms/")

    assert "<strong>Preview.</strong>" in response.content.decode()
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))


def test_staff_without_the_right_to_see_talks_preview_none(client: Client, conference: Conference) -> None:
    make_talk(conference, slug="looms", is_published=False)
    client.force_login(make_organizer("view_slot"))

    assert client.get("/talks/looms/").status_code == 404


def test_a_hidden_talk_answers(client: Client, conference: Conference) -> None:
    make_talk(conference, slug="looms", title="Weaving", is_hidden=True)

    assert "Weaving</h1>" in source_of(client, "/talks/looms/")


def test_a_cancelled_talk_names_what_takes_its_place_and_the_reverse(client: Client, conference: Conference) -> None:
    replacement = make_talk(conference, slug="mills", title="Mills")
    make_talk(conference, slug="looms", title="Looms", status=Talk.Status.CANCELLED, replaced_by=replacement)

    cancelled, replacing = source_of(client, "/talks/looms/"), source_of(client, "/talks/mills/")

    assert '<strong>Cancelled.</strong>In its place:<a href="/talks/mills/">Mills</a>' in cancelled
    assert 'Takes the place of<a href="/talks/looms/">Looms</a>, which was cancelled.' in replacing


def test_what_is_not_cancelled_is_replaced_by_nothing(client: Client, conference: Conference) -> None:
    replacement = make_talk(conference, slug="mills", title="Mills")
    make_talk(conference, slug="looms", title="Looms", replaced_by=replacement)

    assert "Mills" not in source_of(client, "/talks/looms/")
    assert "Looms" not in source_of(client, "/talks/mills/")


def test_several_cancelled_talks_are_replaced_by_one(client: Client, conference: Conference) -> None:
    replacement = make_talk(conference, slug="mills")
    for title, permalink in (("Looms", "/talks/looms/"), ("Yarns", "")):
        make_talk(conference, title=title, permalink=permalink, status=Talk.Status.CANCELLED, replaced_by=replacement)

    page = source_of(client, "/talks/mills/")

    assert 'Takes the place of<a href="/talks/looms/">Looms</a>, Yarns, which were cancelled.' in page


def test_an_unpublished_replacement_stays_secret(client: Client, conference: Conference) -> None:
    replacement = make_talk(conference, title="Mills", is_published=False)
    make_talk(conference, slug="looms", status=Talk.Status.CANCELLED, replaced_by=replacement)

    page = source_of(client, "/talks/looms/")

    assert "This session does not take place." in page
    assert "Mills" not in page


def test_a_page_says_what_it_is_to_machines(client: Client, conference: Conference) -> None:
    make_talk(
        conference,
        slug="looms",
        title='"Looms"',
        abstract="About *looms* & <b>mills</b>.",
        card_image="/media/looms.webp",
    )

    page = source_of(client, "/talks/looms/?tz=Europe/Madrid")

    for expected in (
        '<link rel="canonical" href="http://testserver/talks/looms/">',
        '<meta name="description" content="About looms &amp; mills.">',
        '<meta property="og:title" content="&quot;Looms&quot;">',
        '<meta property="og:url" content="http://testserver/talks/looms/">',
        '<meta property="og:image" content="http://testserver/media/looms.webp">',
        '<meta name="twitter:card" content="summary_large_image">',
    ):
        assert expected in page


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(
    client: Client, conference: Conference, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    presenters = tuple(make_presenter(conference) for _ in range(rows))
    talk = make_scheduled_talk(
        conference, slug="looms", presenters=presenters, tags=[f"Tag {row}" for row in range(rows)], starts_at=at(9)
    )
    for row in range(rows):
        make_talk(conference, status=Talk.Status.CANCELLED, replaced_by=talk)
        make_scheduled_talk(
            conference, presenters=presenters, room=make_room(conference), starts_at=at(9) + dt.timedelta(minutes=row)
        )

    with django_assert_num_queries(MOST_QUERIES):
        client.get("/talks/looms/")
