"""Which conference a request is for, and which state of it the answer is of."""

import datetime as dt
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import (
    get_conditional_response,
    has_vary_header,
    patch_cache_control,
    patch_vary_headers,
    set_response_etag,
)
from django.utils.http import http_date, parse_http_date

from presenters.views import SiteRequest
from schedule.models import Conference

STARTED_AT: Final = timezone.now()  # a new release may show the same state in another way
PAGES_FRESH_FOR: Final = dt.timedelta(minutes=1)


type View = Callable[[HttpRequest], HttpResponseBase]


class ConferenceRequest(SiteRequest):
    """A request with its edition; views that need one are never reached without."""

    conference: Conference


class ConferenceMiddleware:
    """Sets ``request.conference`` and ``request.site`` by host name, and shows times in the conference's zone.

    A host that no edition has gets the current edition. Without any edition ``request.conference`` is ``None``, and
    every public page answers 404; the admin, where an edition can be made, works.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ConferenceRequest) -> HttpResponse:
        conference = Conference.objects.with_track_colors().of_host(request.get_host())
        request.conference = conference  # type: ignore[assignment]
        request.site = conference.site if conference else None  # type: ignore[assignment]
        if conference is None:
            return self.get_response(request)
        with timezone.override(conference.zone):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: tuple[str, ...], _kwargs: dict[str, str]
    ) -> None:
        """Keep public pages from being asked for the pages of no conference.

        Raises:
            Http404: there is no edition at all.
        """
        if getattr(request, "conference", None) is None and view.__module__.startswith("schedule.views"):
            raise Http404


def conditional_pages(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Let caches keep public pages for a minute, and answer 304 where nothing moved (RFC 9110, 13; RFC 9111).

    A page that says itself how long it holds keeps its word, and what was made for one visitor is left as it is. A
    redirect holds no longer than a page, because another talk may take the former path.
    """

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not isinstance(response, HttpResponse) or not _is_public(request, response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])  # also of a 304, which nothing compresses (RFC 9110, 15.4.5)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, public=True, max_age=int(PAGES_FRESH_FOR.total_seconds()))
        if response.status_code != HTTPStatus.OK or _is_dated(response):
            return response
        if not response.has_header("ETag"):
            set_response_etag(response)
        last_modified = _last_modified(request, response)
        response["Last-Modified"] = http_date(last_modified)
        return get_conditional_response(request, response["ETag"], last_modified, response) or response

    return respond


def _last_modified(request: HttpRequest, response: HttpResponse) -> int:
    """Return when a page last changed, in seconds since 1970: by content, by a release, or as it says by the clock."""
    revision = getattr(request.conference, "revision", None)  # type: ignore[attr-defined]
    moments = [STARTED_AT, *([revision.changed_at] if revision else [])]
    by_clock = parse_http_date(response["Last-Modified"]) if response.has_header("Last-Modified") else 0
    return max(by_clock, *(int(moment.timestamp()) for moment in moments))


def _is_dated(response: HttpResponse) -> bool:
    """Tell whether the view has looked at the request's conditions by itself (``schedule.views.conditional``)."""
    return response.has_header("ETag") and response.has_header("Last-Modified")


def _is_public(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        request.method in {"GET", "HEAD"}
        and response.status_code in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED, HTTPStatus.MOVED_PERMANENTLY}
        and getattr(request, "conference", None) is not None
        and not request.path.startswith("/admin/")
        and "no-store" not in response.get("Cache-Control", "")
        and not has_vary_header(response, "Cookie")
        and not response.cookies
    )
