"""The conference's own style sheet, ``/theme.css``."""

from django.http import HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from schedule.middleware import ConferenceRequest
from schedule.theme import style_sheet, theme_version

A_YEAR = 365 * 24 * 60 * 60  # seconds


@require_safe
def theme(request: ConferenceRequest) -> HttpResponse:
    """Serve the custom properties that :mod:`schedule.theme` lists.

    For ever where ``?v=`` names this very version, as pages link it; else the browser asks again each time.
    """
    response = HttpResponse(style_sheet(request.conference), "text/css; charset=utf-8")
    if request.GET.get("v") == theme_version(request.conference):
        patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    else:
        patch_cache_control(response, no_cache=True)
    return response
