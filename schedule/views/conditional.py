"""Answers that say what state of the conference they are of, so that the same one is sent only once."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition

from schedule.models import Conference, Revision

FORMATS: Final = "1"  # raised when the same state is written in other words
FRESH_FOR: Final = dt.timedelta(minutes=5)
KEPT_FOR: Final = dt.timedelta(days=1)

type View = Callable[..., HttpResponse]


def machine_readable(view: View) -> View:
    """Answer 304 where nothing public moved since (RFC 9110, 13), without work; let any site and cache read it.

    The same state is written once: what has no query string is kept, the whole schedule and each page's own file. The
    revision is read before the content, so that content is never kept under a newer state than its own.
    """

    @wraps(view)
    def with_headers(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        response = conditional(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        patch_cache_control(response, public=True, max_age=int(FRESH_FOR.total_seconds()))
        return response

    conditional = condition(etag_func=_etag, last_modified_func=_last_modified)(_kept(view))
    return with_headers


def _kept(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        state = None if request.META.get("QUERY_STRING") else _etag(request)
        if state and (kept := cache.get(state)):
            return HttpResponse(*kept)
        response = view(request, *args, **kwargs)
        if state and response.status_code == HTTPStatus.OK:
            cache.set(state, (response.content, response["Content-Type"]), KEPT_FOR.total_seconds())
        return response

    return answer


def revision_of(conference: Conference | None) -> Revision | None:
    """Return a conference's revision as first read for this request."""
    return getattr(conference, "revision", None)


def _etag(request: HttpRequest, *_args: Any, **_kwargs: Any) -> str | None:  # noqa: ANN401
    revision = revision_of(request.conference)  # type: ignore[attr-defined]
    if revision is None:
        return None
    # The day, because a calendar forgets what was removed thirty days ago.
    address = f"{request.scheme}:{request.get_full_path()}"
    state = (FORMATS, revision.pk, revision.number, revision.digest, address, timezone.now().date())
    return f'"{sha256(repr(state).encode()).hexdigest()[:24]}"'


def _last_modified(request: HttpRequest, *_args: Any, **_kwargs: Any) -> dt.datetime | None:  # noqa: ANN401
    revision = revision_of(request.conference)  # type: ignore[attr-defined]
    return revision.changed_at if revision else None
