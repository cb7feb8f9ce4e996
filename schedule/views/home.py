"""The conference's first page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schedule.middleware import ConferenceRequest


@require_safe
def home(request: ConferenceRequest) -> HttpResponse:
    return render(request, "schedule/home.html")
