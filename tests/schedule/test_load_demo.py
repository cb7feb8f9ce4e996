"""The demo conference: held around today, loaded once, with an organizer."""

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from schedule.models import Conference, Slot
from talks.models import Talk

pytestmark = pytest.mark.django_db


def load() -> str:
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def test_the_middle_day_is_today(client: Client) -> None:
    load()

    conference = Conference.objects.get()
    assert conference.first_day < conference.today() < conference.last_day
    assert (conference.last_day - conference.first_day).days == 2
    assert Slot.objects.filter(conference=conference).count() > 40
    assert client.get("/schedule/").status_code == 200


def test_what_was_edited_is_kept() -> None:
    load()
    Talk.objects.filter(permalink="/talks/kind-errors/").update(title="Kinder errors")

    again = load()

    assert "is here already" in again
    assert Talk.objects.get(permalink="/talks/kind-errors/").title == "Kinder errors"


def test_an_organizer_can_sign_in_with_what_is_printed(client: Client) -> None:
    printed = load()

    password = printed.rpartition("the password ")[2].strip()
    assert client.login(username="organizer", password=password)
    assert client.get("/admin/talks/talk/").status_code == 200
    assert not User.objects.get().is_superuser
    assert password not in load()
