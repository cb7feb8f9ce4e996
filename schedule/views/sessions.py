"""Pages of sessions: one session's details, and the lists of talks and of tutorials."""

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from presenters.models import Presenter
from schedule.addresses import moved_to
from schedule.around import around
from schedule.forms import SessionFilterForm
from schedule.listing import by_day, listings_of, page_of
from schedule.middleware import ConferenceRequest
from schedule.views.people import presenter_at_path
from talks.models import Talk, TalkPresenter


@require_safe
def session_details(request: ConferenceRequest, path: str) -> HttpResponse:
    """Answer any path that nothing else takes: a talk's permalink, a presenter's, or a former path of either."""
    if "\0" in path:
        raise Http404
    talks = (
        Talk.objects.filter(site=request.site)
        .at_path(request.path)
        .select_related("slot__room", "slot__track", "replaced_by")
        .prefetch_related(
            Prefetch("talk_presenters", TalkPresenter.objects.select_related("presenter")),
            Prefetch("replaces", Talk.objects.public().cancelled()),
            "tags",
        )
    )
    talk = next((talk for talk in talks if talk.is_public or may_preview(request)), None)
    if talk is None:
        return presenter_at_path(request)
    if request.path != talk.permalink:
        has_presenter = Presenter.objects.filter(site=request.site).owning(request.path).exists()
        return presenter_at_path(request) if has_presenter else moved_to(request, talk.permalink)
    slot = getattr(talk, "slot", None) if request.conference.is_schedule_public else None
    replacement = talk.replaced_by if talk.replaced_by and talk.replaced_by.is_public else None
    response = render(
        request,
        "schedule/session_details.html",
        {"talk": talk, "slot": slot, "around": around(slot) if slot else None, "replacement": replacement},
    )
    if not talk.is_public:
        patch_cache_control(response, private=True, no_store=True)
    return response


def may_preview(request: HttpRequest) -> bool:
    """Tell whether a talk that is not published may be seen by who asks."""
    return request.user.is_staff and request.user.has_perm("talks.view_talk")


@require_safe
def talk_list(request: ConferenceRequest) -> HttpResponse:
    return session_list(request, "talk", Talk.Category.TALK, Talk.Category.KEYNOTE)


@require_safe
def tutorial_list(request: ConferenceRequest) -> HttpResponse:
    return session_list(request, "tutorial", Talk.Category.TUTORIAL)


def session_list(request: ConferenceRequest, noun: str, *categories: Talk.Category) -> HttpResponse:
    """Show the listed talks of some categories, all of which the noun names, as the address filters them, by time."""
    talks = Talk.objects.filter(site=request.site, category__in=categories).listed()
    form = SessionFilterForm(request.GET, conference=request.conference, sessions=talks)
    page = page_of(form.filtered(), request.conference, request.GET.get("page"))
    context = {
        "title": f"{noun.capitalize()}s",
        "noun": noun,
        "form": form,
        "page": page,
        "count": page.paginator.count,
    }
    with timezone.override(form.zone or request.conference.zone):
        days = by_day(listings_of(Talk.objects.filter(pk__in=page.object_list), request.conference))
        return render(request, "talks/session_list.html", context | {"days": days})
