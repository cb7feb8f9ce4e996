"""The conference's first page, which changes with the calendar."""

import datetime as dt

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from presenters.models import Presenter
from schedule.exports.json_ld import listed_slots
from schedule.listing import listings_of
from schedule.middleware import ConferenceRequest
from schedule.models import Conference, Slot
from schedule.now import now_of
from talks.models import Talk, TalkPresenter

SHOWN_RECORDINGS = 10


@require_safe
def home(request: ConferenceRequest) -> HttpResponse:
    """Show dates, keynotes and presenters; while it is on also what is now and next, afterwards the recordings."""
    at = timezone.now()
    conference = request.conference
    phase = conference.phase(at)
    talks = Talk.objects.filter(site=request.site).listed()
    people = Prefetch("talk_presenters", TalkPresenter.objects.select_related("presenter"))
    slots = listed_slots(Slot.objects.filter(conference=conference).public())
    context = {
        "at": at,
        "phase": phase,
        "days_until": conference.days_until(at),
        "today": conference.today(),
        "days": sorted({timezone.localdate(slot.starts_at) for slot in slots}),
        "slots": slots,
        "keynotes": talks.filter(category=Talk.Category.KEYNOTE).confirmed().prefetch_related(people),
        "presenters": Presenter.objects.filter(site=request.site).listed().only("name", "permalink"),
    }
    if phase == Conference.Phase.DURING:
        context["now"] = now_of(conference, at)
    if phase == Conference.Phase.AFTER:
        context |= {"recordings": listings_of(talks.recorded(), conference), "shown_recordings": SHOWN_RECORDINGS}
    response = render(request, "schedule/home.html", context)
    response["Last-Modified"] = http_date(_turned_at(conference, at).timestamp())
    return response


def _turned_at(conference: Conference, at: dt.datetime) -> dt.datetime:
    """Return when the clock last changed the page: each minute while it is on, else each midnight of its zone."""
    if conference.phase(at) == Conference.Phase.DURING:
        return at.replace(second=0, microsecond=0)
    return dt.datetime.combine(timezone.localdate(at, conference.zone), dt.time.min, conference.zone)
