"""What changed on the schedule since it was made public, for people and for feed readers."""

from typing import Final

from django.db.models import F, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schedule.addresses import absolute_url
from schedule.exports.atom import atom_of_changes, atom_of_recordings
from schedule.middleware import ConferenceRequest
from schedule.models import Change
from schedule.news import NewsItem, news
from schedule.views.conditional import machine_readable, revision_of
from talks.models import Talk, TalkPresenter

MOST_CHANGES: Final = 500  # recorded ones that the page and the feed look back on
MOST_ENTRIES: Final = 100  # of the feed: fewer than it looks back on, so that none loses the change that it is known by
MOST_RECORDINGS: Final = 50
ATOM: Final = "application/atom+xml; charset=utf-8"


@require_safe
def schedule_changes(request: ConferenceRequest) -> HttpResponse:
    items = _news(request) if request.conference.is_schedule_public else []
    return render(request, "schedule/schedule_changes.html", {"items": items})


@machine_readable
@require_safe
def changes_feed(request: ConferenceRequest) -> HttpResponse:
    return HttpResponse(atom_of_changes(request.conference, _base_url(request), _news(request)[:MOST_ENTRIES]), ATOM)


@machine_readable
@require_safe
def recordings_feed(request: ConferenceRequest) -> HttpResponse:
    """Answer with the talks recorded last; one that had its recording from the first counts from its own end."""
    recorded = Change.objects.filter(kind=Change.Kind.RECORDING, slot_guid=OuterRef("slot__guid")).exclude(new="")
    talks = (
        Talk.objects.filter(site=request.site, slot__isnull=False)
        .listed()
        .exclude(video_url="")
        .annotate(
            recorded_at=Coalesce(
                Subquery(recorded.order_by("-changed_at").values("changed_at")[:1]),
                F("slot__ends_at"),
                F("slot__starts_at"),
            )
        )
        .prefetch_related(Prefetch("talk_presenters", TalkPresenter.objects.select_related("presenter")))
        .order_by("-recorded_at", "pk")
    )
    dated = [(talk, talk.recorded_at) for talk in talks[:MOST_RECORDINGS]]  # type: ignore[attr-defined]  # annotated
    return HttpResponse(atom_of_recordings(request.conference, _base_url(request), dated), ATOM)


def _news(request: ConferenceRequest) -> list[NewsItem]:
    return news(Change.objects.filter(conference=request.conference).of_schedule()[:MOST_CHANGES])


def _base_url(request: ConferenceRequest) -> str:
    if not request.conference.is_schedule_public or revision_of(request.conference) is None:
        raise Http404
    return absolute_url(request, "/").rstrip("/")
