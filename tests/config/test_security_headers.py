from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from config.urls import urlpatterns as pages
from tests.factories import make_conference

EXPECTED = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-site",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/admin/", "/admin/login/", "/nothing/is/here/", "/media/none.webp"])
def test_every_answer_limits_what_browsers_may_do(client: Client, path: str) -> None:
    make_conference()

    headers = client.get(path).headers

    assert {name: headers.get(name) for name in EXPECTED} == EXPECTED
    assert "geolocation=()" in headers["Permissions-Policy"]
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe" not in policy
    assert "nonce" not in policy


def broken(request: HttpRequest) -> HttpResponse:
    raise ArithmeticError


urlpatterns = [path("broken/", broken), *pages]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "request_made"),
    [
        (301, {"path": "/schedule"}),
        (304, {"path": "/schedule/", "headers": {"if-none-match": "*"}}),
        (400, {"path": "/", "headers": {"host": "evil example"}}),
        (403, {"path": "/admin/login/", "method": "POST"}),
        (405, {"path": "/schedule/", "method": "DELETE"}),
        (500, {"path": "/broken/"}),
        (200, {"path": "/static/css/base.css"}),
        (200, {"path": "/healthz/"}),
    ],
)
def test_answers_of_every_kind_have_them(settings: Settings, status: int, request_made: dict[str, Any]) -> None:
    settings.ROOT_URLCONF = __name__
    make_conference()
    client = Client(raise_request_exception=False, enforce_csrf_checks=status == 403)

    response = client.generic(**({"method": "GET"} | request_made))
    response.close()  # a static file's

    assert response.status_code == status
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert "geolocation=()" in response["Permissions-Policy"]
    expected = {name: value for name, value in EXPECTED.items() if name != "X-Frame-Options"}
    assert {name: response.headers.get(name) for name in expected} == expected


@pytest.mark.django_db
def test_visitors_without_an_account_get_no_cookie(client: Client) -> None:
    make_conference()

    for address in ("/", "/nothing/is/here/"):
        assert not client.get(address).cookies
