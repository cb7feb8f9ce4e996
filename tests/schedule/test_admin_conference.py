"""The conference that organizers work on."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client

from schedule.models import Conference
from tests.factories import make_conference, make_superuser

pytestmark = pytest.mark.django_db


def test_the_hosts_conference_is_worked_on_until_another_is_chosen(client: Client) -> None:
    make_conference(name="First")
    second = make_conference(name="Second", domain="second.example.org", time_zone="Asia/Tokyo")
    client.force_login(make_superuser())

    before = client.get("/admin/")
    chosen = client.post("/admin/conference/", {"conference": second.pk, "next": "/admin/talks/talk/"})
    after = client.get("/admin/")

    assert before.context["conference"].name == "First"
    assert "Times are America/Chicago (CDT)" in before.text
    assert (chosen.status_code, chosen["Location"]) == (302, "/admin/talks/talk/")
    assert after.context["conference"].name == "Second"
    assert "Times are Asia/Tokyo (JST)" in after.text


@pytest.mark.parametrize("next_page", ["https://evil.example.org/", "//evil.example.org/", "\\\\evil", "x" * 3000])
def test_choosing_leads_to_no_other_site(client: Client, next_page: str) -> None:
    conference = make_conference()
    client.force_login(make_superuser())

    response = client.post("/admin/conference/", {"conference": conference.pk, "next": next_page})

    assert response["Location"] in {"/admin/", "x" * 3000}


def test_a_conference_that_is_gone_is_said_to_be(client: Client) -> None:
    make_conference()
    client.force_login(make_superuser())

    response = client.post("/admin/conference/", {"conference": "99999", "next": "/admin/"}, follow=True)

    assert "That conference is not there any more." in response.text


def test_visitors_choose_no_conference(client: Client) -> None:
    conference = make_conference()

    response = client.post("/admin/conference/", {"conference": conference.pk})

    assert response["Location"].startswith("/admin/login/")
    assert "conference" not in client.session


def test_signing_in_and_out_works_at_a_host_that_no_edition_has(client: Client) -> None:
    make_conference(domain="elsewhere.example.org")
    make_superuser(username="grace", password="correct horse")
    host = {"host": "testserver"}

    page = client.get("/admin/login/?next=/admin/talks/talk/", headers=host)
    signed_in = client.post(
        "/admin/login/?next=/admin/talks/talk/",
        {"username": "grace", "password": "correct horse", "next": "/admin/talks/talk/"},
        headers=host,
    )
    signed_out = client.post("/admin/logout/", headers=host)

    assert (page.status_code, signed_in.status_code, signed_out.status_code) == (200, 302, 302)
    assert (signed_in["Location"], signed_out["Location"]) == ("/admin/talks/talk/", "/admin/login/")
    assert client.get("/admin/", headers=host).status_code == 302


def test_the_admin_works_before_there_is_any_conference(client: Client) -> None:
    client.force_login(make_superuser())

    assert client.get("/admin/").status_code == 200
    assert Conference.objects.count() == 0


def test_organizers_have_the_rights_that_they_need_and_no_more() -> None:
    call_command("migrate", verbosity=0)

    group = Group.objects.get(name="Organizers")
    rights = {f"{right.content_type.app_label}.{right.codename}" for right in group.permissions.all()}

    assert Group.objects.count() == 1
    assert rights == {
        f"{label}.{verb}_{model}"
        for label, model in [
            ("presenters", "presenter"),
            ("talks", "talk"),
            ("talks", "tag"),
            ("talks", "talkpresenter"),
            ("schedule", "room"),
            ("schedule", "track"),
            ("schedule", "slot"),
        ]
        for verb in ("add", "change", "delete", "view")
    } | {"schedule.change_conference", "schedule.view_conference", "schedule.view_change"}
