"""Where organizers edit: admin classes of all three apps, since all of them need to know of the conference."""

from django.contrib import admin
from django.contrib.sites.models import Site

from schedule.admin import changes, editions, people, places, sessions

__all__ = ["changes", "editions", "people", "places", "sessions"]

admin.site.unregister(Site)  # an edition's host name is edited with the edition
