"""The conference's own style sheet."""

import re

import pytest
from django.template import Context, Template
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from schedule.color import accent_palette
from schedule.models import Conference, Track
from schedule.theme import style_sheet, theme_version
from tests.factories import make_conference, make_track

pytestmark = pytest.mark.django_db


def test_the_accent_is_given_by_day_and_by_night(client: Client) -> None:
    make_conference(accent_color="#ffe600")

    response = client.get("/theme.css")

    palette = accent_palette("#ffe600")
    css = response.content.decode()
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert dict(re.findall(r"^  :root \{ (--[a-z-]+): (.*); \}$", css, re.MULTILINE)) == {
        "--accent": f"light-dark({palette.on_paper}, {palette.on_night})",
        "--accent-fill": f"light-dark({palette.fill_light}, {palette.fill_dark})",
        "--on-accent-fill": f"light-dark({palette.on_fill_light}, {palette.on_fill_dark})",
        "--accent-tint": f"light-dark({palette.tint_light}, {palette.tint_dark})",
        "--on-accent-tint": f"light-dark({palette.on_tint_light}, {palette.on_tint_dark})",
    }


def test_browsers_that_do_not_know_light_dark_get_the_light_half() -> None:
    conference = make_conference(accent_color="#ffe600")

    inner = re.search(r"@supports not .*?\{\n(.*?)\n  \}", style_sheet(conference), re.DOTALL)

    assert inner is not None
    assert "light-dark" not in inner[1]
    assert f":root {{ --accent: {accent_palette('#ffe600').on_paper}; }}" in inner[1]
    assert len(inner[1].splitlines()) == 5


def test_each_track_with_a_colour_has_a_rule() -> None:
    conference = make_conference()
    make_track(conference, code="t0", color="#2266cc")
    make_track(conference, code="t_1-b", color="#ffcc00")
    make_track(conference, code="plain")
    make_track(make_conference(), code="elsewhere", color="#00ff00")

    css = style_sheet(conference)

    assert re.findall(r"^  \.track-(\S+) \{ --track: light-dark", css, re.MULTILINE) == ["t0", "t_1-b"]
    assert "--track: light-dark(#2266cc, " in css


def test_a_code_cannot_leave_its_selector() -> None:
    conference = make_conference()
    Track.objects.bulk_create([Track(conference=conference, code="a{}*/ @b", color="#2266cc")])

    css = style_sheet(conference)

    assert r"  .track-a\7b \7d \2a \2f \20 \40 b { --track:" in css
    assert css.count("{") == css.count("}")


def test_the_address_in_pages_is_kept_for_a_year(client: Client) -> None:
    conference = make_conference()
    address = Template("{% load theme %}{% theme_url conference %}").render(Context({"conference": conference}))

    response = client.get(address)

    assert address == f"/theme.css?v={theme_version(conference)}"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("address", ["/theme.css", "/theme.css?v=0123456789ab", "/theme.css?v=", "/theme.css?v=%00"])
def test_another_address_is_asked_for_again_and_answered_in_short(client: Client, address: str) -> None:
    make_conference()

    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "no-cache"
    assert (again.status_code, again.content) == (304, b"")


def test_the_version_changes_with_the_accent_and_with_a_track() -> None:
    conference = make_conference(accent_color="#b3263a")
    versions = {theme_version(conference)}

    conference.accent_color = "#2266cc"
    versions.add(theme_version(conference))
    make_track(conference, code="t0", color="#2266cc")
    versions.add(theme_version(Conference.objects.get()))

    assert len(versions) == 2 + 1
    assert all(re.fullmatch(r"[0-9a-f]{12}", version) for version in versions)


@pytest.mark.parametrize("tracks", [1, 3])
def test_the_style_sheet_and_its_address_take_no_query_beside_the_conference(
    client: Client, tracks: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    conference = make_conference()
    for _ in range(tracks):
        make_track(conference, color="#2266cc")

    with django_assert_num_queries(1):
        client.get("/theme.css")


def test_what_the_middleware_fetched_is_what_the_conference_would_ask_for() -> None:
    conference = make_conference()
    make_track(conference, code="t1", color="#2266cc")
    make_track(conference, code="t0", color="#ffcc00")
    make_track(conference, code="plain")
    make_conference()

    fetched = Conference.objects.with_track_colors().get(pk=conference.pk)

    assert fetched.__dict__["track_colors"] == [["t0", "#ffcc00"], ["t1", "#2266cc"]]
    assert conference.track_colors == fetched.track_colors
    assert Conference.objects.with_track_colors().exclude(pk=conference.pk).get().__dict__["track_colors"] == []


def test_each_edition_has_its_own(client: Client) -> None:
    make_conference(domain="one.example.org", accent_color="#b3263a")
    make_conference(domain="two.example.org", accent_color="#2266cc")

    sheets = [client.get("/theme.css", headers={"host": f"{name}.example.org"}).content for name in ("one", "two")]

    assert [b"#b3263a" in sheets[0], b"#2266cc" in sheets[1], sheets[0] == sheets[1]] == [True, True, False]


def test_without_any_conference_there_is_none(client: Client) -> None:
    assert client.get("/theme.css").status_code == 404


def test_it_is_for_reading_alone(client: Client) -> None:
    make_conference()

    assert client.post("/theme.css").status_code == 405
