"""The admin's frame: signing in, and the one conference that everything in it is about."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from presenters.markdown import to_html
from presenters.models import LONGEST_TEXT
from schedule.desk.tasks import tasks_of
from schedule.desk.working_conference import ChoiceForm, keep_choice, working_conference
from schedule.exports.giggity import menu_entry
from schedule.middleware import ConferenceRequest
from schedule.models import Conference
from schedule.times import zone_abbreviation

type View = Callable[..., HttpResponseBase]


class PreviewForm(forms.Form):
    text = forms.CharField(max_length=LONGEST_TEXT, required=False)


class SignIn(LoginView):
    """Django's view for signing in, at any host: its own wants a ``Site`` of the host's name."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super(LoginView, self).get_context_data(**context)


class OrganizersSite(AdminSite):
    """Django's admin within one conference: chosen in the header, it is ``request.conference`` on every page."""

    site_header = "Lectern"
    site_title = "Lectern"
    index_title = "Overview"
    enable_nav_sidebar = True

    def admin_view(self, view: View, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002  as Django has it
        def within_conference(request: ConferenceRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if any("\0" in text for name, values in request.GET.lists() for text in (name, *values)):
                raise BadRequest("No text of the database holds NUL.")
            conference = working_conference(request)
            request.conference = conference  # type: ignore[assignment]  # none: there is no edition yet
            with timezone.override(conference.zone if conference else "UTC"):
                response = view(request, *args, **kwargs)
                if isinstance(response, SimpleTemplateResponse):
                    response.render()  # here, because later the zone is that of the host's conference again
            return response

        within_conference.csrf_exempt = getattr(view, "csrf_exempt", False)  # type: ignore[attr-defined]
        return super().admin_view(within_conference, cacheable)

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        next_page = SignIn().get_redirect_url(request) or reverse("admin:index")
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(next_page)
        context = {**self.each_context(request), "title": "Log in", "subtitle": None, "next": next_page}
        return SignIn.as_view(
            extra_context=context | {"app_path": request.get_full_path(), "username": request.user.get_username()},
            authentication_form=AdminAuthenticationForm,
            template_name="admin/login.html",
        )(request)

    @method_decorator(never_cache)
    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        logout(request)
        return HttpResponseRedirect(reverse("admin:login"))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [
            path("conference/", self.admin_view(require_POST(choose_conference)), name="choose_conference"),
            path("preview/", self.admin_view(require_POST(preview)), name="preview"),
            path("giggity.json", self.admin_view(giggity), name="giggity"),
            *super().get_urls(),
        ]

    def get_app_list(self, request: Any, app_label: str | None = None) -> Any:
        """List what organizers edit every day first."""
        order = ["talks", "presenters", "schedule"]
        apps = super().get_app_list(request, app_label)
        return sorted(apps, key=lambda app: order.index(app["app_label"]) if app["app_label"] in order else len(order))

    def index(self, request: Any, extra_context: dict[str, Any] | None = None) -> Any:
        tasks = tasks_of(request.conference) if request.conference else []
        return super().index(request, {"tasks": tasks} | (extra_context or {}))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        conference = getattr(request, "conference", None)
        if not context["has_permission"] or not isinstance(conference, Conference):
            return context
        return context | {
            "site_url": f"{request.scheme}://{conference.site.domain}/",
            "conference": conference,
            "conferences": Conference.objects.only("name"),
            "zone": f"{conference.time_zone} ({zone_abbreviation(conference.opens_at)})",
        }


def preview(request: HttpRequest) -> HttpResponse:
    """Answer with Markdown as a page would show it."""
    form = PreviewForm(request.POST)
    if not form.is_valid():
        return HttpResponse("The text is too long for a preview.", "text/plain", 400)
    return HttpResponse(to_html(form.cleaned_data["text"]) or "Nothing to show yet.")


def giggity(request: ConferenceRequest) -> HttpResponse:
    """Hand out the working conference's entry for Giggity's menu, for a pull request there."""
    if request.conference is None:
        raise Http404
    response = JsonResponse(menu_entry(request.conference), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="giggity.json"'
    return response


def choose_conference(request: HttpRequest) -> HttpResponse:
    """Work on another conference from now on, and go on where the choice was made."""
    form = ChoiceForm(request.POST)
    if form.is_valid():
        keep_choice(request, form.cleaned_data["conference"])
    else:
        messages.error(request, "That conference is not there any more.")
    next_page = form.data.get("next", "")
    if not url_has_allowed_host_and_scheme(next_page, {request.get_host()}, require_https=request.is_secure()):
        next_page = reverse("admin:index")
    return HttpResponseRedirect(next_page)
