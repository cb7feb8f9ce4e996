"""The directory of presenters, and one presenter's page."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.http import escape_leading_slashes
from django.views.decorators.http import require_safe

from presenters.models import Presenter
from schedule.addresses import moved_to
from schedule.listing import PAGE_LENGTH, listings_of
from schedule.middleware import ConferenceRequest
from talks.models import Talk


@require_safe
def presenter_list(request: ConferenceRequest) -> HttpResponse:
    talks = Talk.objects.listed().only("title", "permalink")
    presenters = Presenter.objects.filter(site=request.site).listed().defer("bio")
    with_talks = presenters.prefetch_related(Prefetch("talks", talks, to_attr="listed_talks"))
    page = Paginator(with_talks, PAGE_LENGTH).get_page(request.GET.get("page"))
    return render(request, "presenters/presenter_list.html", {"page": page, "count": page.paginator.count})


@require_safe
def presenter_detail(request: ConferenceRequest, slug: str) -> HttpResponse:
    """Show a presenter at their own path; the address by slug leads there, unless it is another presenter's own."""
    if "\0" in slug:
        raise Http404
    presenters = Presenter.objects.filter(site=request.site)
    if not presenters.owning(request.path).exists() and (presenter := presenters.filter(slug=slug).first()):
        return moved_to(request, presenter.permalink)
    return presenter_at_path(request)


def presenter_at_path(request: ConferenceRequest) -> HttpResponse:
    """Show the presenter whose permalink the request's path is, or lead there from another spelling.

    Raises:
        Http404: no presenter has this path, nor does any page answer with a slash at its end.
    """
    presenter = Presenter.objects.filter(site=request.site).at_path(request.path).first()
    if presenter is None:
        return page_with_slash(request)
    if request.path != presenter.permalink:
        return moved_to(request, presenter.permalink)
    listings = listings_of(presenter.talks.listed(), request.conference)
    has_slots = any(listing.slot for listing in listings)
    context = {"presenter": presenter, "listings": listings, "has_slots": has_slots}
    return render(request, "presenters/presenter_detail.html", context)


def page_with_slash(request: ConferenceRequest) -> HttpResponse:
    """Lead to the page that answers with a slash at the end; Django's own way never sees paths that might be talks'.

    Raises:
        Http404: there is none.
    """
    path = escape_leading_slashes(f"{request.path}/")
    try:
        is_page = not request.path.endswith("/") and resolve(path).url_name != "session_details"
    except Resolver404:
        is_page = False
    if not is_page:
        raise Http404
    return moved_to(request, path)
