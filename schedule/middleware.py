"""Which conference a request is for."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from presenters.views import SiteRequest
from schedule.models import Conference


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
