"""What search engines and browsers ask for by themselves."""

import datetime as dt
from collections.abc import Iterator

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from presenters.models import Presenter
from schedule.addresses import absolute_url
from schedule.icon import icon
from schedule.middleware import ConferenceRequest
from schedule.models import Slot
from talks.models import Talk


@require_safe
def sitemap(request: ConferenceRequest) -> HttpResponse:
    """Name every page that search engines should know, at the conference's own domain."""
    urls = [absolute_url(request, path) for path in public_paths(request)]
    return render(request, "sitemap.xml", {"urls": urls}, content_type="application/xml")


def public_paths(request: ConferenceRequest) -> Iterator[str]:
    """Yield the paths of the pages that are about the whole, then of days, of talks and of presenters."""
    yield from (reverse(name) for name in ("home", "talk_list", "tutorial_list", "presenter_list"))
    if request.conference.is_schedule_public:
        yield reverse("schedule")
        yield from (reverse("schedule_day", args=[day]) for day in days_of(request))
    talks = Talk.objects.filter(site=request.site, is_in_sitemap=True).listed().exclude(permalink="")
    yield from talks.order_by("permalink").values_list("permalink", flat=True)
    presenters = Presenter.objects.filter(site=request.site).listed()
    yield from presenters.order_by("permalink").values_list("permalink", flat=True)


def days_of(request: ConferenceRequest) -> list[dt.date]:
    return Slot.objects.filter(conference=request.conference).public().days(request.conference.zone)


@require_safe
def robots(request: ConferenceRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /admin/", "", f"Sitemap: {absolute_url(request, reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), "text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=24 * 60 * 60)
def favicon(request: ConferenceRequest) -> HttpResponse:
    """Answer what browsers ask for unasked, with the same picture that the pages carry."""
    return HttpResponse(icon(request.conference), "image/svg+xml")
