"""A request's conference: by host name, else the current edition, and in its zone."""

import datetime as dt

import pytest
from django.contrib.sites.models import Site
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from schedule.middleware import ConferenceMiddleware
from schedule.models import Conference
from tests.factories import make_conference, make_superuser

pytestmark = pytest.mark.django_db


class Answer:
    """The end of the chain: it notes what a view would find."""

    conference: Conference | None
    site: Site | None
    zone: str

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.conference = request.conference  # type: ignore[attr-defined]
        self.site = request.site
        self.zone = timezone.get_current_timezone_name()
        return HttpResponse()


def ask(host: str) -> Answer:
    answer = Answer()
    ConferenceMiddleware(answer)(RequestFactory().get("/", headers={"host": host}))  # type: ignore[arg-type]
    return answer


@pytest.mark.parametrize(
    "host", ["2031.example.org", "2031.EXAMPLE.org", "2031.example.org:8000", "2031.Example.Org:443"]
)
def test_a_conference_is_known_by_its_host_name_with_or_without_port_and_in_any_case(host: str) -> None:
    make_conference(is_current=True)
    conference = make_conference(domain="2031.Example.org")

    answer = ask(host)

    assert (answer.conference, answer.site) == (conference, conference.site)


@pytest.mark.parametrize("host", ["elsewhere.example", "2031.example.org.evil.example", "localhost:8000", "[::1]:8000"])
def test_a_host_that_no_conference_has_gets_the_current_one(host: str) -> None:
    make_conference(domain="2031.example.org", is_current=False)
    current = make_conference(domain="2032.example.org", is_current=True)

    assert ask(host).conference == current


def test_a_host_with_a_port_of_its_own_comes_before_the_host_alone() -> None:
    alone = make_conference(domain="example.org")
    with_port = make_conference(domain="example.org:8001")

    assert [ask(host).conference for host in ("example.org:8001", "example.org:8000", "example.org")] == [
        with_port,
        alone,
        alone,
    ]


def test_without_a_current_conference_a_foreign_host_gets_none() -> None:
    make_conference(domain="2031.example.org", is_current=False)

    answer = ask("elsewhere.example")

    assert (answer.conference, answer.site) == (None, None)


def test_a_host_that_is_not_allowed_never_gets_so_far(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["2031.example.org"]
    make_conference()

    with pytest.raises(DisallowedHost):
        ask("elsewhere.example")


def test_the_conferences_zone_holds_within_a_request_and_not_after_it() -> None:
    make_conference(domain="2031.example.org", time_zone="Asia/Tokyo")

    answer = ask("2031.example.org")

    assert (answer.zone, timezone.get_current_timezone_name()) == ("Asia/Tokyo", "UTC")


def test_the_zone_is_left_also_when_a_view_fails() -> None:
    make_conference(domain="2031.example.org", time_zone="Asia/Tokyo")

    def fail(_request: HttpRequest) -> HttpResponse:
        raise LookupError(timezone.get_current_timezone_name())

    with pytest.raises(LookupError, match="Asia/Tokyo"):
        ConferenceMiddleware(fail)(RequestFactory().get("/", headers={"host": "2031.example.org"}))  # type: ignore[arg-type]
    assert timezone.get_current_timezone_name() == "UTC"


def test_one_requests_zone_is_not_the_nexts() -> None:
    make_conference(domain="tokyo.example.org", time_zone="Asia/Tokyo")
    make_conference(domain="lima.example.org", time_zone="America/Lima")

    zones = [ask(f"{city}.example.org").zone for city in ("tokyo", "lima", "tokyo")]

    assert zones == ["Asia/Tokyo", "America/Lima", "Asia/Tokyo"]


@pytest.mark.parametrize("editions", [1, 3])
def test_it_takes_one_query_site_and_all(editions: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for year in range(editions):
        make_conference(domain=f"{year}.example.org")

    with django_assert_num_queries(1):
        answer = ask("0.example.org")
        assert answer.conference is not None
        assert (answer.conference.site.domain, answer.conference.track_colors) == ("0.example.org", [])


@pytest.mark.parametrize("path", ["/", "/schedule/", "/talks/", "/presenters/", "/talks/one/", "/schedule.json"])
def test_without_any_conference_public_pages_answer_404(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_without_any_conference_organizers_can_make_one(client: Client) -> None:
    client.force_login(make_superuser())

    assert client.get("/admin/").status_code == 200


def test_a_moment_is_shown_in_the_conferences_zone() -> None:
    make_conference(domain="2031.example.org", time_zone="Asia/Tokyo")
    moment = dt.datetime(2031, 9, 15, 20, 0, tzinfo=dt.UTC)
    shown: list[str] = []

    def show(_request: HttpRequest) -> HttpResponse:
        shown.append(f"{timezone.localtime(moment):%d %H:%M %Z}")
        return HttpResponse()

    ConferenceMiddleware(show)(RequestFactory().get("/", headers={"host": "2031.example.org"}))  # type: ignore[arg-type]

    assert shown == ["16 05:00 JST"]
