"""The schedule: all of its days, or one."""

import datetime as dt

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from schedule.forms import ScheduleForm
from schedule.middleware import ConferenceRequest
from schedule.models import Slot
from schedule.timetable import dates_of, days_of, entries_of


@require_safe
def schedule(request: ConferenceRequest) -> HttpResponse:
    return _timetable(request, "schedule/schedule.html")


@require_safe
def schedule_day(request: ConferenceRequest, day: str) -> HttpResponse:
    """Show one calendar day of the zone that times are shown in.

    Raises:
        Http404: it is no day, or one outside the conference on which there is nothing.
    """
    try:
        date = dt.date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    return _timetable(request, "schedule/schedule_day.html", date)


def _timetable(request: ConferenceRequest, template: str, date: dt.date | None = None) -> HttpResponse:
    slots = Slot.objects.public().filter(conference=request.conference)
    form = ScheduleForm(request.GET, conference=request.conference, sessions=slots)
    zone = form.zone or request.conference.zone
    dates = dates_of(slots, zone)
    if date and date not in dates and not request.conference.has_day(date):
        raise Http404
    found = form.filtered().on(date, zone) if date else form.filtered()
    entries = entries_of(found, zone)
    calendar_path = f"{reverse('schedule_ics')}?{form.query_of_calendar(date)}".rstrip("?")
    with timezone.override(zone):
        context = {
            "form": form,
            "date": date,
            "dates": dates,
            "days": days_of(entries),
            "count": len(entries),
            "calendar_path": calendar_path,
        }
        return render(request, template, context | _neighbours(date, dates))


def _neighbours(date: dt.date | None, dates: list[dt.date]) -> dict[str, dt.date | None]:
    if date is None:
        return {}
    return {
        "day_before": max((other for other in dates if other < date), default=None),
        "day_after": min((other for other in dates if other > date), default=None),
    }
