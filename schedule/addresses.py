"""Absolute addresses: whatever host a request came by, a page has one, at its conference's own domain."""

from urllib.parse import urljoin

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.utils.encoding import iri_to_uri

from schedule.middleware import ConferenceRequest


def absolute_url(request: ConferenceRequest, path: str) -> str:
    """Return the absolute URL of a path of the request's conference; an absolute URL stays as it is."""
    return iri_to_uri(urljoin(f"{request.scheme}://{request.site.domain}", path))


def moved_to(request: HttpRequest, permalink: str) -> HttpResponsePermanentRedirect:
    """Send a visitor on to where a page is now, with the query string that came along.

    A permalink starts with one slash and nothing that leads to another host (``presenters.paths.PATH_PATTERN``).
    """
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{permalink}?{query}" if query else permalink)
