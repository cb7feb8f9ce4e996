"""Pages for what went wrong."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views.defaults import bad_request, permission_denied, server_error

from tests.factories import make_conference, make_superuser


@pytest.mark.django_db
def test_what_is_nowhere_leads_on(client: Client) -> None:
    make_conference(name="Looms")

    response = client.get("/nowhere/")

    page = response.content.decode()
    assert response.status_code == 404
    assert "Not in the programme</h1>" in page
    assert '<meta name="robots" content="noindex">' in page
    assert 'action="/talks/"' in page
    assert "Looms" in page


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/schedule/", "/talks/", "/presenters/ada/", "/any/thing", "/robots.txt"])
def test_without_a_conference_pages_say_how_to_get_one(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 404
    assert "Nothing here yet</h1>" in response.content.decode()
    assert "import_content" in response.content.decode()


@pytest.mark.django_db
def test_without_a_conference_the_admin_works(client: Client) -> None:
    client.force_login(make_superuser())

    assert client.get("/admin/").status_code == 200


def test_a_fault_is_told_without_a_database() -> None:
    response = server_error(RequestFactory().get("/"))

    page = response.content.decode()
    assert response.status_code == 500
    assert "Something broke</h1>" in page
    assert "css/base.css" in page
    assert "theme.css" not in page


def test_a_bad_request_is_told_without_a_database() -> None:
    response = bad_request(RequestFactory().get("/"), ValueError())

    assert response.status_code == 400
    assert "That makes no sense here</h1>" in response.content.decode()


@pytest.mark.django_db
def test_what_is_not_allowed_offers_to_sign_in(client: Client) -> None:
    make_conference()
    request = client.get("/").wsgi_request

    page = permission_denied(request, PermissionError()).content.decode()

    assert "Not for everyone</h1>" in page
    assert 'href="/admin/"' in page


def test_a_stale_form_is_told_in_words() -> None:
    assert "Too long ago</h1>" in render_to_string("403_csrf.html")
