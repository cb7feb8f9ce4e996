import pytest
from django.test import Client

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


@pytest.mark.django_db
def test_visitors_without_an_account_get_no_cookie(client: Client) -> None:
    make_conference()

    for path in ("/", "/nothing/is/here/"):
        assert not client.get(path).cookies
