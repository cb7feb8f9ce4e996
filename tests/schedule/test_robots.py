"""What crawlers and browsers ask for by themselves."""

import pytest
from django.test import Client

from tests.factories import make_conference

pytestmark = pytest.mark.django_db


def test_robots_find_the_sitemap_at_the_conferences_own_domain(client: Client) -> None:
    make_conference(domain="looms.example.org")

    response = client.get("/robots.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "",
        "Sitemap: http://looms.example.org/sitemap.xml",
    ]


def test_the_icon_has_the_conferences_colour(client: Client) -> None:
    make_conference(accent_color="#0f766e")

    response = client.get("/favicon.ico")

    assert response["Content-Type"] == "image/svg+xml"
    assert 'fill="#0f766e"' in response.content.decode()
    assert "data:image/svg+xml,%3Csvg" in client.get("/").content.decode()
