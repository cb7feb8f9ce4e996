"""The conference that an organizer works on: chosen once, in the admin's header, and kept in the session."""

from typing import Final

from django import forms
from django.http import HttpRequest

from schedule.middleware import ConferenceRequest
from schedule.models import Conference

KEY: Final = "conference"
PINNED: Final = "_conference"  # a form's own conference: another one may have been chosen in another window since


class ChoiceForm(forms.Form):
    conference = forms.ModelChoiceField(Conference.objects.all())
    next = forms.CharField(max_length=2000, required=False)


def keep_choice(request: HttpRequest, conference: Conference) -> None:
    request.session[KEY] = conference.pk


def working_conference(request: ConferenceRequest) -> Conference | None:
    """Return the conference of the form that is sent, else the chosen one, else the host's, else the latest."""
    for choice in (request.POST.get(PINNED), request.session.get(KEY)):
        form = ChoiceForm({"conference": choice})
        if choice and form.is_valid():
            conference: Conference = form.cleaned_data["conference"]
            return conference
    return request.conference or Conference.objects.select_related("site").first()
