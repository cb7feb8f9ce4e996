"""The schedule for other programs; the addresses take the same filters as the pages."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from presenters.models import Presenter
from presenters.paths import path_key
from schedule.addresses import absolute_url
from schedule.exports.frab import frab_json, frab_xml
from schedule.exports.icalendar import icalendar
from schedule.exports.programme import Facts, Programme, programme_of
from schedule.forms import SessionFilterForm
from schedule.middleware import ConferenceRequest
from schedule.models import Slot, SlotQuerySet
from schedule.views.conditional import machine_readable, revision_of
from talks.models import Talk


@machine_readable
@require_safe
def schedule_ics(request: ConferenceRequest) -> HttpResponse:
    return _calendar(_filtered_programme(request), request.conference.name)


@machine_readable
@require_safe
def schedule_xml(request: ConferenceRequest) -> HttpResponse:
    return HttpResponse(frab_xml(_filtered_programme(request)), "application/xml; charset=utf-8")


@machine_readable
@require_safe
def schedule_json(request: ConferenceRequest) -> HttpResponse:
    return HttpResponse(frab_json(_filtered_programme(request)), "application/json")


@machine_readable
@require_safe
def entry_ics(request: ConferenceRequest, path: str) -> HttpResponse:
    """Answer with a talk's entry, or all those of a presenter, whichever has its page at that path.

    A talk that has no page any more goes on telling that it was taken off, as long as the schedule's calendar does.
    """
    if talk := Talk.objects.filter(site=request.site).public().at_path(f"/{path}").first():
        paths = {path_key(talk.permalink), *talk.old_paths}
        programme = _programme(request, Slot.objects.filter(talk=talk), lambda facts: path_key(facts["path"]) in paths)
        return _calendar(programme, talk.title)
    if presenter := Presenter.objects.filter(site=request.site).at_path(f"/{path}").first():
        slots = Slot.objects.filter(talk__presenters=presenter)
        programme = _programme(request, slots, lambda facts: presenter.name in facts["presenters"])
        return _calendar(programme, f"{presenter.name} at {request.conference.name}")
    key = path_key(f"/{path}")
    programme = _programme(request, Slot.objects.none(), lambda facts: path_key(facts["path"]) == key)
    if not programme.removed:
        raise Http404
    return _calendar(programme, programme.removed[-1].title)


def _filtered_programme(request: ConferenceRequest) -> Programme:
    """Read what the address asks for; an unknown room or day has nothing, where a page would show the rest."""
    slots = Slot.objects.filter(conference=request.conference).public()
    form = SessionFilterForm(request.GET, conference=request.conference, sessions=slots)
    return _programme(request, slots.none() if form.is_met_by_none else form.filtered(), form.takes)


def _programme(request: ConferenceRequest, slots: SlotQuerySet, is_wanted: Callable[[Facts], bool]) -> Programme:
    """Read the programme, or refuse: before the schedule is public there is none."""
    if not request.conference.is_schedule_public or revision_of(request.conference) is None:
        raise Http404
    base_url = absolute_url(request, "/").rstrip("/")
    return programme_of(request.conference, base_url, slots, timezone.now(), is_wanted)


def _calendar(programme: Programme, name: str) -> HttpResponse:
    return HttpResponse(icalendar(programme, name), "text/calendar; charset=utf-8")
