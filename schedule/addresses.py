"""Absolute addresses: whatever host a request came by, a page has one, at its conference's own domain."""

from urllib.parse import urljoin

from django.utils.encoding import iri_to_uri

from schedule.middleware import ConferenceRequest


def absolute_url(request: ConferenceRequest, path: str) -> str:
    """Return the absolute URL of a path of the request's conference; an absolute URL stays as it is."""
    return iri_to_uri(urljoin(f"{request.scheme}://{request.site.domain}", path))
