"""What every public page says to browsers and caches."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from schedule.models import Change, Conference, Revision
from talks.models import Talk
from tests.factories import make_conference, make_presenter, make_room, make_scheduled_talk, make_superuser

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [
    "/",
    "/talks/",
    "/tutorials/",
    "/presenters/",
    "/presenters/ada/",
    "/talks/rivers/",
    "/schedule/changes/",
    "/sitemap.xml",
    "/robots.txt",
    "/schedule/",
    "/schedule/2031-09-15/",
]


@pytest.fixture
def talk() -> Talk:
    conference = make_conference()
    ada = make_presenter(conference, name="Ada", slug="ada")
    return make_scheduled_talk(conference, title="Rivers", slug="rivers", presenters=(ada,), room=make_room(conference))


@pytest.mark.parametrize("page", PAGES)
def test_public_pages_can_be_kept_by_any_cache(client: Client, talk: Talk, page: str) -> None:
    response = client.get(page)

    assert response.status_code == 200
    assert "public" in response["Cache-Control"]
    assert "max-age=" in response["Cache-Control"]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_public_pages_are_sent_once(client: Client, talk: Talk, page: str, encoding: str) -> None:
    first = client.get(page, headers={"accept-encoding": encoding})

    by_tag = client.get(page, headers={"accept-encoding": encoding, "if-none-match": first["ETag"]})
    by_date = client.get(page, headers={"accept-encoding": encoding, "if-modified-since": first["Last-Modified"]})
    head = client.head(page, headers={"accept-encoding": encoding})

    assert (by_tag.status_code, by_date.status_code, head.status_code) == (304, 304, 200)
    assert head.content == b""


@pytest.mark.parametrize("page", ["/theme.css", "/favicon.ico", "/presenters/"])
def test_an_answer_that_nothing_moved_is_as_cacheable_as_the_page(client: Client, talk: Talk, page: str) -> None:
    first = client.get(page)

    for condition in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
        again = client.get(page, headers=condition)
        assert again.status_code == 304
        for header in ("Cache-Control", "ETag", "Last-Modified", "Vary"):
            assert again[header] == first[header]


@pytest.mark.parametrize("kind", ["photo", "card"])
def test_pictures_can_be_asked_for_again_too(
    client: Client, talk: Talk, kind: str, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "presenters").mkdir()
    (tmp_path / "presenters" / "a.webp").write_bytes(b"picture")
    page = client.get("/talks/rivers/").content.decode()
    card = re.search(r"/cards/talks/[^\"]+", page)
    path = "/media/presenters/a.webp" if kind == "photo" else str(card and card[0])

    first = client.get(path)

    assert "immutable" in first["Cache-Control"]
    assert client.get(path, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get(path, headers={"if-modified-since": first["Last-Modified"]}).status_code == 304


def test_a_redirect_holds_no_longer_than_a_page(client: Client, talk: Talk) -> None:
    """Another talk may take a former path, and browsers would keep a bare 301 for ever."""
    response = client.get("/Talks/Rivers")

    assert (response.status_code, response["Location"]) == (301, "/talks/rivers/")
    assert set(response["Cache-Control"].split(", ")) == {"public", "max-age=60"}


def test_a_change_is_sent_at_once(client: Client, talk: Talk) -> None:
    first = client.get("/talks/rivers/")
    Talk.objects.update(description="New.")

    second = client.get("/talks/rivers/", headers={"if-none-match": first["ETag"]})

    assert second.status_code == 200


def test_a_preview_is_kept_by_nobody(client: Client, talk: Talk) -> None:
    Talk.objects.update(is_published=False)
    client.force_login(make_superuser())

    response = client.get("/talks/rivers/")

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "ETag" not in response


def test_the_admin_is_kept_by_nobody(client: Client, talk: Talk) -> None:
    client.force_login(make_superuser())

    assert "public" not in client.get("/admin/").get("Cache-Control", "")


def test_what_an_organizer_changes_bears_their_name(client: Client, talk: Talk) -> None:
    client.force_login(make_superuser(username="grace"))
    Change.objects.all().delete()

    response = client.post(
        "/admin/talks/talk/",
        {"action": "cancel", "_selected_action": [talk.pk], "index": "0", "post": "yes"},
    )

    assert response.status_code in {200, 302}
    assert [(change.kind, change.actor) for change in Change.objects.all()] == [("cancelled", "grace")]


def test_a_host_without_an_edition_hears_of_another_current_one(client: Client, talk: Talk, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    other = make_conference(name="Other", domain="other.example.org")
    Talk.objects.update(title="Lakes")
    Revision.objects.update(changed_at=timezone.now() - dt.timedelta(hours=1))
    elsewhere = {"host": "elsewhere.example.org"}
    first = client.get("/feed.xml", headers=elsewhere)
    with transaction.atomic():
        Conference.objects.update(is_current=False)
        Conference.objects.filter(pk=other.pk).update(is_current=True)

    second = client.get("/feed.xml", headers=elsewhere | {"if-modified-since": first["Last-Modified"]})

    assert second.status_code == 200


def test_two_editions_do_not_share_a_tag(client: Client, talk: Talk) -> None:
    make_conference(name="Other", domain="other.example.org")

    here, there = client.get("/presenters/"), client.get("/presenters/", headers={"host": "other.example.org"})

    assert Conference.objects.count() == 2
    assert here["ETag"] != there["ETag"]
