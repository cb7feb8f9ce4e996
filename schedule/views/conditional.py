"""Answers that say what state of the conference they are of, so that the same one is sent only once."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, parse_etags

from schedule.models import Conference, PublishedSlot, Revision

FORMATS: Final = "1"  # raised when the same state is written in other words
FRESH_FOR: Final = dt.timedelta(minutes=5)
KEPT_FOR: Final = dt.timedelta(days=1)
CROSS_ORIGIN: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
# A script of another site that asks with a tag is asked for before (https://fetch.spec.whatwg.org/#http-cors-protocol).
PREFLIGHT: Final = {
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}

type View = Callable[..., HttpResponse]


def machine_readable(view: View) -> View:
    """Answer 304 where nothing public moved since (RFC 9110, 13), without work; let any site and cache read it.

    The same state is written once: what has no query string is kept, the whole schedule and each page's own file. The
    revision is read before the content, so that content is never kept under a newer state than its own.
    """

    @wraps(view)
    def respond(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        if request.method == "OPTIONS":
            return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=CROSS_ORIGIN | PREFLIGHT)
        changed_at = _changed_at(request)
        etag = _etag(request, changed_at) if changed_at else None
        if etag and _is_known(request, etag):
            response: HttpResponse = HttpResponseNotModified()
        else:
            response = _kept(view, etag, request, *args, **kwargs)
        patch_cache_control(response, public=True, max_age=int(FRESH_FOR.total_seconds()))
        if changed_at and etag and response.status_code < HTTPStatus.BAD_REQUEST:
            response["ETag"] = etag
            response["Last-Modified"] = http_date(changed_at.timestamp())
            response = get_conditional_response(request, etag, int(changed_at.timestamp()), response) or response
        for name, value in CROSS_ORIGIN.items():
            response[name] = value
        return response

    return respond


def _is_known(request: HttpRequest, etag: str) -> bool:
    """Tell whether who asks has this state of this address: only an answer that was good ever bore its tag."""
    return etag in {known.removeprefix("W/") for known in parse_etags(request.headers.get("If-None-Match", ""))}


def _kept(view: View, etag: str | None, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
    state = None if request.META.get("QUERY_STRING") else etag
    if state and (kept := cache.get(state)):
        return HttpResponse(*kept)
    response = view(request, *args, **kwargs)
    if state and response.status_code == HTTPStatus.OK:
        cache.set(state, (response.content, response["Content-Type"]), KEPT_FOR.total_seconds())
    return response


def revision_of(conference: Conference | None) -> Revision | None:
    """Return a conference's revision as first read for this request."""
    return getattr(conference, "revision", None)


def _changed_at(request: HttpRequest) -> dt.datetime | None:
    """Return when the state last changed: something public moved, or calendars forgot what was removed long ago."""
    conference: Conference | None = request.conference  # type: ignore[attr-defined]
    if (revision := revision_of(conference)) is None:
        return None
    if not request.path.endswith(".ics"):
        return revision.changed_at
    forgotten_at = PublishedSlot.objects.filter(conference=conference).last_forgotten_at(timezone.now())
    return max(revision.changed_at, forgotten_at or revision.changed_at)


def _etag(request: HttpRequest, changed_at: dt.datetime) -> str:
    revision: Revision = request.conference.revision  # type: ignore[attr-defined]
    address = f"{request.scheme}:{request.get_full_path()}"
    state = (FORMATS, revision.pk, revision.number, revision.digest, changed_at, address)
    return f'"{sha256(repr(state).encode()).hexdigest()[:24]}"'
