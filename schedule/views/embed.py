"""The schedule, or one session, inside pages of other sites: as a frame without JavaScript, found through oEmbed."""

from typing import Any, Final
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from schedule.addresses import absolute_url
from schedule.forms import SessionFilterForm
from schedule.middleware import ConferenceRequest
from schedule.models import Slot, SlotQuerySet
from schedule.timetable import days_of, entries_of
from schedule.views.conditional import machine_readable
from talks.models import Talk

# No script, and any site may hold the frame: it shows what is public and has nothing to press.
FRAME_POLICY: Final[dict[str, Any]] = settings.SECURE_CSP | {
    "frame-ancestors": ["*"],
    "script-src": ["'none'"],
    "form-action": ["'none'"],
}
WIDTH: Final = 640  # pixels, of a frame whose page asks for no other
SESSION_HEIGHT: Final = 190
SCHEDULE_HEIGHT: Final = 720
LARGEST: Final = 4000


class OEmbedForm(forms.Form):
    """What a consumer asks for (https://oembed.com, 2.2)."""

    url = forms.CharField(max_length=2000)
    format = forms.ChoiceField(choices=[("json", "json"), ("xml", "xml")], required=False)
    maxwidth = forms.IntegerField(min_value=1, max_value=LARGEST, required=False)
    maxheight = forms.IntegerField(min_value=1, max_value=LARGEST, required=False)

    def clean_url(self) -> SplitResult:
        try:
            return urlsplit(str(self.cleaned_data["url"]))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


@require_safe
@xframe_options_exempt
@csp_override(FRAME_POLICY)
def embed_schedule(request: ConferenceRequest) -> HttpResponse:
    """Show the sessions that the address asks for, in the words of the schedule's own filters."""
    slots = Slot.objects.filter(conference=request.conference).public()
    form = SessionFilterForm(request.GET, conference=request.conference, sessions=slots)
    return _embedded(request, form.filtered(), path=f"/schedule/?{form.query_string}".rstrip("?"), zone=form.zone)


@require_safe
@xframe_options_exempt
@csp_override(FRAME_POLICY)
def embed_session(request: ConferenceRequest, path: str) -> HttpResponse:
    talk = _talk_at(request, f"/{path}")
    return _embedded(request, Slot.objects.filter(talk=talk).public(), path=talk.permalink)


@machine_readable
@require_safe
def oembed(request: ConferenceRequest) -> HttpResponse:
    """Tell how to embed a session's page or the schedule; other addresses get 404 and XML 501, as the standard asks."""
    form = OEmbedForm(request.GET)
    if not form.is_valid():
        return JsonResponse({"error": form.errors}, status=400)
    if form.cleaned_data["format"] == "xml":
        return JsonResponse({"error": "Only format=json is made here."}, status=501)
    asked = form.cleaned_data["url"]
    if asked.netloc.lower() not in {request.site.domain.lower(), request.get_host().lower()}:
        raise Http404
    if asked.path == "/schedule/":
        title, frame, height = f"{request.conference}: schedule", f"/embed/schedule/?{asked.query}", SCHEDULE_HEIGHT
    else:
        talk = _talk_at(request, asked.path)
        title, frame, height = talk.title, f"/embed{talk.permalink}", SESSION_HEIGHT
    width = min(WIDTH, form.cleaned_data["maxwidth"] or WIDTH)
    height = min(height, form.cleaned_data["maxheight"] or height)
    html = '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" frameborder="0"></iframe>'
    return JsonResponse(
        {
            "version": "1.0",
            "type": "rich",
            "title": title,
            "provider_name": request.conference.name,
            "provider_url": absolute_url(request, "/"),
            "width": width,
            "height": height,
            "html": format_html(html, absolute_url(request, frame.rstrip("?")), width, height, title),
        }
    )


def _talk_at(request: ConferenceRequest, path: str) -> Talk:
    talk = None if "\0" in path else Talk.objects.filter(site=request.site).public().at_path(path).first()
    if talk is None:
        raise Http404
    return talk


def _embedded(request: ConferenceRequest, slots: SlotQuerySet, path: str, zone: ZoneInfo | None = None) -> HttpResponse:
    zone = zone or request.conference.zone
    days = days_of(entries_of(slots, zone))
    with timezone.override(zone):
        return render(request, "schedule/embed.html", {"days": days, "url": absolute_url(request, path)})
